namespace PowerActors.Cluster.Journal;

/// <summary>An event with when, where and by whom, before it has a place in the journal.</summary>
/// <param name="At">Wall time of the decision; kept in UTC and to the microsecond, as both databases do. For people: the order of decisions is that of <see cref="JournalEntry.Sequence"/>, since a clock may be stepped.</param>
/// <param name="Domain">Path of the domain, server or GPU; empty for the control plane itself.</param>
/// <param name="Epoch">Epoch of the domain then; 0 where it has none.</param>
/// <param name="What">The event.</param>
public sealed record JournalRecord(DateTimeOffset At, string Domain, long Epoch, JournalEvent What)
{
    /// <summary>Wall time of the decision, UTC, to the microsecond.</summary>
    public DateTimeOffset At { get; init; } = new(At.UtcTicks - (At.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Made once, so that a batch whose outcome is unknown can be written again without standing there twice.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Who acted, where a person did; null for the control law.</summary>
    public string? Author { get; init; }

    /// <summary>Why, in that person's words.</summary>
    public string? Reason { get; init; }
}

/// <summary>An event in the journal.</summary>
/// <param name="Sequence">Its place, given by the database: rises with every commit, and is never given again.</param>
/// <param name="Record">The event with when, where and by whom.</param>
public sealed record JournalEntry(long Sequence, JournalRecord Record);
