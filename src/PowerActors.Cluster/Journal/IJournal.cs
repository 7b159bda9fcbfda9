namespace PowerActors.Cluster.Journal;

/// <summary>
/// Where decisions are kept. Every method may be called from any thread; each does its own I/O and blocks for it. What is wrong with the database is thrown as <see cref="JournalException"/>
/// with one clear line. The order of entries is that of their sequence numbers, which readers see without gaps that fill later: whoever has read up to a number has read all below it.
/// </summary>
public interface IJournal : IDisposable
{
    /// <summary>Name for log lines, without secrets: a file, or a host and database.</summary>
    string Name { get; }

    /// <summary>Version of the schema of the database.</summary>
    int SchemaVersion { get; }

    /// <summary>
    /// Appends all records or none; returns once they would survive the loss of power. A record whose <see cref="JournalRecord.Id"/> is there already is left as it is.
    /// </summary>
    /// <param name="records">In their order; none is fine, and writes nothing.</param>
    /// <returns>A sequence number that is at least that of each of them.</returns>
    long Append(IReadOnlyList<JournalRecord> records);

    /// <summary>One page of what matches a filter.</summary>
    JournalPage Read(JournalFilter filter);

    /// <summary>The state of every domain: its snapshot, and what came after it.</summary>
    /// <param name="under">Only this path and those below it; empty for all.</param>
    IReadOnlyList<StoredState> LoadStates(string under = "");

    /// <summary>Saves snapshots. One that is older than what is saved already, by epoch or sequence, is ignored.</summary>
    void SaveSnapshots(IReadOnlyList<StoredState> states);

    /// <summary>Reserves fencing epochs that nobody else was or will be given, durably.</summary>
    /// <param name="atLeast">The highest epoch known to have been used.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <returns>The last epoch before those reserved: they are this plus 1 to this plus <paramref name="count"/>.</returns>
    long ReserveEpochs(long atLeast, int count);

    /// <summary>Saves minutes of power. A minute that is there already (the clock was set back) is merged with what is new.</summary>
    void SaveRollups(IReadOnlyList<PowerRollup> rollups);

    /// <summary>Minutes of power of one domain, oldest first.</summary>
    /// <param name="domain">Its path.</param>
    /// <param name="from">First minute.</param>
    /// <param name="to">Minute to stop before.</param>
    /// <param name="limit">Most that are returned; those nearest to <paramref name="to"/>.</param>
    IReadOnlyList<PowerRollup> ReadRollups(string domain, DateTimeOffset from, DateTimeOffset to, int limit = 1440);

    /// <summary>Deletes some of what is older than it needs to be, at most <paramref name="most"/> rows of each sort. What a domain's state is still made of stays.</summary>
    /// <param name="eventsBefore">Events from before go.</param>
    /// <param name="rollupsBefore">Minutes from before go.</param>
    /// <param name="most">Rows of each sort.</param>
    /// <returns>How many rows went; less than <paramref name="most"/> when nothing is left to do.</returns>
    int Prune(DateTimeOffset eventsBefore, DateTimeOffset rollupsBefore, int most = 1000);
}
