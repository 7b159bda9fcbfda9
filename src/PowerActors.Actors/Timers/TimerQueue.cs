namespace PowerActors.Actors.Timers;

/// <summary>
/// Timers ordered by time: a 4-ary heap of (time, tie, slot number) over an array of slots. For one thread at a time.
/// </summary>
/// <remarks>
/// A heap entry only says "look at that slot at that time". So moving a timer to a later time (the common case: a watchdog that each
/// message restarts) and removing one do not touch the heap: the entry is corrected or thrown away when its time comes, and all
/// outdated ones at once when they outnumber the others. A periodic timer that fires costs one sift and no allocation.
/// </remarks>
internal sealed class TimerQueue(SeededRandom? ties)
{
    private const int Nowhere = -1;

    private Entry[] _heap = new Entry[16];
    private int _count;
    private Slot[] _slots = new Slot[16];
    private int _used;
    private int _free = Nowhere;
    private int _outdated;
    private SeededRandom _random = ties ?? default;
    private uint _sequence;

    /// <summary>How many timers run.</summary>
    public int Count { get; private set; }

    public int Add(ITimerOwner owner, long due, long interval)
    {
        int id = _free;
        if (id >= 0)
        {
            _free = _slots[id].NextFree;
        }
        else
        {
            if (_used == _slots.Length)
                Array.Resize(ref _slots, _used * 2);

            id = _used++;
        }

        Count++;
        _slots[id] = new Slot { Owner = owner, Due = due, HeapDue = due, Interval = interval };
        Push(due, id);
        return id;
    }

    public bool TryMove(int id, ITimerOwner owner, long due, long interval)
    {
        if ((uint)id >= (uint)_used || _slots[id].Owner != owner)
            return false;

        ref Slot slot = ref _slots[id];
        slot.Due = due;
        slot.Interval = interval;
        if (due < slot.HeapDue)
        {
            slot.HeapDue = due;
            Push(due, id);
            Outdate();
        }

        return true;
    }

    public void Remove(int id, ITimerOwner owner)
    {
        if ((uint)id >= (uint)_used || _slots[id].Owner != owner)
            return;

        Free(id);
        Outdate();
    }

    /// <summary>When the next timer is due, or <see cref="long.MaxValue"/>.</summary>
    public long NextDue()
    {
        while (_count > 0)
        {
            if (Settle(_heap[0]))
                return _heap[0].Due;
        }

        return long.MaxValue;
    }

    /// <summary>Takes the next timer that is due at <paramref name="now"/>; a periodic one is queued again, past <paramref name="now"/>.</summary>
    public bool TryPop(long now, out ITimerOwner owner)
    {
        while (_count > 0 && _heap[0].Due <= now)
        {
            Entry top = _heap[0];
            if (!Settle(top))
                continue;

            ref Slot slot = ref _slots[top.Slot];
            owner = slot.Owner!;
            if (slot.Interval > 0)
            {
                // On the grid, past now: a real clock that was late skips the beats it missed.
                long due = top.Due + slot.Interval;
                if (due <= now)
                    due += ((now - due) / slot.Interval * slot.Interval) + slot.Interval;

                slot.Due = due;
                slot.HeapDue = due;
                ReplaceTop(due, top.Slot);
            }
            else
            {
                Free(top.Slot);
                RemoveTop();
            }

            return true;
        }

        owner = null!;
        return false;
    }

    /// <summary>Checks the top entry against its slot: true if it holds, false if it was corrected or removed.</summary>
    private bool Settle(Entry top)
    {
        ref Slot slot = ref _slots[top.Slot];
        if (slot.HeapDue != top.Due)
        {
            _outdated--;
            RemoveTop();
            return false;
        }

        if (slot.Due == top.Due)
            return true;

        slot.HeapDue = slot.Due;
        ReplaceTop(slot.Due, top.Slot);
        return false;
    }

    private void Free(int id)
    {
        Count--;
        _slots[id] = new Slot { HeapDue = Nowhere, NextFree = _free };
        _free = id;
    }

    private void Outdate()
    {
        // Rebuilding costs O(n) once per n removals. The constant spares small queues the trouble.
        if (++_outdated <= 64 + (_count / 2))
            return;

        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            Entry entry = _heap[i];
            if (_slots[entry.Slot].HeapDue == entry.Due)
                _heap[kept++] = entry;
        }

        _count = kept;
        _outdated = 0;
        for (int i = (kept - 2) / 4; i >= 0 && kept > 1; i--)
            SiftDown(i, _heap[i]);
    }

    private uint NextTie() => ties is null ? _sequence++ : (uint)_random.NextUInt64();

    private void Push(long due, int slot)
    {
        if (_count == _heap.Length)
            Array.Resize(ref _heap, _count * 2);

        var added = new Entry(due, NextTie(), slot);
        int i = _count++;
        while (i > 0)
        {
            int parent = (i - 1) >> 2;
            if (!added.Before(_heap[parent]))
                break;

            _heap[i] = _heap[parent];
            i = parent;
        }

        _heap[i] = added;
    }

    private void RemoveTop()
    {
        if (--_count > 0)
            SiftDown(0, _heap[_count]);
    }

    private void ReplaceTop(long due, int slot) => SiftDown(0, new Entry(due, NextTie(), slot));

    private void SiftDown(int i, Entry moved)
    {
        Span<Entry> heap = _heap.AsSpan(0, _count);
        while (true)
        {
            int child = (i << 2) + 1;
            if (child >= heap.Length)
                break;

            int least = child;
            int end = Math.Min(child + 4, heap.Length);
            for (int c = child + 1; c < end; c++)
            {
                if (heap[c].Before(heap[least]))
                    least = c;
            }

            if (!heap[least].Before(moved))
                break;

            heap[i] = heap[least];
            i = least;
        }

        heap[i] = moved;
    }

    private readonly struct Entry(long due, uint tie, int slot)
    {
        public readonly long Due = due;
        public readonly uint Tie = tie;
        public readonly int Slot = slot;

        public bool Before(in Entry other) => Due < other.Due || (Due == other.Due && Tie < other.Tie);
    }

    private struct Slot
    {
        public ITimerOwner? Owner;

        /// <summary>When the timer is due.</summary>
        public long Due;

        /// <summary>The time of its entry in the heap, never later than <see cref="Due"/>.</summary>
        public long HeapDue;

        public long Interval;
        public int NextFree;
    }
}
