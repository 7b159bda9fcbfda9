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

    /// <summary>Goes to the next instant at which timers are due, no later than <paramref name="limit"/>, and fires them; false if there is none.</summary>
    public bool FireNext(long limit)
    {
        if (!_queue.TryPop(limit, skipMissed: false, out ITimerOwner owner, out long due))
            return false;

        // A timer set for a time that has passed is due now.
        _now = Math.Max(_now, due);
        do
            owner.OnDue();
        while (_queue.TryPop(_now, skipMissed: false, out owner, out _));
        return true;
    }
}
