using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Deterministic;

/// <summary>A clock that stands still until told. Timers due at the same instant go off in an order the seed gives.</summary>
internal sealed class VirtualScheduler(SeededRandom random) : Scheduler
{
    private readonly TimerQueue _queue = new(random);
    private long _now;

    public override long Now => _now;

    public override int Add(ITimerOwner owner, long due, long interval) => _queue.Add(owner, due, interval);

    public override bool TryMove(int id, ITimerOwner owner, long due, long interval) => _queue.TryMove(id, owner, due, interval);

    public override void Remove(int id, ITimerOwner owner) => _queue.Remove(id, owner);

    public long NextDue() => _queue.NextDue();

    public void SetNow(long now) => _now = now;

    /// <summary>Fires all that is due by now.</summary>
    public void FireDue()
    {
        while (_queue.TryPop(_now, out ITimerOwner owner))
            owner.OnDue();
    }
}
