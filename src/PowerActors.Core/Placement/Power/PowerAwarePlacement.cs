using PowerActors.Core.Control;
using PowerActors.Core.Units;

namespace PowerActors.Core.Placement.Power;

/// <summary>How much a placement heeds the power tree.</summary>
public enum PowerHeed
{
    /// <summary>Not at all: the policy alone decides.</summary>
    None,

    /// <summary>Nodes with power to spare come first; where none is left, any node will do.</summary>
    Prefer,

    /// <summary>Nodes with power to spare come first, and a node whose domains would pass their thresholds is refused: the task waits.</summary>
    Refuse,
}

/// <summary>
/// A policy's choice among the nodes that the power tree leaves it. Nodes come in tiers, and the policy decides within the first tier that has a node which fits, so that its own packing
/// is kept: (1) every domain above stays within what low priority may fill and none caps; (2) every domain stays within what the task's priority may fill; (3) any, for
/// <see cref="PowerHeed.Prefer"/> only. So high-priority work, too, first goes where nobody is capped for it.
/// </summary>
/// <remarks>A domain is looked at once for each decision, and only if one of its nodes comes up; scores of nodes in other domains are never touched.</remarks>
public sealed class PowerAwarePlacement
{
    private readonly PlacementCluster _cluster;
    private readonly PowerLedger _ledger;
    private readonly PowerHeed _heed;
    private readonly PowerRoom?[] _calm;
    private readonly PowerRoom?[] _allowed;

    /// <summary>Puts a ledger before a cluster.</summary>
    /// <param name="cluster">The cluster, made with the domain of each node.</param>
    /// <param name="ledger">Knows those domains.</param>
    /// <param name="heed">How much it counts.</param>
    public PowerAwarePlacement(PlacementCluster cluster, PowerLedger ledger, PowerHeed heed)
    {
        _cluster = cluster;
        _ledger = ledger;
        _heed = heed;
        _calm = new PowerRoom?[ledger.Domains.All.Count];
        _allowed = new PowerRoom?[ledger.Domains.All.Count];
    }

    /// <summary>Chooses a node and its GPUs; nothing is taken or noted yet.</summary>
    /// <param name="task">The task.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="now">The present.</param>
    /// <returns>Where it goes; null where it fits nowhere that it may go.</returns>
    public TaskPlacement? Choose(TaskSpec task, Priority priority, TimeSpan now)
    {
        if (_heed == PowerHeed.None)
            return _cluster.Choose(task);
        TaskShape shape = _cluster.ShapeOf(task);
        Array.Clear(_calm);
        TaskPlacement? chosen = _cluster.Choose(task, state => IsCalm(state, shape, now));
        if (chosen is null && (priority == Priority.High || _heed == PowerHeed.Refuse))
        {
            Array.Clear(_allowed);
            chosen = _cluster.Choose(task, state => IsAllowed(state, shape, priority, now));
        }

        return chosen is null && _heed == PowerHeed.Prefer ? _cluster.Choose(task) : chosen;
    }

    /// <summary>The most that a task can add to the draw of a node in a state, whichever GPU a share gets.</summary>
    /// <param name="state">The state.</param>
    /// <param name="task">A task that fits.</param>
    public static Watts ExpectedOn(NodeState state, TaskShape task) =>
        state.AddedDraw(task, task.IsShare ? Math.Min(1, state.WholeGpus) : task.GpuCount);

    private bool IsCalm(NodeState state, TaskShape shape, TimeSpan now)
    {
        if (state.Domain < 0)
            return true;
        PowerRoom room = _calm[state.Domain] ??= _ledger.RoomIn(state.Domain, Priority.Low, now);
        return !room.IsCapping && room.Holds(ExpectedOn(state, shape));
    }

    private bool IsAllowed(NodeState state, TaskShape shape, Priority priority, TimeSpan now) =>
        state.Domain < 0 || (_allowed[state.Domain] ??= _ledger.RoomIn(state.Domain, priority, now)).Holds(ExpectedOn(state, shape));
}
