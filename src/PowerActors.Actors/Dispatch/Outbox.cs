using PowerActors.Actors.Cells;

namespace PowerActors.Actors.Dispatch;

/// <summary>
/// Collects what a running lane sends to one other lane, so that a row of messages costs one lock. It holds one target at a time:
/// a message to a third lane sends the collected ones off first, so messages leave in the order told.
/// </summary>
internal sealed class Outbox
{
    [ThreadStatic]
    private static Outbox? t_outbox;

    private readonly Envelope[] _envelopes = new Envelope[64];
    private PooledLane? _target;
    private int _count;

    public static Outbox OfThisThread => t_outbox ??= new Outbox();

    public void Add(PooledLane lane, ActorCell target, object message, IActorRef? sender)
    {
        if (_target != lane || _count == _envelopes.Length)
        {
            Flush();
            _target = lane;
        }

        ref Envelope slot = ref _envelopes[_count++];
        slot.Target = target;
        slot.Message = message;
        slot.Sender = sender;
    }

    public void Flush()
    {
        if (_count == 0)
            return;

        Span<Envelope> batch = _envelopes.AsSpan(0, _count);
        _target!.Receive(batch);
        batch.Clear();
        _count = 0;
        _target = null;
    }
}
