using PowerActors.Core.Placement.Indexing;
using PowerActors.Core.Placement.Policies;

namespace PowerActors.Core.Placement.Live;

/// <summary>
/// A cluster as it is watched: nodes come and go, tasks begin and end on nodes that somebody else chose, and any set of nodes may be scored for a task. Equal nodes share a state, and scores are kept for each state,
/// so that scoring costs what changed and a look-up for each node. Mutable, not safe for several threads at once; knows no clock.
/// </summary>
/// <remarks>
/// <see cref="PlacementCluster"/> chooses among all of its nodes, which are fixed; here others choose the candidates, and every one of them wants a score.
/// </remarks>
public sealed class LiveCluster
{
    /// <summary>GPU models that are told apart; further ones count as <see cref="OtherModel"/>.</summary>
    public const int MostModels = ShapeCatalog.MostModels - 2;

    /// <summary>The name of a GPU model beyond the first <see cref="MostModels"/>.</summary>
    public const string OtherModel = "other";

    private const int MostShapes = 2048;
    private const int IdleStates = 4096;

    private readonly Dictionary<string, LiveNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LiveNode>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly Dictionary<string, LiveTask> _tasks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<StateKey, SharedState> _states = [];
    private readonly ScoreTables _scores = new();
    private readonly Stack<int> _freeNumbers = new();
    private readonly IPlacementPolicy _policy;
    private IReadOnlyCollection<TaskSpec> _workload = [];
    private ShapeCatalog _catalog = new();
    private TypicalTasks _typical;
    private long _order;
    private long _serial;
    private int _numbers;
    private long _capacityMilli;
    private long _capacityCpu;
    private long _usedMilli;
    private long _usedCpu;
    private double _fragmentation;

    /// <summary>A cluster without nodes.</summary>
    /// <param name="policy">Scores; one that neither draws nodes nor asks for affinities.</param>
    /// <exception cref="ArgumentException">The policy does.</exception>
    public LiveCluster(IPlacementPolicy policy)
    {
        if (!Serves(policy))
            throw new ArgumentException($"{policy.Name} cannot score nodes that others choose among", nameof(policy));
        _policy = policy;
        _byName = _nodes.GetAlternateLookup<ReadOnlySpan<char>>();
        _typical = TypicalTasks.Of([], _catalog);
    }

    /// <summary>The policy.</summary>
    public IPlacementPolicy Policy => _policy;

    /// <summary>All nodes that are known to be there, in no order.</summary>
    public IEnumerable<LiveNode> Nodes => _nodes.Values.Where(static node => node.Spec is not null);

    /// <summary>How many nodes are known to be there.</summary>
    public int NodeCount { get; private set; }

    /// <summary>How many tasks run.</summary>
    public int TaskCount => _tasks.Count;

    /// <summary>How full the cluster is.</summary>
    public ClusterLoad Load => new(_capacityMilli, _usedMilli, _fragmentation, _capacityCpu, _usedCpu);

    /// <summary>Whether a policy can be used here.</summary>
    public static bool Serves(IPlacementPolicy policy) => !policy.DrawsNode && !policy.UsesAffinities;

    /// <summary>A node of a name, with or without <see cref="LiveNode.Spec"/>; null where it was never heard of.</summary>
    public LiveNode? Find(ReadOnlySpan<char> name) => _byName.TryGetValue(name, out LiveNode? node) ? node : null;

    /// <summary>The node that a task runs on; null where no such task runs.</summary>
    public LiveNode? NodeOf(string task) => _tasks.GetValueOrDefault(task)?.Node;

    /// <summary>A node is there, or is another than before. Its tasks stay.</summary>
    public LiveNode SetNode(NodeSpec spec)
    {
        if (spec.Gpu is { } gpu && !_models.Contains(gpu.Name))
        {
            if (_models.Count < MostModels)
                _models.Add(gpu.Name);
            else
                spec = spec with { Gpu = gpu with { Name = OtherModel } };
        }

        LiveNode node = NodeOrNew(spec.Name);
        if (node.Spec == spec)
            return node;
        Leave(node);
        NodeCount += node.Spec is null ? 1 : 0;
        _capacityMilli += Gpu(spec) - Gpu(node.Spec);
        _capacityCpu += spec.CpuMilli - (node.Spec?.CpuMilli ?? 0);
        bool isSmaller = node.Spec is null || spec.GpuCount < node.Spec.GpuCount;
        node.Spec = spec;
        if (isSmaller)
            node.Reassign();
        Enter(node);
        return node;
    }

    /// <summary>A node is there no longer. Tasks that are said to run there are kept until they are removed.</summary>
    /// <returns>False where there was none.</returns>
    public bool RemoveNode(string name)
    {
        if (!_nodes.TryGetValue(name, out LiveNode? node) || node.Spec is null)
            return false;
        Leave(node);
        NodeCount--;
        _capacityMilli -= Gpu(node.Spec);
        _capacityCpu -= node.Spec.CpuMilli;
        node.Spec = null;
        if (node.TaskCount == 0)
            _nodes.Remove(name);
        return true;
    }

