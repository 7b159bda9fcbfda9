namespace PowerActors.Simulation.Results;

/// <summary>
/// What a run must keep to be called good. Defaults are POLCA's (Patel et al., ASPLOS'24): latency and throughput against the same requests uncapped and unlimited, and no power brake.
/// All are shares.
/// </summary>
public sealed record Objectives
{
    /// <summary>Largest rise of the high-priority median.</summary>
    public double HighP50 { get; init; } = .01;

    /// <summary>Largest rise of the high-priority 99th percentile.</summary>
    public double HighP99 { get; init; } = .05;

    /// <summary>Largest rise of the low-priority median.</summary>
    public double LowP50 { get; init; } = .05;

    /// <summary>Largest rise of the low-priority 99th percentile.</summary>
    public double LowP99 { get; init; } = .50;

    /// <summary>Largest loss of high-priority throughput.</summary>
    public double HighThroughput { get; init; } = .01;

    /// <summary>Largest loss of low-priority throughput.</summary>
    public double LowThroughput { get; init; } = .02;

    /// <summary>Brakes allowed.</summary>
    public int Brakes { get; init; }

    /// <summary>Breaker trips allowed.</summary>
    public int BreakerTrips { get; init; }

    /// <summary>Holds a run against the objectives.</summary>
    public ObjectivesResult Judge(LatencyResult latency, CappingResult capping)
    {
        string[] missed = [.. Check(latency, capping).Where(static check => !check.IsMet).Select(static check => check.Missed)];
        return new ObjectivesResult(missed.Length == 0, missed);
    }

    /// <summary>Every objective with what a run reached.</summary>
    public IReadOnlyList<ObjectiveCheck> Check(LatencyResult latency, CappingResult capping) =>
    [
        new("high-priority P50", "/latency/high/p50Impact", latency.High.P50Impact, HighP50),
        new("high-priority P99", "/latency/high/p99Impact", latency.High.P99Impact, HighP99),
        new("low-priority P50", "/latency/low/p50Impact", latency.Low.P50Impact, LowP50),
        new("low-priority P99", "/latency/low/p99Impact", latency.Low.P99Impact, LowP99),
        new("high-priority throughput loss", "/latency/high/throughputImpact", -latency.High.ThroughputImpact, HighThroughput) { IsLoss = true },
        new("low-priority throughput loss", "/latency/low/throughputImpact", -latency.Low.ThroughputImpact, LowThroughput) { IsLoss = true },
        new("power brakes", "/capping/brakes", capping.Brakes, Brakes) { IsCount = true },
        new("breaker trips", "/capping/breakerTrips", capping.BreakerTrips, BreakerTrips) { IsCount = true },
    ];
}

/// <summary>One objective and what a run reached.</summary>
/// <param name="Name">What is held against it.</param>
/// <param name="Path">Where the JSON of a result has the figure: a JSON pointer (RFC 6901).</param>
/// <param name="Value">What the run reached; NaN where it could not be measured, which is a miss.</param>
/// <param name="Allowed">The most that is allowed.</param>
public sealed record ObjectiveCheck(string Name, string Path, double Value, double Allowed)
{
    /// <summary>A number of times rather than a relative change.</summary>
    public bool IsCount { get; init; }

    /// <summary>The figure in the JSON has the other sign: it is an impact, this is a loss.</summary>
    public bool IsLoss { get; init; }

    /// <summary>Whether it was met. Not the opposite of "above": a figure that could not be measured is a miss.</summary>
    public bool IsMet => Value <= Allowed;

    /// <summary>What to say where it was missed.</summary>
    public string Missed => IsCount
        ? $"{Name}: {Value:0}, at most {Allowed:0} allowed"
        : $"{Name}: {Value * 100:+0.00;-0.00} %, at most {Allowed * 100:+0.##} % allowed";
}
