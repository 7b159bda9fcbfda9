using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Simulation.Placement.Timed;

/// <summary>What to replay in time.</summary>
public sealed record TimedOptions
{
    /// <summary>Nodes and tasks; every task with its times of creation and deletion.</summary>
    public required PlacementTrace Trace { get; init; }

    /// <summary>Chooses.</summary>
    public required IPlacementPolicy Policy { get; init; }

    /// <summary>Draws the node order where no file gives one, and whatever the policy draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many times as fast tasks arrive, above 0; how long each runs stays as it is. So many times as much work runs at a time.</summary>
    public double Load { get; init; } = 1;

    /// <summary>How many times the trace runs, one after the other, 1 or more: a stream of any length.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Watts that a move must save for running tasks to be moved when another has left their node (<see cref="Core.Placement.Consolidation"/>); null to move none.</summary>
    public Watts? Consolidate { get; init; }

    /// <summary>By how many seconds a task runs longer for being moved: a checkpoint, a start, what was done since the checkpoint. Assumed. One with less than five times as much left stays.</summary>
    public double MoveSeconds { get; init; } = 120;

    /// <summary>Points over the whole time, 1 or more.</summary>
    public int Points { get; init; } = 100;
}
