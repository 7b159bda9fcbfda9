namespace PowerActors.Actors.Timers;

/// <summary>A 4-ary min-heap of batches by time; an 8-bit tie breaker orders batches of the same time.</summary>
internal sealed class InstantHeap
{
    private const int TieBits = 8;

    private Entry[] _entries = new Entry[16];

    public int Count { get; private set; }

    /// <summary>The batch with the earliest time; the heap must not be empty.</summary>
    public int Top => _entries[0].Batch;

    public void Push(long due, byte tie, int batch)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);

        var added = new Entry((due << TieBits) | tie, batch);
        int i = Count++;
        while (i > 0)
        {
            int parent = (i - 1) >> 2;
            if (added.Key >= _entries[parent].Key)
                break;

            _entries[i] = _entries[parent];
            i = parent;
        }

        _entries[i] = added;
    }

    public void RemoveTop()
    {
        if (--Count > 0)
            SiftDown(_entries[Count], 0);
    }

    /// <summary>Removes all batches that the predicate says to.</summary>
    public void RemoveWhere(Func<int, bool> predicate)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            Entry entry = _entries[i];
            if (!predicate(entry.Batch))
                _entries[kept++] = entry;
        }

        Count = kept;
        for (int i = (kept - 2) >> 2; i >= 0 && kept > 1; i--)
            SiftDown(_entries[i], i);
    }

    /// <summary>Puts an entry where <paramref name="i"/> is, or as far below as it belongs.</summary>
    private void SiftDown(Entry moved, int i)
    {
        Span<Entry> entries = _entries.AsSpan(0, Count);
        while (true)
        {
            int least = (i << 2) + 1;
            if (least + 3 < entries.Length)
            {
                // Which of the four children is least cannot be foretold, so it is computed, without branches.
                Span<Entry> children = entries.Slice(least, 4);
                int left = children[1].Key < children[0].Key ? 1 : 0;
                int right = children[3].Key < children[2].Key ? 3 : 2;
                least += children[right].Key < children[left].Key ? right : left;
            }
            else if (least < entries.Length)
            {
                for (int c = least + 1; c < entries.Length; c++)
                    least = entries[c].Key < entries[least].Key ? c : least;
            }
            else
            {
                break;
            }

            if (entries[least].Key >= moved.Key)
                break;

            entries[i] = entries[least];
            i = least;
        }

        entries[i] = moved;
    }

    /// <summary>A batch in the heap.</summary>
    /// <summary>A batch and when it is due.</summary>
    /// <param name="Key">Time and tie in one number, so that one comparison orders two entries.</param>
    /// <param name="Batch">The batch's number.</param>
    private readonly record struct Entry(long Key, int Batch);
}
