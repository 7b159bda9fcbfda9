namespace PowerActors.Cluster.Tests.Node;

/// <summary>A clock that a test turns, and whose wall time it steps.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _ticks = TimeSpan.FromHours(1).Ticks;

    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero) + new TimeSpan(GetTimestamp()) + Step; // A Monday, 13:00 at the start.

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
