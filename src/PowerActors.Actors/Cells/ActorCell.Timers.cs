using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Cells;

/// <content>The actor's timers: a short list by key; the clock keeps the order of time.</content>
internal sealed partial class ActorCell
{
    public void StartPeriodic(object key, object message, TimeSpan interval) => StartPeriodic(key, message, interval, interval);

    public void StartPeriodic(object key, object message, TimeSpan interval, TimeSpan initialDelay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        StartTimer(key, message, initialDelay, interval.Ticks);
    }

    public void StartSingle(object key, object message, TimeSpan delay) => StartTimer(key, message, delay, interval: 0);

    public bool Cancel(object key)
    {
        if (Find(key) is not { } timer)
            return false;

        End(timer);
        return true;
    }

    public void CancelAll()
    {
        while (_parts?.FirstTimer is { } timer)
            End(timer);
    }

    public bool IsActive(object key) => Find(key) is not null;

    private void StartTimer(object key, object message, TimeSpan delay, long interval)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (IsEnding)
            return;

        long due = System.Scheduler.In(delay);
        ActorTimer? timer = Find(key);
        if (timer is not null)
        {
            // One whose message already waits must not be moved: that message is stale now.
            if (System.Scheduler.TryMove(timer.Id, timer, due, interval) && !timer.IsWaiting)
            {
                timer.Message = message;
                timer.IsPeriodic = interval > 0;
                return;
            }

            End(timer);
        }

        timer = new ActorTimer(this, key) { Message = message, IsPeriodic = interval > 0, Next = Parts.FirstTimer };
        _parts!.FirstTimer = timer;
        timer.Id = System.Scheduler.Add(timer, due, interval);
    }

    private ActorTimer? Find(object key)
    {
        ActorTimer? timer = _parts?.FirstTimer;
        while (timer is not null && !timer.Key.Equals(key))
            timer = timer.Next;

        return timer;
    }

    private void End(ActorTimer timer)
    {
        timer.IsOver = true;
        System.Scheduler.Remove(timer.Id, timer);
        Forget(timer);
    }

    private void Forget(ActorTimer timer)
    {
        if (_parts!.FirstTimer == timer)
        {
            _parts.FirstTimer = timer.Next;
            return;
        }

        ActorTimer? before = _parts.FirstTimer;
        while (before is not null && before.Next != timer)
            before = before.Next;

        if (before is not null)
            before.Next = timer.Next;
    }
}
