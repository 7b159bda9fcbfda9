namespace PowerActors.Simulation.Placement.Timed;

/// <summary>Means over a stretch of time.</summary>
public sealed record TimedPoint
{
    /// <summary>Where the stretch ends, seconds from the first arrival.</summary>
    public required double Seconds { get; init; }

    /// <summary>Draw of all nodes, watts.</summary>
    public required double EopcWatts { get; init; }

    /// <summary>Allocated over asked-for GPU, waiting tasks included, 0 to 1; NaN while nothing is asked for.</summary>
    public required double Grar { get; init; }

    /// <summary>Allocated GPU, percent of capacity.</summary>
    public required double AllocatedPercent { get; init; }

    /// <summary>Fragmentation, percent of capacity.</summary>
    public required double FragmentationPercent { get; init; }

    /// <summary>Draw over allocated GPUs; NaN while nothing is allocated.</summary>
    public required double WattsPerAllocatedGpu { get; init; }

    /// <summary>Tasks that wait for room.</summary>
    public required double Waiting { get; init; }
}

/// <summary>What a replay in time came to.</summary>
public sealed record TimedResult
{
    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Tasks that arrived.</summary>
    public required int Arrived { get; init; }

    /// <summary>Tasks that were placed, at once or after waiting.</summary>
    public required int Placed { get; init; }

    /// <summary>Tasks that were placed after waiting.</summary>
    public required int PlacedAfterWaiting { get; init; }

    /// <summary>Tasks that still waited when the last task had arrived. They are in no figure of the waits, so that a run in which they pile up looks better by those than it is.</summary>
    public required int StillWaiting { get; init; }

    /// <summary>Tasks that no node could hold, were it empty: they are refused at once.</summary>
    public required int Refused { get; init; }

    /// <summary>Moves of running tasks.</summary>
    public required int Moves { get; init; }

    /// <summary>Mean wait of the tasks placed, seconds.</summary>
    public required double MeanWaitSeconds { get; init; }

    /// <summary>The wait that 99 of 100 placed tasks do not exceed, seconds.</summary>
    public required double P99WaitSeconds { get; init; }

    /// <summary>Longest wait, seconds.</summary>
    public required double MaxWaitSeconds { get; init; }

    /// <summary>Energy of all nodes until the last task has arrived, MWh.</summary>
    public required double EnergyMegawattHours { get; init; }

    /// <summary>GPU time served until the last task has arrived, GPU hours.</summary>
    public required double GpuHours { get; init; }

    /// <summary>From the first to the last arrival, seconds: what all figures over time are means of.</summary>
    public required double Seconds { get; init; }

    /// <summary>Means over everything.</summary>
    public required TimedPoint Mean { get; init; }

    /// <summary>Means over equal stretches of time.</summary>
    public required IReadOnlyList<TimedPoint> Points { get; init; }

    /// <summary>Wall time of the replay, seconds.</summary>
    public required double WallSeconds { get; init; }
}
