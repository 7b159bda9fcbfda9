using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Energy.Governor;

/// <summary>How the servers of a run choose their clocks.</summary>
public sealed record GovernorOptions
{
    /// <summary>Objectives and pace.</summary>
    public GovernorSettings Settings { get; init; } = new();

    /// <summary>How often a server looks whether to raise its clock.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Holds every server at this clock instead, whatever happens: what a governor is compared with. Null for the law.</summary>
    public Megahertz? Fixed { get; init; }
}

/// <summary>Holds a server's GPUs at one clock.</summary>
internal sealed class FixedClockGovernor(Megahertz clock) : Tree.IClockGovernor
{
    public TimeSpan Watch { get; } = TimeSpan.FromMinutes(1);

    public Megahertz Look(Megahertz cap, TimeSpan now) => clock;
}
