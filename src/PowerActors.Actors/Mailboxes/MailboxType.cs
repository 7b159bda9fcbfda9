using PowerActors.Actors.Cells;

namespace PowerActors.Actors;

/// <summary>Which messages wait for an actor, and what happens when they are too many.</summary>
/// <remarks>
/// An actor with any but the unbounded mailbox has a queue of its own: each message to it costs a lock, and messages of the engine
/// (stop, <see cref="Terminated"/>, timers) overtake what waits in it. None of them drops those.
/// </remarks>
public abstract class MailboxType
{
    private protected MailboxType()
    {
    }

    /// <summary>Every message waits in the lane's queue, as long as memory lasts.</summary>
    public static MailboxType Unbounded { get; } = new Mailboxes.UnboundedType();

    /// <summary>
    /// A message that implements <see cref="ILatestOnly"/> replaces, in its place in the queue, the one of the same sender and type that
    /// still waits: a slow reader gets the newest reading of each sensor, never a backlog. The replaced ones are not
    /// dead letters. Other messages wait as in <see cref="Unbounded"/>.
    /// </summary>
    public static MailboxType LatestOnly { get; } = new Mailboxes.LatestOnlyType();

    /// <summary>At most <paramref name="capacity"/> messages wait; what does not fit becomes a dead letter.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive.</exception>
    public static MailboxType Bounded(int capacity, Overflow overflow)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return new Mailboxes.BoundedType(capacity, overflow);
    }

    /// <summary>The actor's own queue, or null to use the lane's.</summary>
    internal abstract Mailboxes.Mailbox? CreateFor(ActorCell owner);
}

/// <summary>Which message a full mailbox drops.</summary>
public enum Overflow
{
    /// <summary>The one that waited longest.</summary>
    DropOldest,

    /// <summary>The one that just came.</summary>
    DropNewest,
}

/// <summary>
/// Marks a message of which only the latest matters, such as a power reading. <see cref="MailboxType.LatestOnly"/> keeps one
/// per sender and message type.
/// </summary>
#pragma warning disable CA1040 // A marker: the message needs no member for it.
public interface ILatestOnly;
#pragma warning restore CA1040
