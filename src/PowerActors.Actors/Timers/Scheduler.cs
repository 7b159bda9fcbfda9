namespace PowerActors.Actors.Timers;

/// <summary>Something that waits for its time.</summary>
internal interface ITimerOwner
{
    /// <summary>The time has come. Must be quick and must not call back into the scheduler.</summary>
    void OnDue();
}

/// <summary>The system's clock and its one queue of timers, in ticks of 100 ns since the system started.</summary>
internal abstract class Scheduler
{
    /// <summary>The id of no timer.</summary>
    public const int None = -1;

    public abstract long Now { get; }

    /// <summary>Starts a timer and gives its id; periodic if <paramref name="interval"/> is not zero.</summary>
    public abstract int Add(ITimerOwner owner, long due, long interval);

    /// <summary>Gives a running timer a new time; false if it is over (and its id perhaps someone else's).</summary>
    public abstract bool TryMove(int id, ITimerOwner owner, long due, long interval);

    /// <summary>Ends a timer, if it is still this owner's.</summary>
    public abstract void Remove(int id, ITimerOwner owner);

    /// <summary>The time so far away from now, without overflow.</summary>
    public long In(TimeSpan delay)
    {
        long now = Now;
        return delay.Ticks > long.MaxValue - now ? long.MaxValue : now + delay.Ticks;
    }
}
