using System.Numerics;
using PowerActors.Core.Placement.Indexing;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Units;

namespace PowerActors.Core.Placement;

/// <summary>
/// Nodes, what runs on them, and the policy that chooses where the next task goes. A decision costs what changed since a task of the same shape was last placed, and not the number of
/// nodes: equal nodes share a state, states keep their scores, and each task shape keeps its states in buckets of equal score.
/// </summary>
public sealed class PlacementCluster
{
    private const int RefreshEvery = 1 << 14;
    private const int Draws = 64;
    private readonly IPlacementPolicy _policy;
    private readonly ShapeCatalog _catalog;
    private readonly Func<int, int>? _random;
    private readonly NodeSpec[] _nodes;
    private readonly NodeStates _states;
    private readonly List<ShapeIndex?> _indices = [];
    private readonly int[][]? _affinityCounts;
    private readonly List<(ScoreBucket Bucket, NodeState State, int Rank)> _candidates = [];
    private double _fragmentation;
    private double _cpuWatts;
    private double _gpuWatts;
    private int _sinceRefresh;

    /// <summary>A cluster without tasks.</summary>
    /// <param name="nodes">All nodes, in the order in which ties between them are broken.</param>
    /// <param name="typical">The workload that fragmentation is measured by.</param>
    /// <param name="catalog">The catalogue that <paramref name="typical"/> was made with.</param>
    /// <param name="policy">Chooses.</param>
    /// <param name="random">Draws a number from 0 up to, not including, its argument; needed by policies that draw.</param>
    /// <param name="domains">The power domain of each node, in the order of <paramref name="nodes"/>, for conditions that depend on it; null where there are none.</param>
    public PlacementCluster(
        IReadOnlyList<NodeSpec> nodes, TypicalTasks typical, ShapeCatalog catalog, IPlacementPolicy policy, Func<int, int>? random = null, IReadOnlyList<int>? domains = null)
    {
        if (policy.DrawsNode && random is null)
            throw new ArgumentNullException(nameof(random), $"{policy.Name} draws nodes at random");
        _nodes = [.. nodes];
        _catalog = catalog;
        _policy = policy;
        _random = random;
        _states = new NodeStates(typical);
        _states.Open(_nodes, catalog, domains);
        if (policy.UsesAffinities)
            _affinityCounts = [.. _nodes.Select(static _ => new int[16])];
        CapacityMilli = _nodes.Sum(static node => (long)node.GpuCount * NodeSpec.WholeGpu);
        CapacityCpuMilli = _nodes.Sum(static node => (long)node.CpuMilli);
        Refresh();
    }

    /// <summary>All nodes, in node order.</summary>
    public IReadOnlyList<NodeSpec> Nodes => _nodes;

    /// <summary>GPU of all nodes, milli.</summary>
    public long CapacityMilli { get; }

    /// <summary>CPU of all nodes, milli-vCPU.</summary>
    public long CapacityCpuMilli { get; }

    /// <summary>Allocated GPU, milli.</summary>
    public long UsedMilli { get; private set; }

    /// <summary>Allocated CPU, milli-vCPU.</summary>
    public long UsedCpuMilli { get; private set; }

    /// <summary>Idle GPU that a typical task could not use, milli-GPU.</summary>
    public double Fragmentation => _fragmentation;

    /// <summary>Draw of all CPU packages.</summary>
    public Watts CpuDraw => new(_cpuWatts);

    /// <summary>Draw of all GPUs.</summary>
    public Watts GpuDraw => new(_gpuWatts);

    /// <summary>Draw of all nodes.</summary>
    public Watts Draw => CpuDraw + GpuDraw;

    /// <summary>How full the cluster is.</summary>
    public ClusterLoad Load => new(CapacityMilli, UsedMilli, _fragmentation, CapacityCpuMilli, UsedCpuMilli);

    /// <summary>What is free on a node.</summary>
    /// <param name="rank">Its position in node order.</param>
    public NodeState StateOf(int rank) => _states.OfNode[rank];

    /// <summary>The shape of a task.</summary>
    public TaskShape ShapeOf(TaskSpec task) => _catalog.ShapeOf(task);

    /// <summary>Chooses a node and its GPUs; nothing is taken yet.</summary>
    /// <param name="task">The task.</param>
    /// <param name="admits">Further conditions on a node; scores are normalised over the nodes it admits. All where null.</param>
    /// <returns>Where it goes; null where it fits nowhere.</returns>
    public TaskPlacement? Choose(TaskSpec task, Func<NodeState, bool>? admits = null)
    {
        TaskShape shape = _catalog.ShapeOf(task);
        if (_policy.DrawsNode)
            return DrawNode(task, shape, admits);
        ShapeIndex index = IndexOf(shape);
        _states.Update(index, _policy, _catalog.TaskShapes);
        ScoreRange range = Gather(index, task.MemoryMib, admits);
        if (_candidates.Count == 0)
            return null;
        ClusterLoad load = Load;
        long best = long.MinValue;
        int at = -1;
        for (int i = 0; i < _candidates.Count; i++)
        {
            (ScoreBucket bucket, _, int rank) = _candidates[i];
            long weight = _policy.Weigh(new NodeScore(bucket.First, -1, bucket.Second), range, load);
            if (at < 0 || weight > best || (weight == best && rank < _candidates[at].Rank))
                (best, at) = (weight, i);
        }

        (_, NodeState state, int chosen) = _candidates[at];
        int gpu = _policy.ChooseGpu(state.Scores.Of(shape.Id, _catalog.TaskShapes).Score, load);
        return Taking(task, shape, chosen, gpu);
    }

