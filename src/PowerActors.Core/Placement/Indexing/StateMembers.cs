namespace PowerActors.Core.Placement.Indexing;

/// <summary>
/// The nodes that are in one state, as ranks in node order, to find the first of them. A node that leaves stays in the heap until it comes to the top: whether an entry still holds is seen
/// from where the node is now.
/// </summary>
internal sealed class StateMembers
{
    private int[] _heap = new int[1];
    private int _length;

    public int Count { get; private set; }

    public void Add(int rank, NodeState[] stateOf, NodeState self)
    {
        if (_length > 16 && _length > 4 * Count)
            Compact(stateOf, self);
        Count++;
        if (_length == _heap.Length)
            Array.Resize(ref _heap, _length * 2);
        int at = _length++;
        while (at > 0 && _heap[(at - 1) / 2] > rank)
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = rank;
    }

    public void Remove() => Count--;

    /// <summary>Rank of the first node; −1 where there is none.</summary>
    public int First(NodeState[] stateOf, NodeState self)
    {
        if (Count == 0)
        {
            _length = 0;
            return -1;
        }

        while (stateOf[_heap[0]] != self)
            Pop();
        return _heap[0];
    }

    private void Pop()
    {
        int last = _heap[--_length];
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _length)
                break;
            if (child + 1 < _length && _heap[child + 1] < _heap[child])
                child++;
            if (_heap[child] >= last)
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
    }

    // Entries of nodes that left and came back pile up under departures.
    private void Compact(NodeState[] stateOf, NodeState self)
    {
        Array.Sort(_heap, 0, _length);
        int kept = 0;
        for (int i = 0; i < _length; i++)
        {
            if (stateOf[_heap[i]] == self && (kept == 0 || _heap[kept - 1] != _heap[i]))
                _heap[kept++] = _heap[i];
        }

        _length = kept;
    }
}
