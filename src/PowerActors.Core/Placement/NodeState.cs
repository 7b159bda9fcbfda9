using PowerActors.Core.Placement.Indexing;
using PowerActors.Core.Units;

namespace PowerActors.Core.Placement;

/// <summary>
/// What is free on a node. Nodes of one shape and power domain with the same free resources share one object, and with it every score.
/// </summary>
public sealed class NodeState
{
    private readonly ushort[] _free;
    private readonly TypicalTasks _typical;
    private double _fragmentation = -1;
    private double _stranded = -1;

    internal NodeState(NodeShape shape, int freeCpu, int freeMemory, ReadOnlySpan<ushort> free, ushort affinities, TypicalTasks typical, int domain = -1, NodeState? twin = null)
    {
        Domain = domain;
        Twin = twin;
        Shape = shape;
        FreeCpuMilli = freeCpu;
        FreeMemoryMib = freeMemory;
        Affinities = affinities;
        _free = free.ToArray();
        _typical = typical;
        foreach (ushort milli in FreeGpuMilli)
        {
            FreeMilli += milli;
            WholeGpus += milli == NodeSpec.WholeGpu ? 1 : 0;
        }

        CpuDraw = shape.CpuDraw(freeCpu);
        GpuDraw = shape.GpuDraw(shape.GpuCount - WholeGpus);
    }

    /// <summary>What is fixed for the node.</summary>
    public NodeShape Shape { get; }

    /// <summary>The power domain that its nodes stand in; −1 where none was given.</summary>
    public int Domain { get; }

    /// <summary>Free CPU, milli-vCPU.</summary>
    public int FreeCpuMilli { get; }

    /// <summary>Free memory, MiB.</summary>
    public int FreeMemoryMib { get; }

    /// <summary>Free milli of each GPU, by device index.</summary>
    public ReadOnlySpan<ushort> FreeGpuMilli => _free;

    /// <summary>Free milli of all GPUs together.</summary>
    public int FreeMilli { get; }

    /// <summary>GPUs with nothing allocated.</summary>
    public int WholeGpus { get; }

    /// <summary>Affinities of the tasks that run here (<see cref="TaskShape.Affinity"/>); 0 where the policy does not ask for them.</summary>
    public ushort Affinities { get; }

    /// <summary>Draw of the CPU packages.</summary>
    public Watts CpuDraw { get; }

    /// <summary>Draw of the GPUs.</summary>
    public Watts GpuDraw { get; }

    /// <summary>Idle GPU that a typical task could not use, milli-GPU.</summary>
    public double Fragmentation => Twin is not null ? Twin.Fragmentation : _fragmentation >= 0 ? _fragmentation : _fragmentation = _typical.Fragmentation(Shape, FreeCpuMilli, FreeGpuMilli);

    /// <summary>Idle GPU that would be left over if typical tasks filled the node up, above all for want of CPU, milli-GPU.</summary>
    public double StrandedMilli => Twin is not null ? Twin.StrandedMilli : _stranded >= 0 ? _stranded : _stranded = _typical.Stranded(Shape, FreeCpuMilli, FreeGpuMilli);

    /// <summary>The same resources in no domain, where scores are kept for all domains together; null for a state that is in none itself.</summary>
    internal NodeState? Twin { get; }

    /// <summary>Nodes that are in this state.</summary>
    internal StateMembers Members { get; } = new();

    /// <summary>Scores by task shape.</summary>
    internal StateScores Scores { get; } = new();

    /// <summary>Position among the states that have nodes; −1 without.</summary>
    internal int LivePosition { get; set; } = -1;

    /// <summary>Whether a task's CPU, GPUs and models fit; memory is left out, since scores do not depend on it.</summary>
    public bool Fits(TaskShape task)
    {
        if (task.CpuMilli > FreeCpuMilli)
            return false;
        if (task.GpuCount == 0)
            return true;
        if ((task.AllowedModels & Shape.ModelBit) == 0)
            return false;
        if (task.GpuMilli == NodeSpec.WholeGpu)
            return task.GpuCount <= WholeGpus;
        int fitting = 0;
        foreach (ushort milli in FreeGpuMilli)
            fitting += milli >= task.GpuMilli ? 1 : 0;
        return fitting >= task.GpuCount;
    }

    /// <summary>Fragmentation once a task has taken its CPU and a share of one GPU, or whole GPUs from the lowest index.</summary>
    /// <param name="task">A task that fits.</param>
    /// <param name="gpu">The GPU of a share; anything else otherwise.</param>
    public double FragmentationAfter(TaskShape task, int gpu)
    {
        Span<ushort> after = stackalloc ushort[_free.Length];
        _free.CopyTo(after);
        Take(after, task, gpu);
        return _typical.Fragmentation(Shape, FreeCpuMilli - task.CpuMilli, after);
    }

    /// <summary>Stranded GPU once a task has taken its CPU and a share of one GPU, or whole GPUs from the lowest index.</summary>
    /// <param name="task">A task that fits.</param>
    /// <param name="gpu">The GPU of a share; anything else otherwise.</param>
    public double StrandedMilliAfter(TaskShape task, int gpu)
    {
        Span<ushort> after = stackalloc ushort[_free.Length];
        _free.CopyTo(after);
        Take(after, task, gpu);
        return _typical.Stranded(Shape, FreeCpuMilli - task.CpuMilli, after);
    }

    /// <summary>Draw that a task adds.</summary>
    /// <param name="task">A task that fits.</param>
    /// <param name="newlyLit">GPUs that had nothing allocated and will have.</param>
    public Watts AddedDraw(TaskShape task, int newlyLit) =>
        Shape.CpuDraw(FreeCpuMilli - task.CpuMilli) + Shape.GpuDraw(Shape.GpuCount - WholeGpus + newlyLit) - CpuDraw - GpuDraw;

    /// <summary>The GPU with the least free milli that a share fits in, lowest index on ties; −1 for tasks that take whole GPUs or none.</summary>
    /// <param name="task">A task that fits.</param>
    public int TightestGpu(TaskShape task)
    {
        int best = -1;
        if (!task.IsShare)
            return best;
        ReadOnlySpan<ushort> free = FreeGpuMilli;
        for (int i = 0; i < free.Length; i++)
        {
            if (free[i] >= task.GpuMilli && (best < 0 || free[i] < free[best]))
                best = i;
        }

        return best;
    }

    /// <summary>Takes a task's GPUs: the one named for a share, the lowest-index whole ones otherwise.</summary>
    /// <returns>The GPUs taken, one bit for each.</returns>
    internal static ushort Take(Span<ushort> free, TaskShape task, int gpu)
    {
        if (task.GpuCount == 0)
            return 0;
        if (task.IsShare)
        {
            free[gpu] -= (ushort)task.GpuMilli;
            return (ushort)(1 << gpu);
        }

        int left = task.GpuCount;
        int taken = 0;
        for (int i = 0; left > 0; i++)
        {
            if (free[i] != NodeSpec.WholeGpu)
                continue;
            free[i] = 0;
            taken |= 1 << i;
            left--;
        }

        return (ushort)taken;
    }
}
