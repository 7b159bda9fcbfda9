using PowerActors.Actors.Dispatch;

namespace PowerActors.Actors.Cells;

/// <content>Stopping: children first, then the actor, then its parent and watchers hear of it.</content>
internal sealed partial class ActorCell
{
    public void Stop(IActorRef actor)
    {
        if (actor is not ActorCell target)
            throw new ArgumentException($"{actor?.Path} is not an actor of this engine.", nameof(actor));

        if (target.Parent == this)
            StopChild(target);
        else
            target.RequestStop();
    }

    /// <summary>From anywhere: at once on its own lane, else when its turn comes.</summary>
    public void RequestStop()
    {
        if (Lane.IsCurrent)
            BeginStop();
        else
            Lane.PostSystem(this, StopSignal.Instance);
    }

    /// <summary>From now on it handles nothing; it ends as soon as its children have.</summary>
    public void BeginStop()
    {
        if (IsEnding)
            return;

        _flags |= CellFlags.Stopping;
        CancelAll();
        foreach (ActorCell child in _children?.Close() ?? [])
            StopChild(child);

        // Not here: this may run inside the actor's own Receive.
        if (_children is null or { Count: 0 })
            Lane.PostSystem(this, FinishStopSignal.Instance);
    }

    public void FinishStop()
    {
        if (IsStopped || _children is { Count: > 0 })
            return;

        RunHook(static actor => actor.InvokePostStop());
        _flags |= CellFlags.Stopped;
        BuryMessages();
        LeaveWatches();
        _actor = null;
        _parts = null;
        System.Events.OnActorStopped(this);
        if (Parent is null)
            System.OnGuardianStopped();
        else
            Parent.Lane.PostSystem(Parent, new ChildStopped(this));
    }

    /// <summary>A child has stopped; behind everything it told this actor.</summary>
    public void OnChildStopped(ActorCell child)
    {
        _children!.Remove(child);
        if (IsEnding)
        {
            if (_children.Count == 0)
                FinishStop();

            return;
        }

        if (child.Link.IsWatched)
            OnDeath(new DeathNotice(child));

        TryFinishRestart();
    }

    private void StopChild(ActorCell child)
    {
        if (_children is not null && _children.MarkStopping(child))
            child.RequestStop();
    }

    private void BuryMessages()
    {
        if (Mailbox is not null)
        {
            while (Mailbox.TryDequeue(out object message, out IActorRef? sender))
                System.PublishDeadLetter(message, sender, this, DeadLetterReason.Stopped);
        }

        foreach (Mailboxes.MessageDeque? queue in new[] { _parts?.Stash, _parts?.Held })
        {
            while (queue is { Count: > 0 })
            {
                (object message, IActorRef? sender) = queue.PopFront();
                if (!ReferenceEquals(sender, SystemSender.Instance))
                    System.PublishDeadLetter(message, sender, this, DeadLetterReason.Stopped);
            }
        }
    }
}

internal sealed class StopSignal : SystemMessage
{
    public static readonly StopSignal Instance = new();

    public override void Process(ActorCell cell) => cell.BeginStop();
}

internal sealed class FinishStopSignal : SystemMessage
{
    public static readonly FinishStopSignal Instance = new();

    public override void Process(ActorCell cell) => cell.FinishStop();
}

internal sealed class ChildStopped(ActorCell child) : SystemMessage
{
    public override void Process(ActorCell cell) => cell.OnChildStopped(child);
}
