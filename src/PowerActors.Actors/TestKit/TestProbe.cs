using PowerActors.Actors.Cells;
using PowerActors.Actors.Dispatch;

namespace PowerActors.Actors.TestKit;

/// <summary>An actor that remembers what it is told, for a test to look at.</summary>
public sealed class TestProbe
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(3);

    private readonly ActorTestKit _kit;
    private readonly Queue<(object Message, IActorRef Sender)> _received = new();

    internal TestProbe(ActorTestKit kit, string? name)
    {
        _kit = kit;
        LastSender = ActorRefs.Nobody;
        Ref = kit.ActorOf(Props.Create(() => new ProbeActor(_received)), name);
    }

    /// <summary>The probe's reference.</summary>
    public IActorRef Ref { get; }

    /// <summary>Who sent the last message an Expect has returned.</summary>
    public IActorRef LastSender { get; private set; }

    /// <summary>What has come and was not expected yet, oldest first. Run the system first.</summary>
    public IReadOnlyList<object> ReceivedMessages => [.. _received.Select(static r => r.Message)];

    /// <summary>Takes the next message, which must be a <typeparamref name="T"/>. While none waits, virtual time goes on from timer to timer.</summary>
    /// <param name="predicate">What else must hold of it.</param>
    /// <param name="within">How far virtual time may go; 3 s if not said.</param>
    /// <exception cref="ExpectationException">No message came, or another.</exception>
    public T ExpectMsg<T>(Func<T, bool>? predicate = null, TimeSpan? within = null)
    {
        object message = TakeNext(Deadline(within)) ??
            throw new ExpectationException($"{Ref.Path} expected a {typeof(T).Name} within {within ?? DefaultWait} of virtual time, but no message came.");

        if (message is not T expected)
            throw new ExpectationException($"{Ref.Path} expected a {typeof(T).Name}, but {message} ({message.GetType().Name}) came.");

        return predicate?.Invoke(expected) != false
            ? expected
            : throw new ExpectationException($"{Ref.Path} got a {typeof(T).Name} of which the expected does not hold: {expected}");
    }

    /// <summary>Like <see cref="ExpectMsg{T}"/>, but passes over other messages.</summary>
    /// <exception cref="ExpectationException">No such message came.</exception>
    public T FishForMessage<T>(Func<T, bool>? predicate = null, TimeSpan? within = null)
    {
        TimeSpan deadline = Deadline(within);
        while (TakeNext(deadline) is { } message)
        {
            if (message is T wanted && predicate?.Invoke(wanted) != false)
                return wanted;
        }

        throw new ExpectationException($"{Ref.Path} waited for a {typeof(T).Name} for {within ?? DefaultWait} of virtual time, but none came.");
    }

    /// <summary>Lets virtual time pass (none if not said), in which no message may come.</summary>
    /// <exception cref="ExpectationException">One waits or came.</exception>
    public void ExpectNoMsg(TimeSpan? during = null)
    {
        _kit.Advance(during ?? TimeSpan.Zero);
        if (_received.TryPeek(out (object Message, IActorRef Sender) unexpected))
            throw new ExpectationException($"{Ref.Path} expected no message, but {unexpected.Message} ({unexpected.Message.GetType().Name}) came.");
    }

    /// <summary>Takes the next message, which must be the end of a watched actor.</summary>
    /// <exception cref="ExpectationException">It was not.</exception>
    public void ExpectTerminated(IActorRef actor, TimeSpan? within = null) =>
        ExpectMsg<Terminated>(t => ReferenceEquals(t.ActorRef, actor), within);

    /// <summary>Answers the last message in the probe's name.</summary>
    public void Reply(object message) => LastSender.Tell(message, Ref);

    /// <summary>Tells an actor something in the probe's name.</summary>
    public void Send(IActorRef target, object message) => target.Tell(message, Ref);

    /// <summary>Makes the probe watch an actor; at once.</summary>
    public void Watch(IActorRef actor)
    {
        var cell = (ActorCell)Ref;
        cell.Lane.PostSystem(cell, new WatchCommand(actor));
        _kit.RunUntilIdle();
    }

    private TimeSpan Deadline(TimeSpan? within) => _kit.System.Now + (within ?? DefaultWait);

    private object? TakeNext(TimeSpan deadline)
    {
        _kit.RunUntilIdle();
        while (_received.Count == 0 && _kit.System.NextDue is { } due && due <= deadline)
            _kit.Advance(due - _kit.System.Now);

        if (!_received.TryDequeue(out (object Message, IActorRef Sender) next))
        {
            // It was waited for in vain, but it was waited for.
            _kit.Advance(deadline - _kit.System.Now);
            return null;
        }

        LastSender = next.Sender;
        return next.Message;
    }

    private sealed class ProbeActor(Queue<(object Message, IActorRef Sender)> received) : Actor
    {
        protected override void Receive(object message) => received.Enqueue((message, Sender));
    }

    /// <summary>A message of the engine, so that no fault plan can strike it.</summary>
    private sealed class WatchCommand(IActorRef actor) : SystemMessage
    {
        public override void Process(ActorCell cell) => cell.Watch(actor);
    }
}
