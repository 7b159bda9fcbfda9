using PowerActors.Actors.Mailboxes;
using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Cells;

/// <summary>What most actors never need; made when first used.</summary>
internal sealed class CellParts
{
    /// <summary>Messages that came while the actor could not handle them, or were unstashed.</summary>
    public MessageDeque? Held { get; set; }

    public MessageDeque? Stash { get; set; }

    public Action<object>? Behavior { get; set; }

    public ActorTimer? FirstTimer { get; set; }

    /// <summary>Who watches this actor (its parent aside).</summary>
    public List<ActorCell>? Watchers { get; set; }

    /// <summary>Whom this actor watches (its children aside).</summary>
    public HashSet<ActorCell>? Watching { get; set; }

    public RestartCount? Restarts { get; set; }

    public Exception? RestartReason { get; set; }
}
