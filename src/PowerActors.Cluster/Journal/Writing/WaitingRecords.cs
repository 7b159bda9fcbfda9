namespace PowerActors.Cluster.Journal;

/// <summary>A record that is to be written, and who waits for it.</summary>
internal readonly record struct WaitingRecord(JournalRecord Record, CommitTicket? Ticket);

/// <summary>
/// What waits for the writer, in its order. Bounded: when it is full the oldest goes that nobody waits for. A batch that failed is kept beside it and never dropped. Not for several threads at once.
/// </summary>
internal sealed class WaitingRecords(int capacity)
{
    private readonly LinkedList<WaitingRecord> _queue = new();
    private readonly Queue<WaitingRecord> _kept = new();
    private readonly HashSet<string> _lostDomains = new(StringComparer.Ordinal);

    /// <summary>How many wait.</summary>
    public int Count => _queue.Count + _kept.Count;

    /// <summary>Whether there is no room for another without losing one.</summary>
    public bool IsFull => Count >= capacity;

    /// <summary>How many were lost since <see cref="TakeLosses"/>.</summary>
    public long Lost { get; private set; }

    /// <summary>Adds one at the end.</summary>
    public void Add(WaitingRecord item)
    {
        while (IsFull && _queue.First is { } oldest)
        {
            _queue.RemoveFirst();
            if (oldest.Value.Ticket is { } ticket)
            {
                ticket.Refuse();
                continue;
            }

            Lost++;
            _lostDomains.Add(oldest.Value.Record.Domain);
        }

        _queue.AddLast(item);
    }

    /// <summary>Keeps one for the next batch, before everything in the queue.</summary>
    public void Keep(JournalRecord record) => _kept.Enqueue(new WaitingRecord(record, Ticket: null));

    /// <summary>The next batch: all that was kept, then the queue as far as there is room. Given-up decisions are left out.</summary>
    public List<WaitingRecord> Take(int most)
    {
        List<WaitingRecord> batch = new(Math.Min(most, Count));
        while (_kept.TryDequeue(out WaitingRecord kept)) // All of them, whatever the size: those of a batch that fails again are kept in their order only so.
            batch.Add(kept);
        while (batch.Count < most && _queue.First is { } first)
        {
            _queue.RemoveFirst();
            if (first.Value.Ticket?.Take() ?? true)
                batch.Add(first.Value);
        }

        return batch;
    }

    /// <summary>Tells all that wait for a commit that there will be none, and drops them.</summary>
    public void RefuseTickets()
    {
        for (LinkedListNode<WaitingRecord>? node = _queue.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (node.Value.Ticket is not { } ticket)
                continue;
            ticket.Refuse();
            _queue.Remove(node);
        }
    }

    /// <summary>The losses so far, which are forgotten by that.</summary>
    public (long Lost, IReadOnlyList<string> Domains) TakeLosses()
    {
        (long, IReadOnlyList<string>) losses = (Lost, [.. _lostDomains]);
        Lost = 0;
        _lostDomains.Clear();
        return losses;
    }
}