    /// <summary>A task runs on a node, whether it fits there or not. Said again, it counts once, as said last.</summary>
    /// <param name="id">Tells it from all others.</param>
    /// <param name="nodeName">The node, known or not.</param>
    /// <param name="task">What it takes.</param>
    /// <param name="gpus">The GPUs that it has, one bit for each device index; 0 where nobody knows.</param>
    public void SetTask(string id, string nodeName, TaskSpec task, ushort gpus = 0)
    {
        if (_tasks.TryGetValue(id, out LiveTask? known))
        {
            if (known.Node.Name == nodeName && known.Spec == task && known.KnownGpus == gpus)
                return;
            RemoveTask(id);
        }

        LiveTask added = new(id, task, gpus) { Node = NodeOrNew(nodeName) };
        _tasks.Add(id, added);
        added.Node.Take(added);
        _usedMilli += task.TotalGpuMilli;
        _usedCpu += task.CpuMilli;
        Refresh(added.Node);
    }

    /// <summary>A task runs no longer.</summary>
    /// <returns>False where there was none.</returns>
    public bool RemoveTask(string id)
    {
        if (!_tasks.Remove(id, out LiveTask? task))
            return false;
        task.Node.GiveBack(task);
        _usedMilli -= task.Spec.TotalGpuMilli;
        _usedCpu -= task.Spec.CpuMilli;
        Refresh(task.Node);
        if (task.Node is { Spec: null, TaskCount: 0 })
            _nodes.Remove(task.Node.Name);
        return true;
    }

    /// <summary>The shape of a task, for scores now; null where no node has any of the models it may run on.</summary>
    public TaskShape? ShapeOf(TaskSpec task)
    {
        if (_catalog.TaskShapes >= MostShapes)
            Rebuild();
        return Known(task) is { } known ? _catalog.ShapeOf(known) : null;
    }

    /// <summary>Scores a task on a node.</summary>
    /// <param name="node">A node that is known to be there.</param>
    /// <param name="shape">The task's shape, asked for since the last change of the cluster.</param>
    /// <param name="score">Its score.</param>
    /// <returns>False where CPU, GPUs or models do not fit.</returns>
    public bool TryScore(LiveNode node, TaskShape shape, out NodeScore score)
    {
        SharedState shared = node.Shared!;
        ref ScoreTables.Entry known = ref _scores.Of(shape.Id, shared.Number, shared.Serial, _numbers);
        if (known.Fits is null)
        {
            known.Fits = shared.State.Fits(shape);
            if (known.Fits == true)
                known.Score = _policy.Score(shared.State, shape);
        }

        score = known.Score;
        return known.Fits == true;
    }

    /// <summary>Measures fragmentation by another workload from now on. All scores are forgotten.</summary>
    /// <param name="workload">Its tasks.</param>
    public void Learn(IReadOnlyCollection<TaskSpec> workload)
    {
        _workload = workload;
        Rebuild();
    }

    private static long Gpu(NodeSpec? spec) => (spec?.GpuCount ?? 0) * (long)NodeSpec.WholeGpu;

    private LiveNode NodeOrNew(string name)
    {
        if (!_nodes.TryGetValue(name, out LiveNode? node))
            _nodes.Add(name, node = new LiveNode(name, _order++));
        return node;
    }

    /// <summary>The task with those of its models that some node has; null where it names models and none has any: pods may name what they like, and a catalogue holds few.</summary>
    private TaskSpec? Known(TaskSpec task)
    {
        if (task.Models.Length == 0)
            return task;
        string models = string.Join('|', task.Models.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(_models.Contains).Order(StringComparer.Ordinal));
        return models.Length == 0 ? null : task with { Models = models };
    }

    private void Rebuild()
    {
        LiveNode[] there = [.. Nodes];
        foreach (LiveNode node in there)
            Leave(node);
        _states.Clear();
        _scores.Clear();
        _freeNumbers.Clear();
        _numbers = 0;
        _catalog = new ShapeCatalog();
        _typical = TypicalTasks.Of(_workload.Select(Known).OfType<TaskSpec>(), _catalog);
        _fragmentation = 0;
        foreach (LiveNode node in there)
            Enter(node);
    }

    private void Refresh(LiveNode node)
    {
        if (node.Spec is null)
            return;
        Leave(node);
        Enter(node);
    }

    private void Leave(LiveNode node)
    {
        if (node.Shared is not { } shared)
            return;
        shared.Nodes--;
        node.Shared = null;
        _fragmentation -= shared.State.Fragmentation;
    }

    private void Enter(LiveNode node)
    {
        NodeShape shape = _catalog.ShapeOf(node.Spec!);
        Span<ushort> free = stackalloc ushort[node.Spec!.GpuCount];
        node.CopyFreeGpu(free);
        StateKey key = new(shape.Id, node.FreeCpu, node.FreeMemory, GpuKey.Of(free));
        if (!_states.TryGetValue(key, out SharedState? shared))
        {
            if (_states.Count > (2 * NodeCount) + IdleStates)
                Trim();
            int number = _freeNumbers.TryPop(out int freed) ? freed : _numbers++;
            _states.Add(key, shared = new SharedState(new NodeState(shape, key.FreeCpu, key.FreeMemory, free, 0, _typical), number, ++_serial));
        }

        shared.Nodes++;
        node.Shared = shared;
        _fragmentation += shared.State.Fragmentation;
    }

    /// <summary>States without nodes are worth keeping for their scores, for a while.</summary>
    private void Trim()
    {
        foreach ((StateKey key, SharedState state) in _states)
        {
            if (state.Nodes > 0)
                continue;
            _states.Remove(key);
            _freeNumbers.Push(state.Number);
        }
    }

    private readonly record struct StateKey(int Shape, int FreeCpu, int FreeMemory, GpuKey Free);
}
