using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>The times that the tree keeps to. All are positive.</summary>
public sealed record ControlTiming
{
    /// <summary>How often devices and meters are read, and domains look at the clock. POLCA: row telemetry every 2 s.</summary>
    public TimeSpan Telemetry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A child reports at least this often, even when nothing moved.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>A child silent for longer counts as its worst case; two heartbeats may be lost.</summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For how long a directive stays in force without renewal.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a clock ceiling takes to act, at most. POLCA: out of band up to 40 s.</summary>
    public TimeSpan ClockLatency { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long the brake takes to act, at most. POLCA: 5 s.</summary>
    public TimeSpan BrakeLatency { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A child reports when its power moved by more than this share of its limit.</summary>
    public double Deadband { get; init; } = .005;

    /// <summary>How often a directive that did not change is sent again: three renewals fit a lease.</summary>
    public TimeSpan Renewal => Lease / 3;

    /// <summary>From a looser or tighter clock ceiling told to its whole effect in the reports that come back: the latency, a heartbeat where it is smaller than the deadband, two ticks.</summary>
    public TimeSpan EffectShows => ClockLatency + Heartbeat + (Telemetry * 2);

    /// <summary>
    /// From a rise in power to the brake in force, under any single fault: a reading lost until its child counts as worst case, one tick to notice, and the brake.
    /// </summary>
    public TimeSpan WorstReaction => Staleness + Telemetry + BrakeLatency;
}

/// <summary>What is fixed for one domain while it runs.</summary>
public sealed record DomainSettings
{
    /// <summary>Path in the tree, such as <c>site/row-1/pdu-2</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What the breaker or feed allows; <see cref="Watts.Unlimited"/> for a domain that only adds up.</summary>
    public required Watts Limit { get; init; }

    /// <summary>How long the breaker carries an overload; null where there is none.</summary>
    public TripCurve? Breaker { get; init; }

    /// <summary>The policy; <see cref="Ladder.None"/> for a domain that leaves capping to those above.</summary>
    public required Ladder Ladder { get; init; }

    /// <summary>The most each child could draw, in the order of their slots.</summary>
    public required IReadOnlyList<WorstCase> Children { get; init; }

    /// <summary>What holds after silence from above.</summary>
    public required Ceilings FailSafe { get; init; }

    /// <summary>The times.</summary>
    public required ControlTiming Timing { get; init; }

    /// <summary>False for the root of the tree, which takes no directives.</summary>
    public bool HasParent { get; init; } = true;

    /// <summary>Draw that no child reports and that is certain: a server's part that is not GPU, at its least.</summary>
    public Watts BaseLoad { get; init; }

    /// <summary>What to add for that part while no meter answers: its most.</summary>
    public Watts BaseLoadUnmetered { get; init; }

    /// <summary>True when the domain has a meter of its own.</summary>
    public bool HasMeter { get; init; }

    /// <summary>What people have said about it by the time it starts.</summary>
    public DomainSteering Steering { get; init; } = DomainSteering.None;
}
