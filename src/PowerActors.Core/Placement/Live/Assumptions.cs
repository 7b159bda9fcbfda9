namespace PowerActors.Core.Placement.Live;

/// <summary>
/// Tasks that are taken to go where they were told to, until somebody says that they run there or their time is over: the next task of a burst must see the last one. Mutable, not safe for several threads at
/// once; knows no clock.
/// </summary>
/// <typeparam name="T">What is kept of each.</typeparam>
public sealed class Assumptions<T>
    where T : notnull
{
    private readonly Dictionary<string, (T Kept, TimeSpan Until)> _assumed = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, TimeSpan> _ends = new();

    /// <summary>How many there are.</summary>
    public int Count => _assumed.Count;

    /// <summary>What was kept of a task; nothing where it is not assumed.</summary>
    public bool TryGet(string id, out T? kept)
    {
        bool isThere = _assumed.TryGetValue(id, out (T Kept, TimeSpan Until) found);
        kept = found.Kept;
        return isThere;
    }

    /// <summary>Assumes a task, anew where it was.</summary>
    /// <param name="id">Tells it from all others.</param>
    /// <param name="kept">What to keep.</param>
    /// <param name="until">When its time is over.</param>
    public void Assume(string id, T kept, TimeSpan until)
    {
        _assumed[id] = (kept, until);
        _ends.Enqueue(id, until);
    }

    /// <summary>It is known by now where the task is.</summary>
    /// <returns>False where it was not assumed.</returns>
    public bool Settle(string id) => _assumed.Remove(id);

    /// <summary>Takes out those whose time is over.</summary>
    /// <param name="now">The present.</param>
    public IEnumerable<string> Expire(TimeSpan now)
    {
        while (_ends.TryPeek(out string? id, out TimeSpan until) && until <= now)
        {
            _ends.Dequeue();
            if (_assumed.TryGetValue(id, out (T Kept, TimeSpan Until) found) && found.Until <= now)
            {
                _assumed.Remove(id);
                yield return id;
            }
        }
    }
}
