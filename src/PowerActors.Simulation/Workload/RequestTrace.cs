namespace PowerActors.Simulation.Workload;

/// <summary>Recorded requests, oldest first, the first at time zero.</summary>
public sealed class RequestTrace
{
    private readonly long[] _arrivalTicks;
    private readonly int[] _promptTokens;
    private readonly int[] _outputTokens;

    /// <summary>A trace of the given columns.</summary>
    /// <param name="name">What it is called in messages: the file.</param>
    /// <param name="arrivalTicks">Arrival times in ticks of 100 ns, rising, the first one 0.</param>
    /// <param name="promptTokens">Prompt tokens, as many.</param>
    /// <param name="outputTokens">Output tokens, as many.</param>
    /// <exception cref="ArgumentException">There are no requests, the columns differ in length, or a time falls.</exception>
    public RequestTrace(string name, long[] arrivalTicks, int[] promptTokens, int[] outputTokens)
    {
        if (arrivalTicks.Length == 0 || arrivalTicks[0] != 0)
            throw new ArgumentException("a trace begins with a request at time zero", nameof(arrivalTicks));
        if (promptTokens.Length != arrivalTicks.Length || outputTokens.Length != arrivalTicks.Length)
            throw new ArgumentException("the columns differ in length", nameof(promptTokens));
        for (int i = 1; i < arrivalTicks.Length; i++)
        {
            if (arrivalTicks[i] < arrivalTicks[i - 1])
                throw new ArgumentException($"request {i} arrives before the one ahead of it", nameof(arrivalTicks));
        }

        Name = name;
        _arrivalTicks = arrivalTicks;
        _promptTokens = promptTokens;
        _outputTokens = outputTokens;
    }

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>How many requests it has.</summary>
    public int Count => _arrivalTicks.Length;

    /// <summary>Arrival times in ticks of 100 ns, rising, the first one 0.</summary>
    public ReadOnlySpan<long> ArrivalTicks => _arrivalTicks;

    /// <summary>Prompt tokens of each request.</summary>
    public ReadOnlySpan<int> PromptTokens => _promptTokens;

    /// <summary>Output tokens of each request.</summary>
    public ReadOnlySpan<int> OutputTokens => _outputTokens;

    /// <summary>From the first arrival to the last.</summary>
    public TimeSpan Span => new(_arrivalTicks[^1]);

    /// <summary>
    /// After how long a repetition starts: the span and one mean gap, so that the seam is no burst. One second for a trace whose requests all arrive together.
    /// </summary>
    public TimeSpan Period => _arrivalTicks[^1] == 0
        ? TimeSpan.FromSeconds(1)
        : new TimeSpan(_arrivalTicks[^1] + Math.Max(1, _arrivalTicks[^1] / Math.Max(1, Count - 1)));
}
