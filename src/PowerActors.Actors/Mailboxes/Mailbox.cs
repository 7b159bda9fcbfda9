using PowerActors.Actors.Cells;
using PowerActors.Actors.Dispatch;

namespace PowerActors.Actors.Mailboxes;

/// <summary>
/// An actor's own queue, filled by any thread. While it holds messages, one <see cref="DrainMailbox"/> is on its way through the
/// lane, which hands a few of them to the actor and then queues up again: so the lane stays fair.
/// </summary>
internal abstract class Mailbox
{
    private bool _drainUnderWay;

    protected Lock Gate { get; } = new();

    protected MessageDeque Messages { get; } = new();

    /// <summary>Adds a message. True when the caller must send a <see cref="DrainMailbox"/>.</summary>
    public abstract bool Enqueue(object message, IActorRef? sender);

    public bool TryDequeue(out object message, out IActorRef? sender)
    {
        lock (Gate)
        {
            if (Messages.Count > 0)
            {
                (message, sender) = Messages.PopFront();
                OnDequeued(message, sender);
                return true;
            }

            _drainUnderWay = false;
            message = null!;
            sender = null;
            return false;
        }
    }

    /// <summary>Call while holding <see cref="Gate"/>, after adding a message.</summary>
    protected bool NeedsDrainLocked()
    {
        bool needed = !_drainUnderWay;
        _drainUnderWay = true;
        return needed;
    }

    protected virtual void OnDequeued(object message, IActorRef? sender)
    {
    }
}

/// <summary>Hands waiting messages of a mailbox to its actor.</summary>
internal sealed class DrainMailbox : SystemMessage
{
    public static readonly DrainMailbox Instance = new();

    public override void Process(ActorCell cell) => cell.DrainMailbox();
}
