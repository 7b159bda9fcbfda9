namespace PowerActors.Core.Placement.Live;

/// <summary>
/// The tasks that were seen last: what a live cluster takes its typical tasks from. Says when they have become others than those that were learned last, so that scores are not forgotten for nothing.
/// </summary>
/// <param name="capacity">How many tasks are remembered, 1 or more.</param>
public sealed class WorkloadMemory(int capacity = WorkloadMemory.DefaultCapacity)
{
    /// <summary>How many tasks are remembered: some days of a busy cluster, and few enough to count in a millisecond.</summary>
    public const int DefaultCapacity = 4096;

    private const double Matters = .1; // share of tasks that must have become others
    private const int LeastNew = 32;

    private readonly Queue<(string Id, TaskSpec Task)> _order = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private Dictionary<TaskSpec, int> _learned = [];
    private int _learnedTotal;
    private int _fresh;

    /// <summary>How many tasks are remembered now.</summary>
    public int Count => _order.Count;

    /// <summary>A task was seen. The same one again says nothing.</summary>
    public void Note(string id, TaskSpec task)
    {
        if (!_known.Add(id))
            return;
        _order.Enqueue((id, task with { Name = "", MemoryMib = 0 }));
        _fresh++;
        if (_order.Count > capacity)
            _known.Remove(_order.Dequeue().Id);
    }

    /// <summary>The tasks to learn from now; null where they are about those that were learned last.</summary>
    public IReadOnlyCollection<TaskSpec>? IfChanged()
    {
        if (_fresh == 0 || _fresh < Math.Max(_learnedTotal == 0 ? 1 : LeastNew, _order.Count / 10))
            return null;
        _fresh = 0;
        Dictionary<TaskSpec, int> counts = [];
        foreach ((_, TaskSpec task) in _order)
            counts[task] = counts.GetValueOrDefault(task) + 1;
        if (_learnedTotal > 0 && Distance(counts, _order.Count, _learned, _learnedTotal) < Matters)
            return null;
        (_learned, _learnedTotal) = (counts, _order.Count);
        return [.. _order.Select(static seen => seen.Task)];
    }

    /// <summary>Total variation distance of two distributions, 0 to 1.</summary>
    private static double Distance(Dictionary<TaskSpec, int> a, int aTotal, Dictionary<TaskSpec, int> b, int bTotal) =>
        a.Keys.Union(b.Keys).Sum(task => Math.Abs(((double)a.GetValueOrDefault(task) / aTotal) - ((double)b.GetValueOrDefault(task) / bTotal))) / 2;
}
