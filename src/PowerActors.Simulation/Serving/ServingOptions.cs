namespace PowerActors.Simulation.Serving;

/// <summary>How a server takes requests.</summary>
public enum Batching
{
    /// <summary>
    /// Iteration-level batching as LLM servers do it (Orca, OSDI 2022; vLLM): every iteration computes the prompts that wait and the next token of the
    /// requests that run.
    /// </summary>
    Continuous,

    /// <summary>One request at a time, from its prompt to its last token, in order of arrival.</summary>
    Single,
}

/// <summary>The limits of serving. The defaults are those of splitwise-sim's baseline (Patel et al., ISCA 2024), so that answers can be compared.</summary>
public sealed record ServingOptions
{
    /// <summary>Continuous or one at a time.</summary>
    public Batching Batching { get; init; } = Batching.Continuous;

    /// <summary>Most requests in one iteration, 1 to 65,536.</summary>
    public int MaxBatchRequests { get; init; } = 512;

    /// <summary>
    /// Most tokens in one iteration: all tokens of its prompts and one for each request that decodes. A prompt that is longer runs alone: prompts are not
    /// cut into chunks. 1 or more.
    /// </summary>
    public int MaxBatchTokens { get; init; } = 2048;

    /// <summary>
    /// How many times a batch may be put together without a request that waits (a decode pushed out by a prompt, or a prompt that found no room) before
    /// that request goes first. 1 or more.
    /// </summary>
    public int MaxPreemptions { get; init; } = 4;

    /// <summary>How much longer an iteration of prompts and decodes takes than one of prompts alone with as many tokens; 1 to 10. Splitwise-sim's figure.</summary>
    public double MixedFactor { get; init; } = 1.1;

    /// <summary>Most requests that may wait at one server; one more is dropped and counted. 1 or more. The default is out of reach of all but lasting overload.</summary>
    public int MaxQueuedRequests { get; init; } = 10_000;

    /// <summary>
    /// Tokens for which a server has room in its GPUs' memory (keys and values of all running requests); null takes
    /// <see cref="PerformanceModel.KvCapacityTokens"/>. 1 or more.
    /// </summary>
    public long? KvCapacityTokens { get; init; }

    /// <summary>
    /// Consolidation: a request goes to the fullest server of its priority that holds fewer than this many, and another server is woken only when all that work hold
    /// that many, so that at night servers are idle as a whole; 1 to 65,536. Null spreads: every request goes to the server with the fewest pending tokens.
    /// </summary>
    public int? RequestsPerWokenServer { get; init; }

    /// <summary>Most requests whose latencies are kept one by one; beyond, percentiles come from a histogram. 0 or more.</summary>
    public int MaxRequestsKept { get; init; } = 20_000_000;

    /// <summary>Throws when a limit is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option and its range.</exception>
    public void Validate()
    {
        Check(MaxBatchRequests is >= 1 and <= 65_536, nameof(MaxBatchRequests), MaxBatchRequests, "from 1 to 65,536");
        Check(MaxBatchTokens >= 1, nameof(MaxBatchTokens), MaxBatchTokens, "1 or more");
        Check(MaxPreemptions >= 1, nameof(MaxPreemptions), MaxPreemptions, "1 or more");
        Check(MixedFactor is >= 1 and <= 10, nameof(MixedFactor), MixedFactor, "from 1 to 10");
        Check(MaxQueuedRequests >= 1, nameof(MaxQueuedRequests), MaxQueuedRequests, "1 or more");
        Check(KvCapacityTokens is null or >= 1, nameof(KvCapacityTokens), KvCapacityTokens, "1 or more");
        Check(RequestsPerWokenServer is null or (>= 1 and <= 65_536), nameof(RequestsPerWokenServer), RequestsPerWokenServer, "from 1 to 65,536");
        Check(MaxRequestsKept >= 0, nameof(MaxRequestsKept), MaxRequestsKept, "0 or more");
    }

    private static void Check(bool holds, string name, object? value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"must be {range}");
    }
}
