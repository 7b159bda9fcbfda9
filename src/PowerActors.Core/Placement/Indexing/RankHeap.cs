namespace PowerActors.Core.Placement.Indexing;

/// <summary>A heap of positions in node order, least first, each with what stands there.</summary>
/// <typeparam name="T">What stands there.</typeparam>
internal sealed class RankHeap<T>
{
    private (int Rank, T Item)[] _items = new (int, T)[4];

    public int Count { get; private set; }

    public (int Rank, T Item) Top => _items[0];

    public void Push(int rank, T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        int at = Count++;
        while (at > 0 && _items[(at - 1) / 2].Rank > rank)
        {
            _items[at] = _items[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _items[at] = (rank, item);
    }

    public void Pop()
    {
        (int Rank, T Item) last = _items[--Count];
        _items[Count] = default;
        if (Count == 0)
            return;
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _items[child + 1].Rank < _items[child].Rank)
                child++;
            if (_items[child].Rank >= last.Rank)
                break;
            _items[at] = _items[child];
            at = child;
        }

        _items[at] = last;
    }

    /// <summary>Keeps the entries that pass, each once for its rank and item.</summary>
    public void Retain(Func<int, T, bool> keeps)
    {
        (int Rank, T Item)[] old = _items;
        int count = Count;
        _items = new (int, T)[Math.Max(4, count)];
        Count = 0;
        Array.Sort(old, 0, count, Comparer<(int Rank, T Item)>.Create(static (a, b) => a.Rank.CompareTo(b.Rank)));
        for (int i = 0; i < count; i++)
        {
            if (keeps(old[i].Rank, old[i].Item) && (Count == 0 || _items[Count - 1].Rank != old[i].Rank))
                _items[Count++] = old[i]; // sorted is a heap
        }
    }
}
