namespace PowerActors.Actors;

/// <summary>How to make an actor, and how it is treated. Immutable: share one among many alike actors.</summary>
public sealed class Props
{
    private Props(Func<Actor> factory) => Factory = factory;

    private Props(Props other)
    {
        Factory = other.Factory;
        Mailbox = other.Mailbox;
        Supervisor = other.Supervisor;
        NewLane = other.NewLane;
        StashCapacity = other.StashCapacity;
        StashOverflow = other.StashOverflow;
    }

    internal Func<Actor> Factory { get; }

    internal MailboxType Mailbox { get; private init; } = MailboxType.Unbounded;

    internal SupervisorStrategy Supervisor { get; private init; } = SupervisorStrategy.Default;

    internal bool NewLane { get; private init; }

    internal int StashCapacity { get; private init; } = 1000;

    internal StashOverflow StashOverflow { get; private init; }

    /// <summary>Actors made by a function, which must return a new instance on each call: a restart calls it again.</summary>
    public static Props Create(Func<Actor> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Props(factory);
    }

    /// <summary>Actors made by their parameterless constructor.</summary>
    public static Props Create<T>()
        where T : Actor, new() => new(static () => new T());

    /// <summary>
    /// The actor starts a lane of its own, which may run at the same time as its parent's. For the top of each part that lives
    /// together (a rack), not for each actor: a lane costs a queue, and messages between lanes cost a lock per batch.
    /// </summary>
    public Props OnNewLane() => new(this) { NewLane = true };

    /// <summary>Which messages wait, and what happens when they are too many; unbounded if not said.</summary>
    public Props WithMailbox(MailboxType mailbox)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        return new(this) { Mailbox = mailbox };
    }

    /// <summary>How this actor supervises its children; <see cref="SupervisorStrategy.Default"/> if not said.</summary>
    public Props WithSupervisor(SupervisorStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return new(this) { Supervisor = strategy };
    }

    /// <summary>How many messages the actor may stash, and what happens to one more; 1000 and an exception if not said.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive.</exception>
    public Props WithStash(int capacity, StashOverflow overflow)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return new(this) { StashCapacity = capacity, StashOverflow = overflow };
    }
}
