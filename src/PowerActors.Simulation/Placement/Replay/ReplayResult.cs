namespace PowerActors.Simulation.Placement.Replay;

/// <summary>The cluster once a share of its capacity has arrived.</summary>
public sealed record ReplayPoint
{
    /// <summary>Percent of the capacity that has arrived, placed or not.</summary>
    public required int ArrivedPercent { get; init; }

    /// <summary>Estimated draw of all nodes, watts (EOPC in arXiv 2412.17484).</summary>
    public required double EopcWatts { get; init; }

    /// <summary>The least that any placement of the tasks placed so far could draw, watts (<see cref="Core.Placement.LeastDraw"/>).</summary>
    public required double LeastWatts { get; init; }

    /// <summary>Allocated over arrived GPU, 0 to 1 (GRAR); NaN while nothing has arrived.</summary>
    public required double Grar { get; init; }

    /// <summary>Allocated GPU, percent of capacity.</summary>
    public required double AllocatedPercent { get; init; }

    /// <summary>Fragmentation, percent of capacity.</summary>
    public required double FragmentationPercent { get; init; }

    /// <summary>Fragmentation, percent of idle GPU; NaN without any.</summary>
    public required double FragmentationOfIdlePercent { get; init; }

    /// <summary>Draw over allocated GPUs; NaN while nothing is allocated.</summary>
    public required double WattsPerAllocatedGpu { get; init; }
}

/// <summary>What a replay came to.</summary>
public sealed record ReplayResult
{
    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>GPU of all nodes, milli.</summary>
    public required long CapacityMilli { get; init; }

    /// <summary>Tasks that were placed.</summary>
    public required int Placed { get; init; }

    /// <summary>Tasks that fitted nowhere.</summary>
    public required int Failed { get; init; }

    /// <summary>Wall time of all decisions, seconds, output excluded.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>One point for each percent of capacity that arrived: the cluster after the first event that reached it.</summary>
    public required IReadOnlyList<ReplayPoint> Points { get; init; }

    /// <summary>Decisions per second of wall time.</summary>
    public double DecisionsPerSecond => WallSeconds > 0 ? (Placed + Failed) / WallSeconds : 0;

    /// <summary>The point at a percent of arrived capacity; null where the replay did not come so far.</summary>
    public ReplayPoint? At(int percent) => percent >= 0 && percent < Points.Count ? Points[percent] : null;
}
