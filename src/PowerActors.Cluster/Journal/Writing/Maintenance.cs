using System.Collections.Concurrent;

namespace PowerActors.Cluster.Journal;

/// <summary>What the writer does besides: snapshots, minutes of power, pruning. One bounded step at a time, so that no decision waits long behind it.</summary>
internal sealed class Maintenance(IJournal journal, DomainStates states, JournalWriterOptions options, TimeProvider time)
{
    private const int RowsPerStep = 256;
    private const int MostRollups = 50_000;
    private readonly Dictionary<string, int> _sinceSnapshot = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _due = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<PowerRollup> _rollups = new();
    private readonly List<PowerRollup> _rollupsInHand = [];
    private long? _prunedAt;
    private bool _isPruning;

    /// <summary>Whether something waits that is not mere tidying.</summary>
    public bool IsUrgent => !_due.IsEmpty || !_rollups.IsEmpty || _rollupsInHand.Count > 0;

    /// <summary>How long there is nothing to do; zero when there is.</summary>
    public TimeSpan DueIn()
    {
        if (IsUrgent || _isPruning || _prunedAt is not { } prunedAt)
            return TimeSpan.Zero;
        TimeSpan left = options.PruneEvery - time.GetElapsedTime(prunedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>At a clean stop every domain whose state has moved gets a snapshot: the next start reads no events.</summary>
    public bool HasWorkAtStop()
    {
        foreach (string domain in _sinceSnapshot.Keys)
            SnapshotIsDue(domain);
        _sinceSnapshot.Clear();
        return IsUrgent;
    }

    /// <summary>Minutes to be written. While they cannot be, the newest are kept.</summary>
    public void Add(IReadOnlyList<PowerRollup> rollups)
    {
        foreach (PowerRollup rollup in rollups)
            _rollups.Enqueue(rollup);
        while (_rollups.Count > MostRollups)
            _rollups.TryDequeue(out _);
    }

    /// <summary>A state event of a domain is in the journal, at or before a sequence number.</summary>
    public void Written(string domain, long sequence)
    {
        states.Written(domain, sequence);
        int events = _sinceSnapshot.GetValueOrDefault(domain) + 1;
        _sinceSnapshot[domain] = events;
        if (events >= options.EventsPerSnapshot)
            SnapshotIsDue(domain);
    }

    /// <summary>A domain is to be saved as a snapshot.</summary>
    public void SnapshotIsDue(string domain) => _due[domain] = true;

    /// <summary>Does what is due next.</summary>
    public void Step()
    {
        SaveSnapshots();
        SaveRollups();
        Prune();
    }

    /// <summary>Forgets what is due: the database refuses it.</summary>
    public void Drop()
    {
        _due.Clear();
        _rollupsInHand.Clear();
        _isPruning = false;
    }

    private void SaveSnapshots()
    {
        if (_due.IsEmpty)
            return;
        string[] domains = [.. _due.Keys.Take(RowsPerStep)];
        journal.SaveSnapshots([.. domains.Select(states.ToStore)]);
        foreach (string domain in domains)
        {
            _due.TryRemove(domain, out _);
            _sinceSnapshot.Remove(domain);
        }
    }

    private void SaveRollups()
    {
        while (_rollupsInHand.Count < RowsPerStep && _rollups.TryDequeue(out PowerRollup? rollup))
            _rollupsInHand.Add(rollup);
        if (_rollupsInHand.Count == 0)
            return;
        journal.SaveRollups(_rollupsInHand);
        _rollupsInHand.Clear();
    }

    private void Prune()
    {
        if (!_isPruning && _prunedAt is { } prunedAt && time.GetElapsedTime(prunedAt) < options.PruneEvery)
            return;
        _prunedAt = time.GetTimestamp();
        _isPruning = true;
        DateTimeOffset now = time.GetUtcNow();
        _isPruning = journal.Prune(now - options.KeepEvents, now - options.KeepRollups, RowsPerStep) >= RowsPerStep;
    }
}
