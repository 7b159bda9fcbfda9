using PowerActors.Cluster.Journal;

namespace PowerActors.Cluster.Tests.Journal.Writing;

/// <summary>A real journal behind a door that a test closes, and that can be made to fail before or after it has written.</summary>
internal sealed class UnsteadyJournal(IJournal inner) : IJournal
{
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public JournalFault? FailsWith { get; set; }

    public bool FailsAfterWriting { get; set; }

    public int Appends { get; private set; }

    public int LargestBatch { get; private set; }

    /// <summary>Set when an append stands before the closed door.</summary>
    public ManualResetEventSlim Arrived { get; } = new(initialState: false);

    public string Name => inner.Name;

    public int SchemaVersion => inner.SchemaVersion;

    public void Close() => _open.Reset();

    public void Open() => _open.Set();

    public long Append(IReadOnlyList<JournalRecord> records)
    {
        if (!_open.IsSet)
            Arrived.Set();
        _open.Wait();
        Appends++;
        LargestBatch = Math.Max(LargestBatch, records.Count);
        if (FailsWith is { } fault && !FailsAfterWriting)
            throw new JournalException(fault, $"{Name}: {fault} for the test");
        long last = inner.Append(records);
        return FailsWith is { } late ? throw new JournalException(late, $"{Name}: {late} after writing, for the test") : last;
    }

    public JournalPage Read(JournalFilter filter) => inner.Read(filter);

    public IReadOnlyList<StoredState> LoadStates(string under = "") => inner.LoadStates(under);

    public void SaveSnapshots(IReadOnlyList<StoredState> states) => inner.SaveSnapshots(states);

    public long ReserveEpochs(long atLeast, int count) =>
        FailsWith is { } fault ? throw new JournalException(fault, $"{Name}: {fault} for the test") : inner.ReserveEpochs(atLeast, count);

    public void SaveRollups(IReadOnlyList<PowerRollup> rollups) => inner.SaveRollups(rollups);

    public IReadOnlyList<PowerRollup> ReadRollups(string domain, DateTimeOffset from, DateTimeOffset to, int limit = 1440) => inner.ReadRollups(domain, from, to, limit);

    public int Prune(DateTimeOffset eventsBefore, DateTimeOffset rollupsBefore, int most = 1000) => inner.Prune(eventsBefore, rollupsBefore, most);

    public void Dispose()
    {
        _open.Set();
        inner.Dispose();
    }
}
