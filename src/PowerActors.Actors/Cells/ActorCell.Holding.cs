using PowerActors.Actors.Dispatch;
using PowerActors.Actors.Mailboxes;
using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Cells;

/// <content>Messages that wait at the actor rather than in the lane: while it is suspended, unstashed, or in a mailbox of its own.</content>
internal sealed partial class ActorCell
{
    /// <summary>How many waiting messages are handled before the lane's other actors get their turn.</summary>
    private const int DrainBatch = 32;

    /// <summary>Whether it may handle a message, be it one that waited.</summary>
    private bool CanHandle =>
        !Is(CellFlags.Unborn | CellFlags.Suspended | CellFlags.Paused | CellFlags.Stopping | CellFlags.Stopped);

    int IStash.Count => _parts?.Stash?.Count ?? 0;

    /// <summary>Silences the actor for a while (fault injection).</summary>
    public void Pause(TimeSpan duration)
    {
        _flags |= CellFlags.Paused;
        System.Scheduler.Add(new DelayedSystemMessage(this, UnpauseSignal.Instance), System.Scheduler.In(duration), interval: 0);
    }

    public void Unpause()
    {
        _flags &= ~CellFlags.Paused;
        ResumeHeld();
    }

    /// <summary>Hands held messages to the actor, in order, a batch at a time.</summary>
    public void DrainHeld()
    {
        MessageDeque? held = _parts?.Held;
        for (int i = 0; i < DrainBatch && held is { Count: > 0 } && CanHandle; i++)
        {
            (object message, IActorRef? sender) = held.PopFront();
            if (ReferenceEquals(sender, SystemSender.Instance))
                ((SystemMessage)message).ProcessHeld(this);
            else
                Handle(message, sender);
        }

        if (held is not { Count: > 0 })
            _flags &= ~CellFlags.Holding;

        ResumeHeld();
    }

    /// <summary>Hands messages of the actor's own mailbox to it, a batch at a time.</summary>
    public void DrainMailbox()
    {
        // While it cannot handle them they stay where they are counted; ResumeHeld sends for them.
        for (int i = 0; i < DrainBatch && !HoldsMessages; i++)
        {
            if (!Mailbox!.TryDequeue(out object message, out IActorRef? sender))
                return;

            if (!System.Strikes(this, message, sender))
                DeliverWithCare(message, sender);
        }

        if (!HoldsMessages)
            Lane.PostSystem(this, Mailboxes.DrainMailbox.Instance);
    }

    public void OnTimer(ActorTimer timer)
    {
        if (IsEnding)
            return;

        if (HoldsMessages)
            Hold(timer, SystemSender.Instance);
        else
            DeliverTimer(timer);
    }

    void IStash.Stash()
    {
        Envelope handled = Lane.Frame;
        if (handled.Target != this || handled.Message is null)
            throw new InvalidOperationException("No message is being handled that could be stashed.");

        MessageDeque stash = Parts.Stash ??= new MessageDeque();
        (object Message, IActorRef? Sender) dropped = (handled.Message, handled.Sender);
        if (stash.Count < Props.StashCapacity)
        {
            stash.PushBack(handled.Message, handled.Sender);
            return;
        }

        if (Props.StashOverflow == StashOverflow.Throw)
            throw new StashOverflowException(this, Props.StashCapacity);

        if (Props.StashOverflow == StashOverflow.DropOldest)
        {
            dropped = stash.PopFront();
            stash.PushBack(handled.Message, handled.Sender);
        }

        System.PublishDeadLetter(dropped.Message, dropped.Sender, this, DeadLetterReason.StashFull);
    }

    public void UnstashAll()
    {
        if (_parts?.Stash is not { Count: > 0 } stash)
            return;

        MessageDeque held = _parts.Held ??= new MessageDeque();
        while (stash.Count > 0)
        {
            (object message, IActorRef? sender) = stash.PopBack();
            held.PushFront(message, sender);
        }

        _flags |= CellFlags.Holding;
        Lane.PostSystem(this, DrainHeldSignal.Instance);
    }

    void IStash.Clear()
    {
        if (_parts is not null)
            _parts.Stash = null;
    }

    private void Hold(object message, IActorRef? sender)
    {
        (Parts.Held ??= new MessageDeque()).PushBack(message, sender);
        _flags |= CellFlags.Holding;
    }

    /// <summary>The actor may handle messages again: send for those that wait here.</summary>
    private void ResumeHeld()
    {
        if (!CanHandle)
            return;

        if (Is(CellFlags.Holding))
            Lane.PostSystem(this, DrainHeldSignal.Instance);

        if (Mailbox is not null)
            Lane.PostSystem(this, Mailboxes.DrainMailbox.Instance);
    }

    public void DeliverTimer(ActorTimer timer)
    {
        if (!timer.TryTake())
            return;

        if (!timer.IsPeriodic)
            Forget(timer);

        Invoke(timer.Message, this);
    }
}

internal sealed class DrainHeldSignal : SystemMessage
{
    public static readonly DrainHeldSignal Instance = new();

    public override void Process(ActorCell cell) => cell.DrainHeld();
}

internal sealed class UnpauseSignal : SystemMessage
{
    public static readonly UnpauseSignal Instance = new();

    public override void Process(ActorCell cell) => cell.Unpause();
}
