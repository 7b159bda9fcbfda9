using PowerActors.Actors.Cells;

namespace PowerActors.Actors.Dispatch;

/// <summary>A first-in-first-out queue of envelopes for one thread at a time: a chain of pooled segments.</summary>
/// <remarks>A mutable struct: keep it in a field.</remarks>
internal struct EnvelopeQueue
{
    private EnvelopeSegment? _head;
    private EnvelopeSegment? _tail;

    public readonly bool IsEmpty => _head is null || (_head == _tail && _head.IsEmpty);

    public void Enqueue(ActorCell target, object message, IActorRef? sender)
    {
        EnvelopeSegment? tail = _tail;
        if (tail is null || tail.Write == EnvelopeSegment.Capacity)
            tail = Grow();

        ref Envelope slot = ref tail.Items[tail.Write++];
        slot.Target = target;
        slot.Message = message;
        slot.Sender = sender;
    }

    public bool TryDequeue(out Envelope envelope)
    {
        EnvelopeSegment? head = _head;
        if (head is null || (head.IsEmpty && (head = NextSegment()) is null))
        {
            envelope = default;
            return false;
        }

        ref Envelope slot = ref head.Items[head.Read++];
        envelope = slot;

        // The slot must not keep the message alive while the segment waits for its next use.
        slot = default;
        return true;
    }

    /// <summary>Moves all of <paramref name="other"/> behind what is here, without copying.</summary>
    public void TakeAll(ref EnvelopeQueue other)
    {
        if (IsEmpty)
        {
            Release();
            _head = other._head;
        }
        else
        {
            _tail!.Next = other._head;
        }

        _tail = other._tail;
        other = default;
    }

    /// <summary>Gives the last buffer back when the queue is empty.</summary>
    public void Release()
    {
        if (_head is null)
            return;

        EnvelopeSegment.Return(_head);
        _head = null;
        _tail = null;
    }

    private EnvelopeSegment Grow()
    {
        EnvelopeSegment added = EnvelopeSegment.Rent();
        if (_tail is null)
            _head = added;
        else
            _tail.Next = added;

        _tail = added;
        return added;
    }

    private EnvelopeSegment? NextSegment()
    {
        EnvelopeSegment done = _head!;
        if (done.Next is null)
        {
            // Read to the end and nothing behind it: start over in the same, still warm, buffer.
            done.Read = 0;
            done.Write = 0;
            return null;
        }

        _head = done.Next;
        EnvelopeSegment.Return(done);
        return _head.IsEmpty ? NextSegment() : _head;
    }
}
