namespace PowerActors.Actors;

/// <summary>Settings of an <see cref="ActorSystem"/> on the thread pool.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>The clock and its timers; the machine's if not said.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The seed of all random numbers in the system; taken from the clock if not said.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Who hears of failures and dead letters.</summary>
    public IActorSystemEvents? Events { get; init; }

    /// <summary>How top-level actors are supervised. What it escalates, stops.</summary>
    public SupervisorStrategy GuardianStrategy { get; init; } = SupervisorStrategy.Default;

    /// <summary>How many messages a lane handles before it lets others use the thread; 1 or more.</summary>
    public int Throughput { get; init; } = 4096;

    /// <summary>How long <see cref="ActorSystem.Dispose()"/> waits for the actors to stop.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
