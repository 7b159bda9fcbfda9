namespace PowerActors.Core.Placement.Indexing;

/// <summary>
/// The state of every node, states shared by equal nodes, and the journal of states whose nodes changed. Score indices follow that journal.
/// </summary>
internal sealed class NodeStates(TypicalTasks typical)
{
    private const int LeastJournal = 1 << 16;
    private readonly Dictionary<Key, NodeState> _states = [];
    private readonly List<NodeState> _live = [];
    private readonly List<NodeState> _journal = [];
    private long _journalStart;

    /// <summary>The state of each node, in node order.</summary>
    public NodeState[] OfNode { get; private set; } = [];

    /// <summary>States that have nodes, in no order.</summary>
    public IReadOnlyList<NodeState> Live => _live;

    /// <summary>One past the last change.</summary>
    public long JournalEnd => _journalStart + _journal.Count;

    /// <summary>Sets up the nodes, all free.</summary>
    /// <param name="nodes">All nodes, in node order.</param>
    /// <param name="catalog">Gives their shapes.</param>
    /// <param name="domains">The power domain of each node; null where there are none.</param>
    public void Open(IReadOnlyList<NodeSpec> nodes, ShapeCatalog catalog, IReadOnlyList<int>? domains)
    {
        OfNode = new NodeState[nodes.Count];
        Span<ushort> all = stackalloc ushort[NodeSpec.MostGpus];
        all.Fill(NodeSpec.WholeGpu);
        for (int rank = 0; rank < nodes.Count; rank++)
        {
            NodeSpec node = nodes[rank];
            Enter(rank, StateOf(catalog.ShapeOf(node), node.CpuMilli, node.MemoryMib, all[..node.GpuCount], 0, domains?[rank] ?? -1));
        }

        _journal.Clear();
    }

    /// <summary>Moves a node to another state.</summary>
    public NodeState Move(int rank, int freeCpu, int freeMemory, ReadOnlySpan<ushort> free, ushort affinities)
    {
        NodeState old = OfNode[rank];
        NodeState next = StateOf(old.Shape, freeCpu, freeMemory, free, affinities, old.Domain);
        if (next == old)
            return next;
        old.Members.Remove();
        if (old.Members.Count == 0)
            Leave(old);
        Enter(rank, next);
        _journal.Add(old);
        _journal.Add(next);
        return next;
    }

    /// <summary>Brings an index up to date.</summary>
    public void Update(ShapeIndex index, Policies.IPlacementPolicy policy, int shapes)
    {
        if (index.ReadTo < _journalStart || JournalEnd - index.ReadTo > _live.Count)
        {
            foreach (NodeState state in _live)
                index.Note(state, policy, shapes, OfNode);
        }
        else
        {
            for (int i = (int)(index.ReadTo - _journalStart); i < _journal.Count; i++)
                index.Note(_journal[i], policy, shapes, OfNode);
        }

        index.ReadTo = JournalEnd;
    }

    private void Enter(int rank, NodeState state)
    {
        OfNode[rank] = state;
        state.Members.Add(rank, OfNode, state);
        if (state.LivePosition >= 0)
            return;
        state.LivePosition = _live.Count;
        _live.Add(state);
    }

    private void Leave(NodeState state)
    {
        NodeState last = _live[^1];
        _live[state.LivePosition] = last;
        last.LivePosition = state.LivePosition;
        _live.RemoveAt(_live.Count - 1);
        state.LivePosition = -1;
        Trim();
    }

    // Empty states are worth keeping for their scores, for a while; an index that lags behind the journal's start reads all live states instead.
    private void Trim()
    {
        if (_states.Count > (8 * OfNode.Length) + LeastJournal)
        {
            foreach ((Key key, NodeState state) in _states)
            {
                if (state.LivePosition < 0)
                    _states.Remove(key);
            }
        }

        if (_journal.Count <= LeastJournal + (4 * _live.Count))
            return;
        int dropped = _journal.Count / 2;
        _journal.RemoveRange(0, dropped);
        _journalStart += dropped;
    }

    private NodeState StateOf(NodeShape shape, int freeCpu, int freeMemory, ReadOnlySpan<ushort> free, ushort affinities, int domain)
    {
        Key key = new(shape.Id, domain, freeCpu, freeMemory, affinities, GpuKey.Of(free));
        if (_states.TryGetValue(key, out NodeState? state))
            return state;
        NodeState? twin = domain < 0 ? null : StateOf(shape, freeCpu, 0, free, affinities, -1); // no score depends on memory
        state = new NodeState(shape, freeCpu, freeMemory, free, affinities, typical, domain, twin);
        _states.Add(key, state);
        return state;
    }

    private readonly record struct Key(int Shape, int Domain, int FreeCpu, int FreeMemory, ushort Affinities, GpuKey Free);
}
