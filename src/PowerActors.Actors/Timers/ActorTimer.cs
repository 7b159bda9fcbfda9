using PowerActors.Actors.Cells;
using PowerActors.Actors.Dispatch;

namespace PowerActors.Actors.Timers;

/// <summary>A timer of an actor; it is its own message, so firing allocates nothing.</summary>
internal sealed class ActorTimer(ActorCell cell, object key) : SystemMessage, ITimerOwner
{
    private volatile bool _waiting;

    public object Key { get; } = key;

    public object Message { get; set; } = null!;

    public int Id { get; set; } = Scheduler.None;

    public bool IsPeriodic { get; set; }

    /// <summary>Cancelled or replaced: if its message still waits, it is not for delivery.</summary>
    public bool IsOver { get; set; }

    /// <summary>It has fired and its message waits.</summary>
    public bool IsWaiting => _waiting;

    /// <summary>The actor's next timer.</summary>
    public ActorTimer? Next { get; set; }

    public void OnDue()
    {
        if (_waiting)
            return;

        _waiting = true;
        cell.Lane.PostSystem(cell, this);
    }

    /// <summary>Comes through the lane like a message; a suspended actor hears of it later.</summary>
    public override void Process(ActorCell cell) => cell.OnTimer(this);

    public override void ProcessHeld(ActorCell cell) => cell.DeliverTimer(this);

    /// <summary>Its message has reached the actor: false if it is stale.</summary>
    public bool TryTake()
    {
        _waiting = false;
        return !IsOver;
    }
}

/// <summary>Tells an actor something of the engine at a later time.</summary>
internal sealed class DelayedSystemMessage(ActorCell cell, SystemMessage message) : ITimerOwner
{
    public void OnDue() => cell.Lane.PostSystem(cell, message);
}
