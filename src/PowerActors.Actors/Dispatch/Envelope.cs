using PowerActors.Actors.Cells;

namespace PowerActors.Actors.Dispatch;

/// <summary>A message on its way. With <see cref="SystemSender"/> as its sender, the message is a <see cref="SystemMessage"/>.</summary>
internal struct Envelope
{
    public ActorCell Target;
    public object Message;
    public IActorRef? Sender;
}

/// <summary>Marks system messages by their sender: one comparison tells them apart, where a type test would cost more on every message.</summary>
internal sealed class SystemSender : IActorRef
{
    public static readonly SystemSender Instance = new();

    public string Path => "/system";

    public void Tell(object message, IActorRef? sender)
    {
        // Nobody can hold this reference.
    }
}

/// <summary>A message of the engine to one of its actors. It does its work itself, on the actor's lane, suspended or not.</summary>
internal abstract class SystemMessage
{
    public abstract void Process(ActorCell cell);

    /// <summary>Does the work of one that had to wait until the actor could handle messages again.</summary>
    public virtual void ProcessHeld(ActorCell cell) => Process(cell);
}
