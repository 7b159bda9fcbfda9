namespace PowerActors.Simulation.Serving;

/// <summary>How a latency is distributed, in seconds.</summary>
/// <param name="Count">Requests that were measured; with none all figures are NaN.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">The longest.</param>
/// <remarks>
/// The percentile q of n values lies at rank q·(n − 1) of the sorted values, counted from 0, with a straight line between neighbours: definition 7 of Hyndman and Fan
/// (1996), numpy's default.
/// </remarks>
public readonly record struct LatencySummary(long Count, double Mean, double P50, double P90, double P99, double Max)
{
    /// <summary>Sums up values.</summary>
    /// <param name="values">The values in seconds, 0 or more; sorted by this call.</param>
    public static LatencySummary Of(Span<float> values)
    {
        if (values.IsEmpty)
            return new LatencySummary(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        NonNegativeSort.Sort(values);
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return new LatencySummary(
            values.Length, sum / values.Length, Percentile(values, 0.5), Percentile(values, 0.9), Percentile(values, 0.99), values[^1]);
    }

    /// <summary>A percentile of sorted values, by the definition above.</summary>
    /// <param name="sorted">One or more values, rising.</param>
    /// <param name="q">0 to 1.</param>
    public static double Percentile(ReadOnlySpan<float> sorted, double q)
    {
        double rank = q * (sorted.Length - 1);
        int below = (int)rank;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((rank - below) * ((double)sorted[above] - sorted[below]));
    }
}

/// <summary>The three latencies of LLM serving; see <see cref="LatencyRecorder"/> for their definitions.</summary>
/// <param name="Response">From arrival to last token.</param>
/// <param name="FirstToken">From arrival to first token.</param>
/// <param name="BetweenTokens">Mean time between a request's tokens.</param>
public readonly record struct LatencyReport(LatencySummary Response, LatencySummary FirstToken, LatencySummary BetweenTokens);
