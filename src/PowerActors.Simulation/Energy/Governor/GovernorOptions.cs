using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Energy.Governor;

/// <summary>How the servers of a run choose their clocks.</summary>
public sealed record GovernorOptions
{
    /// <summary>Objectives and pace.</summary>
    public GovernorSettings Settings { get; init; } = new();

    /// <summary>How often a server looks whether to raise its clock.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// True when <see cref="GovernorSettings.FillsTo"/> is what the simulation's own routing fills servers to: whoever operates a balancer knows how it routes.
    /// </summary>
    public bool KnowsRouting { get; init; } = true;

    /// <summary>How long its clock locks take to act; null for what the hardware's profile says.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Holds every server at this clock instead, whatever happens: what a governor is compared with. Null for the law.</summary>
    public Megahertz? Fixed { get; init; }
}

/// <summary>Holds a server's GPUs at one clock.</summary>
internal sealed class FixedClockGovernor(Megahertz clock) : Tree.IClockGovernor
{
    public TimeSpan Watch { get; } = TimeSpan.FromMinutes(1);

    public Megahertz Look(Megahertz cap, TimeSpan now) => clock;
}
