namespace PowerActors.Actors;

/// <summary>Settings of a <see cref="DeterministicSystem"/>.</summary>
public sealed record DeterministicOptions
{
    /// <summary>The system's name, for logs.</summary>
    public string Name { get; init; } = "deterministic";

    /// <summary>What the real dispatcher leaves open, and all faults, come from this number: the same seed and input give the same run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The wall clock's time when <see cref="ActorSystem.Now"/> is zero.</summary>
    public DateTimeOffset StartTime { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>What goes wrong; nothing if not said.</summary>
    public FaultPlan? Faults { get; init; }

    /// <summary>Whether to keep <see cref="DeterministicSystem.OrderDigest"/>; costs some nanoseconds per message.</summary>
    public bool TrackOrder { get; init; }

    /// <summary>Who hears of failures and dead letters.</summary>
    public IActorSystemEvents? Events { get; init; }

    /// <summary>How top-level actors are supervised. What it escalates, stops.</summary>
    public SupervisorStrategy GuardianStrategy { get; init; } = SupervisorStrategy.Default;
}
