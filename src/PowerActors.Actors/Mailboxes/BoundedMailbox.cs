using PowerActors.Actors.Cells;

namespace PowerActors.Actors.Mailboxes;

internal sealed class UnboundedType : MailboxType
{
    internal override Mailbox? CreateFor(ActorCell owner) => null;
}

internal sealed class BoundedType(int capacity, Overflow overflow) : MailboxType
{
    internal override Mailbox CreateFor(ActorCell owner) => new BoundedMailbox(owner, capacity, overflow);
}

/// <summary>Holds at most so many messages, counted from the moment they are told.</summary>
internal sealed class BoundedMailbox(ActorCell owner, int capacity, Overflow overflow) : Mailbox
{
    public override bool Enqueue(object message, IActorRef? sender)
    {
        bool needsDrain;
        (object Message, IActorRef? Sender)? dropped = null;
        lock (Gate)
        {
            if (Messages.Count < capacity)
            {
                Messages.PushBack(message, sender);
            }
            else if (overflow == Overflow.DropOldest)
            {
                dropped = Messages.PopFront();
                Messages.PushBack(message, sender);
            }
            else
            {
                dropped = (message, sender);
            }

            needsDrain = NeedsDrainLocked();
        }

        // Outside of the lock: listeners run here.
        if (dropped is { } letter)
            owner.System.PublishDeadLetter(letter.Message, letter.Sender, owner, DeadLetterReason.MailboxFull);

        return needsDrain;
    }
}
