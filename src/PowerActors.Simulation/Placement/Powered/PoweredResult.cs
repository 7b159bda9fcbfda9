using PowerActors.Core.Control;
using PowerActors.Core.Placement.Power;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>Means over a stretch of time.</summary>
/// <param name="Seconds">Where the stretch ends, seconds from the first arrival.</param>
/// <param name="Watts">What the site draws.</param>
/// <param name="DomainsOnARung">Domains that stand on a rung.</param>
/// <param name="Waiting">Tasks that wait.</param>
/// <param name="AllocatedPercent">Allocated GPU, percent of capacity.</param>
public readonly record struct PoweredPoint(double Seconds, double Watts, double DomainsOnARung, double Waiting, double AllocatedPercent);

/// <summary>Time on a rung.</summary>
/// <param name="Rung">The rung's name.</param>
/// <param name="Minutes">Minutes on it, of all domains of a level together.</param>
public readonly record struct RungMinutes(string Rung, double Minutes);

/// <summary>The domains of one level.</summary>
public sealed record PoweredLevel
{
    /// <summary>What they are called, such as <c>rack</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many there are with a limit.</summary>
    public required int Domains { get; init; }

    /// <summary>Minutes on each rung, mildest first.</summary>
    public required IReadOnlyList<RungMinutes> MinutesOnRung { get; init; }

    /// <summary>How often one of them braked.</summary>
    public required int Brakes { get; init; }

    /// <summary>How many breakers would have tripped.</summary>
    public required int Trips { get; init; }

    /// <summary>The most that one of them drew, over its limit.</summary>
    public required double PeakUtilization { get; init; }

    /// <summary>Minutes on any rung.</summary>
    public double Minutes => MinutesOnRung.Sum(static rung => rung.Minutes);
}

/// <summary>What became of the work of one priority until the last task had arrived.</summary>
public sealed record PoweredWork
{
    /// <summary>Tasks that arrived.</summary>
    public required int Arrived { get; init; }

    /// <summary>Tasks that no node could hold, were it empty.</summary>
    public required int Refused { get; init; }

    /// <summary>Tasks that were placed.</summary>
    public required int Placed { get; init; }

    /// <summary>Tasks that were placed after waiting.</summary>
    public required int PlacedAfterWaiting { get; init; }

    /// <summary>Tasks that still wait at the end.</summary>
    public required int StillWaiting { get; init; }

    /// <summary>Tasks that ended.</summary>
    public required int Finished { get; init; }

    /// <summary>Mean wait of the tasks placed, seconds.</summary>
    public required double MeanWaitSeconds { get; init; }

    /// <summary>The wait that 99 of 100 placed tasks do not exceed, seconds.</summary>
    public required double P99WaitSeconds { get; init; }

    /// <summary>Work done, in GPU hours at full clock; of tasks that still run, what they have done.</summary>
    public required double GpuHoursDone { get; init; }

    /// <summary>GPU hours that tasks ran longer for being capped.</summary>
    public required double GpuHoursLostToCaps { get; init; }

    /// <summary>By how much the tasks with GPUs that ended ran longer, mean; .1 is a tenth.</summary>
    public required double MeanLonger { get; init; }

    /// <summary>By how much 99 of 100 such tasks at most ran longer.</summary>
    public required double P99Longer { get; init; }
}

/// <summary>What a replay under power domains came to.</summary>
public sealed record PoweredResult
{
    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>How much placements heeded the power tree.</summary>
    public required PowerHeed Heed { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>From the first to the last arrival, seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Energy of all nodes, MWh.</summary>
    public required double EnergyMegawattHours { get; init; }

    /// <summary>Mean draw of all nodes, watts.</summary>
    public required double MeanWatts { get; init; }

    /// <summary>Mean of allocated GPU, percent of capacity.</summary>
    public required double MeanAllocatedPercent { get; init; }

    /// <summary>The levels of domains with limits, from the top.</summary>
    public required IReadOnlyList<PoweredLevel> Levels { get; init; }

    /// <summary>The work of each priority.</summary>
    public required PerPriority<PoweredWork> Work { get; init; }

    /// <summary>Control laws (P1 to P10) that a domain broke.</summary>
    public required long LawViolations { get; init; }

    /// <summary>Means over equal stretches of time.</summary>
    public required IReadOnlyList<PoweredPoint> Points { get; init; }

    /// <summary>Wall time, seconds.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Minutes on any rung, of all domains together.</summary>
    public double MinutesOnRungs => Levels.Sum(static level => level.Minutes);

    /// <summary>Work done of both priorities, GPU hours at full clock.</summary>
    public double GpuHoursDone => Work.Low.GpuHoursDone + Work.High.GpuHoursDone;
}