    /// <summary>Takes what a placement names.</summary>
    /// <param name="placement">A placement that fits now.</param>
    public void Place(in TaskPlacement placement) => Change(placement, taken: true);

    /// <summary>Gives back what a placement took.</summary>
    /// <param name="placement">A placement that was taken and not given back.</param>
    public void Release(in TaskPlacement placement) => Change(placement, taken: false);

    private ScoreRange Gather(ShapeIndex index, int memory, Func<NodeState, bool>? admits)
    {
        _candidates.Clear();
        int firstMin = int.MaxValue, firstMax = int.MinValue, secondMin = int.MaxValue, secondMax = int.MinValue;
        bool ranEmpty = false;
        foreach (ScoreBucket bucket in index.Buckets)
        {
            NodeState? state = index.First(bucket, memory, admits, _states.OfNode, out int rank);
            ranEmpty |= bucket.States.Count == 0;
            if (state is null)
                continue;
            _candidates.Add((bucket, state, rank));
            firstMin = Math.Min(firstMin, bucket.First);
            firstMax = Math.Max(firstMax, bucket.First);
            secondMin = Math.Min(secondMin, bucket.Second);
            secondMax = Math.Max(secondMax, bucket.Second);
        }

        if (ranEmpty)
            index.Prune();
        return new ScoreRange(firstMin, firstMax, secondMin, secondMax);
    }

    private ShapeIndex IndexOf(TaskShape shape)
    {
        while (_indices.Count <= shape.Id)
            _indices.Add(null);
        return _indices[shape.Id] ??= new ShapeIndex(shape);
    }

    // Drawn nodes that do not fit are drawn again; after some draws, one is drawn from a list of those that do. Either way each has the same chance.
    private TaskPlacement? DrawNode(TaskSpec task, TaskShape shape, Func<NodeState, bool>? admits)
    {
        int rank = -1;
        for (int i = 0; i < Draws && rank < 0 && _nodes.Length > 0; i++)
        {
            int drawn = _random!(_nodes.Length);
            rank = Fits(drawn) ? drawn : -1;
        }

        if (rank < 0)
        {
            List<int> fitting = [];
            for (int i = 0; i < _nodes.Length; i++)
            {
                if (Fits(i))
                    fitting.Add(i);
            }

            if (fitting.Count == 0)
                return null;
            rank = fitting[_random!(fitting.Count)];
        }

        return Taking(task, shape, rank, _policy.Score(_states.OfNode[rank], shape).FirstGpu);

        bool Fits(int at)
        {
            NodeState state = _states.OfNode[at];
            return state.FreeMemoryMib >= task.MemoryMib && state.Fits(shape) && (admits is null || admits(state));
        }
    }

    private TaskPlacement Taking(TaskSpec task, TaskShape shape, int rank, int gpu)
    {
        NodeState state = _states.OfNode[rank];
        if (gpu == NodeScore.RandomGpu)
            gpu = DrawGpu(state, shape);
        Span<ushort> free = stackalloc ushort[NodeSpec.MostGpus];
        state.FreeGpuMilli.CopyTo(free);
        return new TaskPlacement(task, rank, NodeState.Take(free, shape, gpu));
    }

    private int DrawGpu(NodeState state, TaskShape shape)
    {
        int gpu = -1;
        int fitting = 0;
        for (int i = 0; i < state.FreeGpuMilli.Length; i++)
        {
            if (state.FreeGpuMilli[i] >= shape.GpuMilli && _random!(++fitting) == 0)
                gpu = i;
        }

        return gpu;
    }

    private void Change(in TaskPlacement placement, bool taken)
    {
        int sign = taken ? -1 : 1;
        int rank = placement.Rank;
        TaskSpec task = placement.Task;
        NodeState before = _states.OfNode[rank];
        Span<ushort> free = stackalloc ushort[before.Shape.GpuCount];
        before.FreeGpuMilli.CopyTo(free);
        for (uint left = placement.Gpus; left != 0; left &= left - 1)
        {
            int gpu = BitOperations.TrailingZeroCount(left);
            free[gpu] = (ushort)(free[gpu] + (sign * task.GpuMilli));
        }

        ushort affinities = Affinities(rank, task, sign, before.Affinities);
        NodeState after = _states.Move(rank, before.FreeCpuMilli + (sign * task.CpuMilli), before.FreeMemoryMib + (sign * task.MemoryMib), free, affinities);
        UsedMilli -= sign * task.TotalGpuMilli;
        UsedCpuMilli -= sign * task.CpuMilli;
        _cpuWatts += after.CpuDraw.Value - before.CpuDraw.Value;
        _gpuWatts += after.GpuDraw.Value - before.GpuDraw.Value;
        _fragmentation += after.Fragmentation - before.Fragmentation;
        if (++_sinceRefresh >= RefreshEvery && _sinceRefresh >= _nodes.Length)
            Refresh();
    }

    private ushort Affinities(int rank, TaskSpec task, int sign, ushort before)
    {
        if (_affinityCounts is null || task.GpuCount == 0)
            return before;
        ushort bit = _catalog.ShapeOf(task).Affinity;
        int count = _affinityCounts[rank][BitOperations.TrailingZeroCount(bit)] -= sign;
        return (ushort)(count > 0 ? before | bit : before & ~bit);
    }

    // Running sums gather rounding; every so often they are summed anew.
    private void Refresh()
    {
        _sinceRefresh = 0;
        (_fragmentation, _cpuWatts, _gpuWatts) = (0, 0, 0);
        foreach (NodeState state in _states.OfNode)
        {
            _fragmentation += state.Fragmentation;
            _cpuWatts += state.CpuDraw.Value;
            _gpuWatts += state.GpuDraw.Value;
        }
    }
}
