namespace PowerActors.Actors.Timers;

/// <summary>
/// Timers ordered by time. Timers set for the same instant share a <see cref="TimerBatch"/>; a heap orders the batches, so a thousand
/// timers that tick together cost one heap operation. For one thread at a time.
/// </summary>
/// <remarks>
/// A batch only says "look at these slots at that time". So moving a timer to a later time (the common case: a watchdog that each
/// message restarts) and removing one do not touch the heap: what is outdated is skipped when its time comes, and swept out at
/// once when it outnumbers the rest. A periodic timer that fires allocates nothing.
/// </remarks>
internal sealed class TimerQueue(SeededRandom? order)
{
    /// <summary>The last time a timer can be due, 114 years from the start: what is later waits until then.</summary>
    private const long EndOfTime = (1L << 55) - 1;

    private const int Nowhere = -1;
    private const int RecentBits = 4;

    private readonly InstantHeap _heap = new();

    /// <summary>Batches started lately, by a hash of their time: where timers of the same instant find each other.</summary>
    private readonly int[] _recent = new int[1 << RecentBits];

    private TimerBatch[] _batches = new TimerBatch[16];
    private int _batchesUsed;
    private int _freeBatch = Nowhere;
    private Slot[] _slots = new Slot[16];
    private int _slotsUsed;
    private int _freeSlot = Nowhere;
    private int _outdated;
    private SeededRandom _random = order ?? default;

    /// <summary>How many timers run.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a timer and gives its id.</summary>
    public int Add(ITimerOwner owner, long due, long interval)
    {
        int id = _freeSlot;
        if (id >= 0)
        {
            _freeSlot = _slots[id].NextFree;
        }
        else
        {
            if (_slotsUsed == _slots.Length)
                Array.Resize(ref _slots, _slotsUsed * 2);

            id = _slotsUsed++;
        }

        Count++;
        due = Math.Min(due, EndOfTime);
        _slots[id] = new Slot { Owner = owner, Due = due, QueuedFor = due, Interval = Math.Min(interval, EndOfTime / 2) };
        Enqueue(due, id);
        return id;
    }

    /// <summary>Gives a timer a new time; false if the id is not this owner's any more.</summary>
    public bool TryMove(int id, ITimerOwner owner, long due, long interval)
    {
        if ((uint)id >= (uint)_slotsUsed || _slots[id].Owner != owner)
            return false;

        due = Math.Min(due, EndOfTime);
        ref Slot slot = ref _slots[id];
        slot.Due = due;
        slot.Interval = Math.Min(interval, EndOfTime / 2);
        if (due < slot.QueuedFor)
        {
            slot.QueuedFor = due;
            Enqueue(due, id);
            Outdate();
        }

        return true;
    }

    /// <summary>Ends a timer, if the id is still this owner's.</summary>
    public void Remove(int id, ITimerOwner owner)
    {
        if ((uint)id >= (uint)_slotsUsed || _slots[id].Owner != owner)
            return;

        Free(id);
        Outdate();
    }

    /// <summary>When the next timer is due, or <see cref="long.MaxValue"/>.</summary>
    public long NextDue()
    {
        while (_heap.Count > 0)
        {
            ref TimerBatch batch = ref _batches[_heap.Top];
            int id = batch[batch.Count - 1];
            if (_slots[id].Due == batch.Due && _slots[id].QueuedFor == batch.Due)
                return batch.Due;

            long due = batch.Due;
            TakeFromTop(batch.Count - 1);
            Requeue(id, due);
        }

        return long.MaxValue;
    }

    /// <summary>
    /// Takes a next timer, if it is due by <paramref name="limit"/>. A periodic one is queued again on its grid: with
    /// <paramref name="skipMissed"/> past the limit, for a real clock that was late, else at its very next beat.
    /// </summary>
    public bool TryPop(long limit, bool skipMissed, out ITimerOwner owner, out long due)
    {
        while (_heap.Count > 0)
        {
            ref TimerBatch batch = ref _batches[_heap.Top];
            due = batch.Due;
            if (due > limit)
                break;

            int id = TakeFromTop(batch.Count > 1 && order is not null ? _random.Next(batch.Count) : batch.Count - 1);
            ref Slot slot = ref _slots[id];
            if (slot.Due != due || slot.QueuedFor != due)
            {
                Requeue(id, due);
                continue;
            }

            owner = slot.Owner!;
            long interval = slot.Interval;
            if (interval > 0)
            {
                long next = Math.Min(due + interval, EndOfTime);
                if (skipMissed && next <= limit)
                    next += ((limit - next) / interval * interval) + interval;

                slot.Due = next;
                slot.QueuedFor = next;
                Enqueue(next, id);
            }
            else
            {
                Free(id);
            }

            return true;
        }

        owner = null!;
        due = long.MaxValue;
        return false;
    }

    /// <summary>A slot came up at a time that is not its own: it was moved later, or this was outdated.</summary>
    private void Requeue(int id, long due)
    {
        ref Slot slot = ref _slots[id];
        if (slot.QueuedFor != due)
        {
            _outdated--;
            return;
        }

        slot.QueuedFor = slot.Due;
        Enqueue(slot.Due, id);
    }

    private void Enqueue(long due, int id)
    {
        ref int recent = ref _recent[(int)(((ulong)due * 0x9E3779B97F4A7C15UL) >> (64 - RecentBits))];
        if (recent < _batchesUsed && _batches[recent].Due == due && _batches[recent].Count > 0)
        {
            _batches[recent].Add(id);
            return;
        }

        int batch = _freeBatch;
        if (batch >= 0)
        {
            _freeBatch = _batches[batch].NextFree;
        }
        else
        {
            if (_batchesUsed == _batches.Length)
                Array.Resize(ref _batches, _batchesUsed * 2);

            batch = _batchesUsed++;
        }

        _batches[batch].Start(due, id);
        recent = batch;
        _heap.Push(due, order is null ? (byte)0 : (byte)_random.NextUInt64(), batch);
    }

    private int TakeFromTop(int index)
    {
        int top = _heap.Top;
        ref TimerBatch batch = ref _batches[top];
        int id = batch.Take(index);
        if (batch.Count == 0)
        {
            _heap.RemoveTop();
            FreeBatch(top);
        }

        return id;
    }

    private void FreeBatch(int batch)
    {
        _batches[batch].NextFree = _freeBatch;
        _freeBatch = batch;
    }

    private void Free(int id)
    {
        Count--;
        _slots[id] = new Slot { QueuedFor = Nowhere, NextFree = _freeSlot };
        _freeSlot = id;
    }

    private void Outdate()
    {
        // Sweeping costs O(n) once per n removals. The constant spares small queues the trouble.
        if (++_outdated <= 64 + Count)
            return;

        _outdated = 0;
        _heap.RemoveWhere(batch =>
        {
            ref TimerBatch swept = ref _batches[batch];
            for (int i = swept.Count - 1; i >= 0; i--)
            {
                if (_slots[swept[i]].QueuedFor != swept.Due)
                    swept.Take(i);
            }

            if (swept.Count == 0)
                FreeBatch(batch);

            return swept.Count == 0;
        });
    }

    private struct Slot
    {
        public ITimerOwner? Owner;

        /// <summary>When the timer is due.</summary>
        public long Due;

        /// <summary>The time of the batch that holds it, never later than <see cref="Due"/>.</summary>
        public long QueuedFor;

        public long Interval;
        public int NextFree;
    }
}
