using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Simulation.Placement.Replay;

/// <summary>What to replay.</summary>
public sealed record ReplayOptions
{
    /// <summary>The published experiments let 1.3 times the capacity arrive.</summary>
    public const double UsualInflation = 1.3;

    /// <summary>Nodes and tasks.</summary>
    public required PlacementTrace Trace { get; init; }

    /// <summary>Chooses.</summary>
    public required IPlacementPolicy Policy { get; init; }

    /// <summary>Draws the order of arrival and the node order where no file gives them, and whatever the policy draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>GPU that arrives over capacity; null for the whole file of arrivals, or <see cref="UsualInflation"/> where there is none.</summary>
    public double? Inflate { get; init; }
}
