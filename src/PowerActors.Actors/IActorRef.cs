namespace PowerActors.Actors;

/// <summary>An address that messages are told to. It stays valid after the actor stopped: messages then become dead letters.</summary>
/// <remarks>May be implemented outside the engine, for example by a proxy to an actor on another node.</remarks>
public interface IActorRef
{
    /// <summary>Where the actor stands in the tree, such as <c>/user/site/row-1</c>. Built on each call: for logs and tests.</summary>
    string Path { get; }

    /// <summary>Sends a message and returns at once. Never blocks, and never throws because of the target.</summary>
    /// <remarks>
    /// Messages told from one actor (or one thread outside any actor) to another arrive in the order told. Between different
    /// senders there is no order. Nothing limits how much may wait in an unbounded mailbox: a sender that can outrun its
    /// target for long should use a bounded or a latest-only mailbox there.
    /// </remarks>
    /// <param name="message">Anything immutable; it is shared, not copied.</param>
    /// <param name="sender">Who a reply goes to, or null for nobody.</param>
    void Tell(object message, IActorRef? sender);
}

/// <summary>References that stand for no actor.</summary>
public static class ActorRefs
{
    /// <summary>Swallows every message.</summary>
    public static IActorRef Nobody { get; } = new NobodyRef();

    private sealed class NobodyRef : IActorRef
    {
        public string Path => "/nobody";

        public void Tell(object message, IActorRef? sender)
        {
            // Nobody listens.
        }

        public override string ToString() => Path;
    }
}
