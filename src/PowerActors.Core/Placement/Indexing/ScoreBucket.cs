namespace PowerActors.Core.Placement.Indexing;

/// <summary>All states on which a task shape has one score (GPUs aside), by the first node of each.</summary>
internal sealed class ScoreBucket(int first, int second)
{
    private const int Least = 64;
    private int _compactAt = Least;

    public int First { get; } = first;

    public int Second { get; } = second;

    public RankHeap<NodeState> States { get; } = new();

    /// <summary>Lists a state; drops, now and then, entries that hold no longer and lie where they would never come to the top.</summary>
    public void Push(int rank, NodeState state, int shape, NodeState[] stateOf)
    {
        if (States.Count >= _compactAt)
        {
            States.Retain((at, listed) => Holds(at, listed, shape, stateOf));
            _compactAt = Math.Max(Least, States.Count * 2);
        }

        States.Push(rank, state);
    }

    /// <summary>Whether a listed state's first node is still the one it is listed under; where not, it is taken off the list.</summary>
    public static bool Holds(int rank, NodeState state, int shape, NodeState[] stateOf)
    {
        if (state.Members.First(stateOf, state) == rank)
            return true;
        ref ShapeScore known = ref state.Scores.Of(shape, 0);
        if (known.ListedRank == rank + 1)
            known.ListedRank = 0;
        return false;
    }
}
