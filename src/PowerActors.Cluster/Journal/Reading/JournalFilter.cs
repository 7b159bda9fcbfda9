namespace PowerActors.Cluster.Journal;

/// <summary>What to read of the journal, a page at a time.</summary>
public sealed record JournalFilter
{
    /// <summary>The most entries of a page.</summary>
    public const int LongestPage = 1000;

    /// <summary>Entries of this time or later; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Entries from before this time; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Entries of this path and all below it; empty for all.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Entries of these kinds (<see cref="EventKinds.Names"/>); empty for all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = EventKinds.ShownNames;

    /// <summary>Entries after (or, newest first, before) this sequence number; null to begin at the end that comes first.</summary>
    public long? Cursor { get; init; }

    /// <summary>True for the newest first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Entries of a page, 1 to <see cref="LongestPage"/>.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>A page of the journal.</summary>
/// <param name="Entries">In the order that was asked for.</param>
/// <param name="Next">The <see cref="JournalFilter.Cursor"/> of the page after this; null when there is none yet.</param>
public sealed record JournalPage(IReadOnlyList<JournalEntry> Entries, long? Next);
