namespace PowerActors.Core.Placement.Indexing;

/// <summary>What is known of one task shape on one state.</summary>
internal struct ShapeScore
{
    public NodeScore Score;

    /// <summary>Whether it fits; null until it was asked.</summary>
    public bool? Fits;

    /// <summary>The rank under which the state stands in the shape's index, plus one; 0 when it stands there no longer or never did.</summary>
    public int ListedRank;
}

/// <summary>The scores of one state by task shape.</summary>
internal sealed class StateScores
{
    private ShapeScore[] _scores = [];

    /// <summary>The score of a shape, to be filled in when asked for the first time.</summary>
    /// <param name="shape">Number of the shape.</param>
    /// <param name="shapes">How many shapes there are.</param>
    public ref ShapeScore Of(int shape, int shapes)
    {
        if (shape >= _scores.Length)
            Array.Resize(ref _scores, Math.Max(shapes, shape + 1));
        return ref _scores[shape];
    }
}
