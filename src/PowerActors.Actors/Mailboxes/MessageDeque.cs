namespace PowerActors.Actors.Mailboxes;

/// <summary>A growing ring of messages with their senders, open at both ends; positions count from the first message ever popped.</summary>
internal sealed class MessageDeque
{
    private (object Message, IActorRef? Sender)[] _ring = new (object, IActorRef?)[8];
    private int _head;

    public int Count { get; private set; }

    /// <summary>How many messages have left at the front: the position of the first that waits.</summary>
    public long FrontPosition { get; private set; }

    public void PushBack(object message, IActorRef? sender)
    {
        GrowIfFull();
        _ring[(_head + Count++) & (_ring.Length - 1)] = (message, sender);
    }

    public void PushFront(object message, IActorRef? sender)
    {
        GrowIfFull();
        _head = (_head - 1) & (_ring.Length - 1);
        Count++;
        FrontPosition--;
        _ring[_head] = (message, sender);
    }

    public (object Message, IActorRef? Sender) PopFront()
    {
        (object Message, IActorRef? Sender) front = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        FrontPosition++;
        return front;
    }

    public (object Message, IActorRef? Sender) PopBack()
    {
        Count--;
        int last = (_head + Count) & (_ring.Length - 1);
        (object Message, IActorRef? Sender) back = _ring[last];
        _ring[last] = default;
        return back;
    }

    /// <summary>Replaces the message at a position between <see cref="FrontPosition"/> and the end.</summary>
    public void Replace(long position, object message) =>
        _ring[(_head + (int)(position - FrontPosition)) & (_ring.Length - 1)].Message = message;

    private void GrowIfFull()
    {
        if (Count < _ring.Length)
            return;

        var larger = new (object, IActorRef?)[_ring.Length * 2];
        for (int i = 0; i < Count; i++)
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];

        _ring = larger;
        _head = 0;
    }
}
