namespace PowerActors.Actors;

/// <summary>What becomes of a failed actor.</summary>
public enum Directive
{
    /// <summary>It goes on with its state; the message that failed is gone.</summary>
    Resume,

    /// <summary>A new instance takes its place, after the backoff; messages that wait are kept.</summary>
    Restart,

    /// <summary>It is stopped.</summary>
    Stop,

    /// <summary>Its supervisor fails with the same exception. At the top of the tree the actor is stopped.</summary>
    Escalate,
}

/// <summary>How an actor supervises its children, each on its own (one-for-one). Immutable.</summary>
/// <remarks>
/// It is evaluated on the failed child's lane, so the decider must depend on nothing but the exception. The failed actor's own
/// children go on meanwhile; a restart stops them, unless <see cref="Actor.PreRestart"/> is overridden to keep them.
/// </remarks>
public sealed record SupervisorStrategy
{
    /// <summary>
    /// A failed start (<see cref="ActorInitializationException"/>) stops the actor, anything else restarts it at once; the eleventh restart
    /// within one minute stops it.
    /// </summary>
    public static SupervisorStrategy Default { get; } = new();

    /// <summary>Decides by the exception. One that throws escalates.</summary>
    public Func<Exception, Directive> Decider { get; init; } =
        static exception => exception is ActorInitializationException ? Directive.Stop : Directive.Restart;

    /// <summary>How many restarts are granted within <see cref="Window"/>; negative for any number.</summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>The time within which restarts are counted; it starts with the first and then anew.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What happens instead of one restart too many: <see cref="Directive.Stop"/> or <see cref="Directive.Escalate"/>.</summary>
    public Directive WhenExhausted { get; init; } = Directive.Stop;

    /// <summary>How long a restart waits.</summary>
    public Backoff Backoff { get; init; } = Backoff.None;

    internal Directive Decide(Exception reason)
    {
        try
        {
            return Decider(reason);
        }
#pragma warning disable CA1031 // A decider that cannot decide leaves it to the level above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return Directive.Escalate;
        }
    }
}
