using PowerActors.Core.Control;

namespace PowerActors.Simulation.Serving;

/// <summary>
/// The latencies of all requests, one by one by their number in the load, so that two runs over the same load can be compared request by request. Past
/// <see cref="ServingOptions.MaxRequestsKept"/> requests it keeps histograms instead (13 bytes a request would no longer be cheap).
/// </summary>
/// <remarks>
/// Definitions, those of splitwise-sim: response, from arrival to the last token; first token (TTFT), from arrival to the end of the iteration that computed
/// the prompt; between tokens (TBT), (response − first token) / output tokens, for requests with two or more.
/// </remarks>
public sealed class LatencyRecorder
{
    private readonly int _limit;
    private readonly LatencyHistogram[] _histograms = new LatencyHistogram[6];
    private float[] _response = [];
    private float[] _firstToken = [];
    private float[] _betweenTokens = [];
    private Priority[] _priorities = [];
    private int _count;

    internal LatencyRecorder(int limit) => _limit = limit;

    /// <summary>Whether every request is kept one by one; else <see cref="ResponseSeconds"/> and the other columns are empty.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Seconds from arrival to last token by request number; NaN for one that has not completed.</summary>
    public ReadOnlySpan<float> ResponseSeconds => _response.AsSpan(0, _count);

    /// <summary>Seconds from arrival to first token by request number; NaN for one that has not completed.</summary>
    public ReadOnlySpan<float> FirstTokenSeconds => _firstToken.AsSpan(0, _count);

    /// <summary>Seconds between tokens by request number; NaN for one that has not completed or has fewer than two tokens.</summary>
    public ReadOnlySpan<float> SecondsBetweenTokens => _betweenTokens.AsSpan(0, _count);

    /// <summary>Priorities by request number.</summary>
    public ReadOnlySpan<Priority> Priorities => _priorities.AsSpan(0, _count);

    /// <summary>Sums up the completed requests, of one priority or of both.</summary>
    /// <param name="priority">Which; null for all.</param>
    public LatencyReport Summarize(Priority? priority = null)
    {
        if (!IsExact)
            return new LatencyReport(Merge(0, priority), Merge(1, priority), Merge(2, priority));
        float[] buffer = new float[_count];
        return new LatencyReport(
            Summarize(_response, priority, buffer), Summarize(_firstToken, priority, buffer), Summarize(_betweenTokens, priority, buffer));
    }

    /// <summary>How the response times of one priority are distributed.</summary>
    /// <param name="priority">Which.</param>
    public LatencyHistogram ResponseHistogram(Priority priority)
    {
        LatencyHistogram histogram = new();
        if (!IsExact)
        {
            histogram.Merge(_histograms[priority == Priority.Low ? 0 : 3]);
            return histogram;
        }

        for (int i = 0; i < _count; i++)
        {
            if (_priorities[i] == priority && !float.IsNaN(_response[i]))
                histogram.Add(_response[i]);
        }

        return histogram;
    }

    /// <summary>Counts the completed requests that were later than their objectives.</summary>
    /// <param name="firstToken">The most that the time to first token may be.</param>
    /// <param name="betweenTokens">The most that the mean time between tokens may be.</param>
    /// <returns>Requests late with the first token, with the others, and with either; null when requests are not kept one by one.</returns>
    public (long FirstToken, long BetweenTokens, long Either)? CountOver(TimeSpan firstToken, TimeSpan betweenTokens)
    {
        if (!IsExact)
            return null;
        float first = (float)firstToken.TotalSeconds, between = (float)betweenTokens.TotalSeconds;
        long firsts = 0, betweens = 0, either = 0;
        for (int i = 0; i < _count; i++)
        {
            bool isFirst = _firstToken[i] > first, isBetween = _betweenTokens[i] > between; // false for NaN
            firsts += isFirst ? 1 : 0;
            betweens += isBetween ? 1 : 0;
            either += isFirst || isBetween ? 1 : 0;
        }

        return (firsts, betweens, either);
    }

    internal void Expect(int number, Priority priority)
    {
        if (!IsExact)
            return;
        if (number >= _limit)
        {
            Fold();
            return;
        }

        if (number >= _response.Length)
            Grow(number + 1);
        _priorities[number] = priority;
        _count = number + 1;
    }

    internal void Record(ref RequestSlot request, long now)
    {
        double response = (now - request.ArrivalTicks) * 1e-7;
        double firstToken = (request.FirstTokenTicks - request.ArrivalTicks) * 1e-7;
        double betweenTokens = request.OutputTokens > 1 ? (now - request.FirstTokenTicks) * 1e-7 / request.OutputTokens : double.NaN;
        if (IsExact)
        {
            _response[request.Number] = (float)response;
            _firstToken[request.Number] = (float)firstToken;
            _betweenTokens[request.Number] = (float)betweenTokens;
        }
        else
        {
            Tally(request.Priority, response, firstToken, betweenTokens);
        }
    }

    private void Tally(Priority priority, double response, double firstToken, double betweenTokens)
    {
        int first = priority == Priority.Low ? 0 : 3;
        _histograms[first].Add(response);
        _histograms[first + 1].Add(firstToken);
        if (!double.IsNaN(betweenTokens))
            _histograms[first + 2].Add(betweenTokens);
    }

    private void Fold()
    {
        IsExact = false;
        for (int i = 0; i < _histograms.Length; i++)
            _histograms[i] = new LatencyHistogram();
        for (int i = 0; i < _count; i++)
        {
            if (!float.IsNaN(_response[i]))
                Tally(_priorities[i], _response[i], _firstToken[i], _betweenTokens[i]);
        }

        _response = [];
        _firstToken = [];
        _betweenTokens = [];
        _priorities = [];
        _count = 0;
    }

    private LatencySummary Merge(int metric, Priority? priority)
    {
        LatencyHistogram sum = new();
        if (priority != Priority.High)
            sum.Merge(_histograms[metric]);
        if (priority != Priority.Low)
            sum.Merge(_histograms[metric + 3]);
        return sum.Summarize();
    }

    private void Grow(int least)
    {
        int from = _response.Length;
        int to = (int)Math.Min(_limit, Math.Max(least, Math.Max(32_768L, from * 2L)));
        Array.Resize(ref _priorities, to);
        GrowColumn(ref _response, from, to);
        GrowColumn(ref _firstToken, from, to);
        GrowColumn(ref _betweenTokens, from, to);
    }

    private static void GrowColumn(ref float[] column, int from, int to)
    {
        Array.Resize(ref column, to);
        Array.Fill(column, float.NaN, from, to - from);
    }

    private LatencySummary Summarize(float[] column, Priority? priority, float[] buffer)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!float.IsNaN(column[i]) && (priority is null || _priorities[i] == priority))
                buffer[kept++] = column[i];
        }

        return LatencySummary.Of(buffer.AsSpan(0, kept));
    }
}
