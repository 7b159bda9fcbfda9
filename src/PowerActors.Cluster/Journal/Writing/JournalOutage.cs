namespace PowerActors.Cluster.Journal;

/// <summary>A time in which the journal cannot be written: nothing loosens, and attempts to write come ever more rarely.</summary>
internal sealed class JournalOutage(JournalException cause, DateTimeOffset since, JournalWriterOptions options)
{
    private readonly Guid _id = Guid.CreateVersion7();
    private TimeSpan _delay = options.FirstRetry;

    /// <summary>What is wrong, as it was found last.</summary>
    public JournalException Cause { get; private set; } = cause;

    /// <summary>Since when, by the wall clock.</summary>
    public DateTimeOffset Since => since;

    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan Delay => _delay;

    /// <summary>Another attempt has failed.</summary>
    /// <returns>True when something else is wrong now.</returns>
    public bool FailedAgain(JournalException with)
    {
        bool isOther = with.Fault != Cause.Fault;
        Cause = with;
        _delay = _delay * 2 < options.LongestRetry ? _delay * 2 : options.LongestRetry;
        return isOther;
    }

    /// <summary>The record that tells of it in the journal. The same each time, so that an attempt whose outcome is unknown does not leave two.</summary>
    public JournalRecord ToRecord(DateTimeOffset now, long lost) => new(now, "", 0, new JournalEvent.JournalGap(since, lost, Cause.Message)) { Id = _id };
}
