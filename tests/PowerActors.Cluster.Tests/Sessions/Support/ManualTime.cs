namespace PowerActors.Cluster.Tests.Sessions.Support;

/// <summary>A clock that a test turns. Timers fire in order, on the thread that turns it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _ticks = TimeSpan.FromHours(1).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + new TimeSpan(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        long end = GetTimestamp() + by.Ticks;
        while (TakeDue(end) is { } due)
            due.Fire();
        Volatile.Write(ref _ticks, end);
    }

    private ManualTimer? TakeDue(long end)
    {
        lock (_gate)
        {
            ManualTimer? next = _timers.MinBy(static timer => timer.Due);
            if (next is null || next.Due > end)
                return null;
            Volatile.Write(ref _ticks, Math.Max(GetTimestamp(), next.Due));
            if (next.Period > 0)
                next.Due += next.Period;
            else
                _timers.Remove(next);
            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; set; }

        public long Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                Period = period > TimeSpan.Zero ? period.Ticks : 0;
                Due = time.GetTimestamp() + Math.Max(0, dueTime.Ticks);
                if (dueTime != Timeout.InfiniteTimeSpan)
                    time._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
