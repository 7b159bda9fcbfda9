namespace PowerActors.Actors.Timers;

/// <summary>Timers on a <see cref="TimeProvider"/>: one timer of its own, set to whatever is due next.</summary>
internal sealed class RealScheduler : Scheduler, IDisposable
{
    /// <summary>How many timers fire before others may take the lock.</summary>
    private const int Batch = 64;

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly TimerQueue _queue = new(order: null);
    private readonly ITimer _alarm;
    private long _alarmAt = long.MaxValue;
    private bool _disposed;

    public RealScheduler(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();

        // The alarm must not keep the values alive that flow with whoever makes the system.
        using (ExecutionContext.SuppressFlow())
            _alarm = time.CreateTimer(static s => ((RealScheduler)s!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override long Now => _time.GetElapsedTime(_start).Ticks;

    public override int Add(ITimerOwner owner, long due, long interval)
    {
        lock (_gate)
        {
            int id = _queue.Add(owner, due, interval);
            SetAlarmLocked(due);
            return id;
        }
    }

    public override bool TryMove(int id, ITimerOwner owner, long due, long interval)
    {
        lock (_gate)
        {
            if (!_queue.TryMove(id, owner, due, interval))
                return false;

            SetAlarmLocked(due);
            return true;
        }
    }

    public override void Remove(int id, ITimerOwner owner)
    {
        lock (_gate)
            _queue.Remove(id, owner);
    }

    public void Dispose()
    {
        lock (_gate)
            _disposed = true;

        _alarm.Dispose();
    }

    private void Ring()
    {
        bool more = true;
        while (more)
        {
            lock (_gate)
            {
                if (_disposed)
                    return;

                long now = Now;
                int fired = 0;
                while (fired < Batch && _queue.TryPop(now, skipMissed: true, out ITimerOwner owner, out _))
                {
                    // Under the lock, so that whoever moves or removes a timer sees whether it has fired.
                    owner.OnDue();
                    fired++;
                }

                more = fired == Batch;
                if (!more)
                {
                    _alarmAt = long.MaxValue;
                    SetAlarmLocked(_queue.NextDue());
                }
            }
        }
    }

    private void SetAlarmLocked(long due)
    {
        if (due >= _alarmAt || _disposed)
            return;

        _alarmAt = due;

        // Rounded up to a millisecond (the pool's timers know no less) and at most a day: an early ring only sets the alarm again.
        double milliseconds = Math.Ceiling((due - Now) / (double)TimeSpan.TicksPerMillisecond);
        _alarm.Change(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 86_400_000)), Timeout.InfiniteTimeSpan);
    }
}
