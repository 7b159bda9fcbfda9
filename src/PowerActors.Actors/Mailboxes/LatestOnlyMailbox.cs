using PowerActors.Actors.Cells;

namespace PowerActors.Actors.Mailboxes;

internal sealed class LatestOnlyType : MailboxType
{
    internal override Mailbox CreateFor(ActorCell owner) => new LatestOnlyMailbox();
}

/// <summary>Keeps one waiting message per sender and type of those marked <see cref="ILatestOnly"/>, in the place of the first.</summary>
internal sealed class LatestOnlyMailbox : Mailbox
{
    private readonly Dictionary<(IActorRef? Sender, Type Type), long> _waiting = [];

    public override bool Enqueue(object message, IActorRef? sender)
    {
        lock (Gate)
        {
            if (message is not ILatestOnly)
            {
                Messages.PushBack(message, sender);
            }
            else if (_waiting.TryGetValue((sender, message.GetType()), out long position))
            {
                Messages.Replace(position, message);
            }
            else
            {
                _waiting.Add((sender, message.GetType()), Messages.FrontPosition + Messages.Count);
                Messages.PushBack(message, sender);
            }

            return NeedsDrainLocked();
        }
    }

    protected override void OnDequeued(object message, IActorRef? sender)
    {
        if (message is ILatestOnly)
            _waiting.Remove((sender, message.GetType()));
    }
}
