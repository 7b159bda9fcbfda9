using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>What a person or a log should hear of.</summary>
public enum AlertKind
{
    /// <summary>A child has been silent for longer than the staleness bound.</summary>
    ChildSilent,

    /// <summary>The domain's own meter no longer answers, or answers nonsense.</summary>
    MeterLost,

    /// <summary>The domain is over its limit with its whole ladder applied.</summary>
    Escalated,

    /// <summary>An escalation is over.</summary>
    EscalationOver,

    /// <summary>A former owner still speaks: its directive was refused.</summary>
    FencedDirective,

    /// <summary>Nothing was heard from above for a whole lease: the fail-safe ceilings hold.</summary>
    FailSafe,

    /// <summary>A cap was asked for, its latency has passed, and the GPU still runs faster.</summary>
    CapNotInForce,

    /// <summary>A device cannot be read or has refused a cap.</summary>
    DeviceFault,

    /// <summary>A cap was changed behind the agent's back, or was lost with the driver; it was asked for again.</summary>
    CapDrift,

    /// <summary>A device holds tighter than it was asked to: somebody else caps it too.</summary>
    HeldByOthers,

    /// <summary>An agent cannot write, or could not read, what it must remember across its restart.</summary>
    AgentState,

    /// <summary>After a restart: those below still hold what the domain does not remember having told them, and it goes on from there.</summary>
    Resumed,

    /// <summary>A law was broken in an agent: it keeps a ledger of its own.</summary>
    LawBroken,
}

/// <summary>What a domain's law asks its shell to do. Called during the law's methods, in order.</summary>
public interface IDomainEffects
{
    /// <summary>Send a directive to a child.</summary>
    void Direct(int child, in Directive directive);

    /// <summary>Report to the parent.</summary>
    void Report(in PowerReport report);

    /// <summary>Tell the parent that this domain cannot hold its limit by itself, or that it can again.</summary>
    void Escalate(bool raised);

    /// <summary>
    /// Keep this before something is loosened: a rung left, a child's brake released (law P10).
    /// </summary>
    /// <returns>True once it would be found again after a crash; false when it cannot be kept now: then nothing is loosened, and the domain asks again.</returns>
    bool TryRememberLoosening(DomainMemory memory) => true;

    /// <summary>The domain stands on another rung.</summary>
    void RungChanged(int from, int to, double utilization);

    /// <summary>Something a person should hear of.</summary>
    void Alert(AlertKind kind, string detail);
}

/// <summary>What a domain remembers across a restart, so that it goes on with the same rung (law P10).</summary>
/// <param name="Epoch">Its epoch then; the next must be higher.</param>
/// <param name="Rung">The rung it stood on.</param>
/// <param name="BrakedChildren">Children braked on their own escalation.</param>
public sealed record DomainMemory(long Epoch, int Rung, IReadOnlyList<int> BrakedChildren)
{
    /// <summary>The newest epoch heard from above: a former owner stays fenced across the restart (law P5).</summary>
    public long HeardEpoch { get; init; }

    /// <summary>The same with one child no longer braked.</summary>
    public DomainMemory Without(int child) => this with { BrakedChildren = [.. BrakedChildren.Where(braked => braked != child)] };
}

/// <summary>A domain at one moment, for readers that never ask an actor.</summary>
/// <param name="At">Monotonic time of the run.</param>
/// <param name="Power">What the domain acts on: the larger of meter and children.</param>
/// <param name="Limit">Its limit.</param>
/// <param name="Utilization">Power over budget.</param>
/// <param name="Rung">Rung in force, 0 for none.</param>
/// <param name="Own">The ceilings of that rung.</param>
/// <param name="InForce">What its children were told: tightest of its own and those above.</param>
/// <param name="Withheld">What caps hold back below, per priority.</param>
/// <param name="Sheddable">What a brake would still take, per priority.</param>
/// <param name="SilentChildren">Children counted as their worst case.</param>
/// <param name="BreakerDamage">Accumulated overload of its breaker as estimated, 0 to 1.</param>
public sealed record DomainSnapshot(
    TimeSpan At,
    Watts Power,
    Watts Limit,
    double Utilization,
    int Rung,
    Ceilings Own,
    Ceilings InForce,
    PerPriority<Watts> Withheld,
    PerPriority<Watts> Sheddable,
    int SilentChildren,
    double BreakerDamage)
{
    /// <summary>The part of the limit that it may use now.</summary>
    public Watts Budget { get; init; } = Limit;

    /// <summary>True after a start, while a child has not spoken yet and its time to do so has not run out: the power is that of the others alone.</summary>
    public bool AwaitsChildren { get; init; }

    /// <summary>Whether it applies what it decides.</summary>
    public ControlMode Mode { get; init; } = ControlMode.Enforce;
}
