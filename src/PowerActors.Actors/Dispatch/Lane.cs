using PowerActors.Actors.Cells;

namespace PowerActors.Actors.Dispatch;

/// <summary>
/// Actors that live together share a lane: one queue, worked off by one thread at a time. What its actors tell each other goes
/// through <see cref="Queue"/> without any synchronisation.
/// </summary>
internal abstract class Lane(ActorSystem system, SeededRandom random)
{
    /// <summary>The lane that runs on this thread.</summary>
    [ThreadStatic]
    internal static Lane? Current;

    internal readonly ActorSystem System = system;

    /// <summary>The actor whose code runs, and the sender of the message it handles.</summary>
    internal ActorCell? Running;

    internal IActorRef? Sender;

    /// <summary>The message being handled, for the stash.</summary>
    internal object? Message;

    internal SeededRandom Random = random;

    protected EnvelopeQueue Queue;

    /// <summary>Whether this thread may touch the actors of this lane.</summary>
    internal bool IsCurrent => Current == this;

    /// <summary>Sends a user's message to an actor of this lane, from anywhere.</summary>
    internal abstract void Post(ActorCell target, object message, IActorRef? sender);

    /// <summary>Sends a message of the engine to an actor of this lane, from anywhere. Keeps order with <see cref="Post"/>.</summary>
    internal abstract void PostSystem(ActorCell target, SystemMessage message);
}
