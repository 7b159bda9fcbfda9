namespace PowerActors.Core.Placement.Indexing;

/// <summary>
/// All states that fit one task shape, in buckets of equal score. Brought up to date when the shape is asked for: only states whose nodes changed since are looked at again. An entry
/// whose state has moved on is dropped when it comes to the top.
/// </summary>
internal sealed class ShapeIndex(TaskShape shape)
{
    private readonly Dictionary<(int, int), ScoreBucket> _byScore = [];
    private readonly List<ScoreBucket> _buckets = [];
    private readonly List<(int Rank, NodeState State)> _passedOver = [];

    /// <summary>How far in the journal of changes this index has read; −1 before its first reading.</summary>
    public long ReadTo { get; set; } = -1;

    public IReadOnlyList<ScoreBucket> Buckets => _buckets;

    /// <summary>Takes note of a state whose nodes changed.</summary>
    /// <param name="state">The state.</param>
    /// <param name="policy">Scores it, the first time.</param>
    /// <param name="shapes">How many task shapes there are.</param>
    /// <param name="stateOf">The state of each node, in node order.</param>
    public void Note(NodeState state, Policies.IPlacementPolicy policy, int shapes, NodeState[] stateOf)
    {
        int first = state.Members.First(stateOf, state);
        if (first < 0)
            return;
        ref ShapeScore known = ref ScoreOf(state, policy, shapes);
        if (known.Fits != true || known.ListedRank == first + 1)
            return;
        known.ListedRank = first + 1;
        (int, int) key = (known.Score.First, known.Score.Second);
        if (!_byScore.TryGetValue(key, out ScoreBucket? bucket))
        {
            bucket = new ScoreBucket(known.Score.First, known.Score.Second);
            _byScore.Add(key, bucket);
            _buckets.Add(bucket);
        }

        bucket.Push(first, state, shape.Id, stateOf);
    }

    /// <summary>The state of a bucket with the first node of all that are admitted; null where there is none.</summary>
    public NodeState? First(ScoreBucket bucket, int memory, Func<NodeState, bool>? admits, NodeState[] stateOf, out int rank)
    {
        NodeState? found = null;
        rank = -1;
        while (bucket.States.Count > 0)
        {
            (int at, NodeState state) = bucket.States.Top;
            if (!ScoreBucket.Holds(at, state, shape.Id, stateOf))
            {
                bucket.States.Pop();
                continue;
            }

            if (state.FreeMemoryMib >= memory && (admits is null || admits(state)))
            {
                (found, rank) = (state, at);
                break;
            }

            _passedOver.Add((at, state));
            bucket.States.Pop();
        }

        foreach ((int at, NodeState state) in _passedOver)
            bucket.States.Push(at, state);
        _passedOver.Clear();
        return found;
    }

    private ref ShapeScore ScoreOf(NodeState state, Policies.IPlacementPolicy policy, int shapes)
    {
        ref ShapeScore known = ref state.Scores.Of(shape.Id, shapes);
        if (known.Fits is not null)
            return ref known;
        if (state.Twin is not null)
        {
            ref ShapeScore shared = ref ScoreOf(state.Twin, policy, shapes);
            (known.Fits, known.Score) = (shared.Fits, shared.Score);
            return ref known;
        }

        known.Fits = state.Fits(shape);
        if (known.Fits == true)
            known.Score = policy.Score(state, shape);
        return ref known;
    }

    /// <summary>Forgets buckets that have run empty.</summary>
    public void Prune()
    {
        for (int i = _buckets.Count - 1; i >= 0; i--)
        {
            ScoreBucket bucket = _buckets[i];
            if (bucket.States.Count > 0)
                continue;
            _byScore.Remove((bucket.First, bucket.Second));
            _buckets[i] = _buckets[^1];
            _buckets.RemoveAt(_buckets.Count - 1);
        }
    }
}
