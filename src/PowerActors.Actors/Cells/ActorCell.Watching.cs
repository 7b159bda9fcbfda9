using PowerActors.Actors.Dispatch;

namespace PowerActors.Actors.Cells;

/// <content>
/// Death watch. The watcher keeps the set of those it watches and takes a death only from that set, so it hears of each exactly once,
/// whatever crosses on the way. A parent hears of its children's ends anyway: watching a child is one bit.
/// </content>
internal sealed partial class ActorCell
{
    public IActorRef Watch(IActorRef actor)
    {
        ActorCell target = AsCell(actor);
        if (target == this)
            return actor;

        if (target.Parent == this && !target.Link.IsGone)
        {
            target.Link.IsWatched = true;
        }
        else if ((Parts.Watching ??= []).Add(target))
        {
            if (target.Lane == Lane)
                target.AddWatcher(this);
            else
                target.Lane.PostSystem(target, new WatchRequest(this, add: true));
        }

        return actor;
    }

    public IActorRef Unwatch(IActorRef actor)
    {
        ActorCell target = AsCell(actor);
        if (target.Parent == this)
            target.Link.IsWatched = false;

        if (_parts?.Watching?.Remove(target) == true)
            Leave(target);

        return actor;
    }

    public void AddWatcher(ActorCell watcher)
    {
        if (IsStopped)
            watcher.Lane.PostSystem(watcher, new DeathNotice(this));
        else
            (Parts.Watchers ??= new List<ActorCell>(1)).Add(watcher);
    }

    public void RemoveWatcher(ActorCell watcher) => _parts?.Watchers?.Remove(watcher);

    /// <summary>Someone perhaps watched has stopped.</summary>
    public void OnDeath(DeathNotice notice)
    {
        if (IsEnding)
            return;

        // What is held is the notice, not the message: the actor may take its watch back before it can handle it.
        if (HoldsMessages)
            Hold(notice, SystemSender.Instance);
        else
            DeliverDeath(notice.Dead);
    }

    public void DeliverDeath(ActorCell dead)
    {
        bool watchedAsChild = dead.Parent == this && dead.Link.IsWatched;
        if (watchedAsChild)
            dead.Link.IsWatched = false;

        if (_parts?.Watching?.Remove(dead) == true || watchedAsChild)
            Invoke(new Terminated(dead), dead);
    }

    /// <summary>At the end: those who watch hear of it, those watched need not remember this actor.</summary>
    private void LeaveWatches()
    {
        foreach (ActorCell watcher in _parts?.Watchers ?? [])
            watcher.Lane.PostSystem(watcher, new DeathNotice(this));

        foreach (ActorCell watched in _parts?.Watching ?? [])
            Leave(watched);
    }

    private void Leave(ActorCell target)
    {
        if (target.Lane == Lane)
            target.RemoveWatcher(this);
        else
            target.Lane.PostSystem(target, new WatchRequest(this, add: false));
    }

    private static ActorCell AsCell(IActorRef actor) =>
        actor as ActorCell ?? throw new ArgumentException($"{actor?.Path} is not an actor of this engine.", nameof(actor));
}

internal sealed class WatchRequest(ActorCell watcher, bool add) : SystemMessage
{
    public override void Process(ActorCell cell)
    {
        if (add)
            cell.AddWatcher(watcher);
        else
            cell.RemoveWatcher(watcher);
    }
}

internal sealed class DeathNotice(ActorCell dead) : SystemMessage
{
    public ActorCell Dead { get; } = dead;

    public override void Process(ActorCell cell) => cell.OnDeath(this);

    public override void ProcessHeld(ActorCell cell) => cell.DeliverDeath(Dead);
}
