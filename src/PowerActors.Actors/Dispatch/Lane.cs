using System.Runtime.CompilerServices;
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

    internal SeededRandom Random = random;

    protected EnvelopeQueue Queue;

    /// <summary>
    /// The message being handled: an <see cref="Envelope"/> on the stack of the running thread. A pointer, because three references
    /// copied into a heap object would cost as much again as sending the message. Only to be followed on that thread.
    /// </summary>
    private unsafe void* _frame;

    /// <summary>Whether this thread may touch the actors of this lane.</summary>
    internal bool IsCurrent => Current == this;

    /// <summary>The actor whose code runs on this thread.</summary>
    internal static unsafe ActorCell? RunningActor =>
        Current is { } lane && lane._frame != null ? Unsafe.AsRef<Envelope>(lane._frame).Target : null;

    /// <summary>The sender of the message being handled on this thread.</summary>
    internal static unsafe IActorRef? RunningSender =>
        Current is { } lane && lane._frame != null ? Unsafe.AsRef<Envelope>(lane._frame).Sender : null;

    /// <summary>The message being handled, with its sender; the lane must be current. Default between messages.</summary>
    internal unsafe Envelope Frame => IsCurrent && _frame != null ? Unsafe.AsRef<Envelope>(_frame) : default;

    /// <summary>
    /// Makes an envelope in the caller's stack frame the one being handled. The caller gives what this returns back to
    /// <see cref="LeaveFrame"/> before its own frame ends.
    /// </summary>
    internal unsafe nint EnterFrame(ref Envelope envelope)
    {
        var outer = (nint)_frame;
        _frame = Unsafe.AsPointer(ref envelope);
        return outer;
    }

    internal unsafe void LeaveFrame(nint outer) => _frame = (void*)outer;

    /// <summary>Sends a user's message to an actor of this lane, from anywhere.</summary>
    internal abstract void Post(ActorCell target, object message, IActorRef? sender);

    /// <summary>Sends a message of the engine to an actor of this lane, from anywhere. Keeps order with <see cref="Post"/>.</summary>
    internal abstract void PostSystem(ActorCell target, SystemMessage message);
}
