namespace PowerActors.Actors;

/// <summary>A message that nobody handles.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Who sent it, if known.</param>
/// <param name="Recipient">Who it was for.</param>
/// <param name="Reason">Why it was not handled.</param>
public sealed record DeadLetter(object Message, IActorRef? Sender, IActorRef Recipient, DeadLetterReason Reason);

/// <summary>Why a message became a dead letter.</summary>
public enum DeadLetterReason
{
    /// <summary>The recipient has stopped or is stopping.</summary>
    Stopped,

    /// <summary>The recipient's bounded mailbox was full.</summary>
    MailboxFull,

    /// <summary>The recipient's stash was full.</summary>
    StashFull,

    /// <summary>There was no sender to reply to, or an Ask that was already over.</summary>
    NoRecipient,
}

internal sealed class DeadLettersRef(ActorSystem system) : IActorRef
{
    public string Path => "/deadLetters";

    public void Tell(object message, IActorRef? sender) =>
        system.PublishDeadLetter(message, sender, this, DeadLetterReason.NoRecipient);

    public override string ToString() => Path;
}
