namespace PowerActors.Cluster.Journal;

/// <summary>How a <see cref="JournalWriter"/> goes about it.</summary>
public sealed record JournalWriterOptions
{
    /// <summary>How many records may wait; while the database is gone the oldest beyond go.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>How many records go in one batch.</summary>
    public int LargestBatch { get; init; } = 512;

    /// <summary>How long a decision that loosens waits for its commit, unless it says otherwise.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long to wait before the first new attempt after a failure; doubled with each up to <see cref="LongestRetry"/>.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest time between attempts.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A domain's state is saved as a snapshot after so many of its state events: a start reads no more than these of each.</summary>
    public int EventsPerSnapshot { get; init; } = 100;

    /// <summary>How long events are kept.</summary>
    public TimeSpan KeepEvents { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long minutes of power are kept.</summary>
    public TimeSpan KeepRollups { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How often what is too old is looked for.</summary>
    public TimeSpan PruneEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a clean stop waits for what is still to be written.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
