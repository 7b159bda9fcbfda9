using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Placement.Power;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>What to replay under power domains.</summary>
public sealed record PoweredOptions
{
    /// <summary>An A100's maximum clock, which POLCA's ceilings are written for, MHz.</summary>
    private const double PolcaMaxClock = 1410;

    /// <summary>Nodes and tasks; every task with its times of creation and deletion.</summary>
    public required PlacementTrace Trace { get; init; }

    /// <summary>Chooses among the nodes that the power tree leaves.</summary>
    public required IPlacementPolicy Policy { get; init; }

    /// <summary>The power domains and which node stands in which.</summary>
    public required PowerSite Site { get; init; }

    /// <summary>How much a placement heeds the power tree.</summary>
    public required PowerHeed Heed { get; init; }

    /// <summary>The ladder that every domain with a limit climbs.</summary>
    public Ladder Ladder { get; init; } = PolcaInShares(new ControlTiming().ClockLatency);

    /// <summary>The times that the domains keep to.</summary>
    public ControlTiming Timing { get; init; } = new();

    /// <summary>Draws the node order where no file gives one, and whatever the policy draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many times as fast tasks arrive, above 0; how long each runs stays as it is.</summary>
    public double Load { get; init; } = 1;

    /// <summary>How many times the trace runs, one after the other, 1 or more.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>From a placement to the task's first draw and first work: images are pulled and models loaded. Assumed; seconds to minutes.</summary>
    public TimeSpan StartUp { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Points over the whole time, 1 or more.</summary>
    public int Points { get; init; } = 200;

    /// <summary>POLCA's ladder (Patel et al., ASPLOS'24) with its ceilings as shares of the A100's maximum clock, so that it serves other GPUs.</summary>
    /// <param name="settle">Actuation latency of a clock ceiling.</param>
    public static Ladder PolcaInShares(TimeSpan settle)
    {
        Ladder polca = KnownLadders.Polca(settle);
        return polca with { Rungs = [.. polca.Rungs.Select(static rung => rung with { Ceilings = new Ceilings(Share(rung.Ceilings.Low), Share(rung.Ceilings.High), rung.Ceilings.Brake) })] };

        static ClockCeiling Share(ClockCeiling ceiling) => ceiling.IsFree ? ceiling : ClockCeiling.OfMaximum(ceiling.Absolute.Value / PolcaMaxClock);
    }
}
