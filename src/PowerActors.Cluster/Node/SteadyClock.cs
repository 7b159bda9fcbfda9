namespace PowerActors.Cluster.Node;

/// <summary>
/// Wall time that no step of the machine's clock moves: read once at the start, carried on by the monotonic clock. Overrides and budgets of the time of day end by it: an operator's or a time
/// server's mistake of an hour must not loosen anything an hour early. A restart takes the machine's time anew.
/// </summary>
/// <param name="time">The machine's clocks.</param>
public sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _start = time.GetTimestamp();

    /// <summary>The present, UTC.</summary>
    public DateTimeOffset Now => _startedAt + time.GetElapsedTime(_start);

    /// <summary>By how much the machine's clock stands ahead of this one now: its steps and its corrections since the start.</summary>
    public TimeSpan Stepped => time.GetUtcNow() - Now;
}
