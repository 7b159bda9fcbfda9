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
        List<string> missed = [];
        AtMost("high-priority P50", latency.High.P50Impact, HighP50);
        AtMost("high-priority P99", latency.High.P99Impact, HighP99);
        AtMost("low-priority P50", latency.Low.P50Impact, LowP50);
        AtMost("low-priority P99", latency.Low.P99Impact, LowP99);
        AtMost("high-priority throughput loss", -latency.High.ThroughputImpact, HighThroughput);
        AtMost("low-priority throughput loss", -latency.Low.ThroughputImpact, LowThroughput);
        if (capping.Brakes > Brakes)
            missed.Add($"power brakes: {capping.Brakes}, at most {Brakes} allowed");
        if (capping.BreakerTrips > BreakerTrips)
            missed.Add($"breaker trips: {capping.BreakerTrips}, at most {BreakerTrips} allowed");
        return new ObjectivesResult(missed.Count == 0, missed);

        void AtMost(string what, double value, double limit)
        {
            // Not a plain comparison: a figure that could not be measured (NaN) is a miss.
            if (!(value <= limit))
                missed.Add($"{what}: {value * 100:+0.00;-0.00} %, at most {limit * 100:+0.##} % allowed");
        }
    }
}
