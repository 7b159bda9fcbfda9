namespace PowerActors.Core.Placement.Live;

/// <summary>A node of a live cluster and what runs there.</summary>
public sealed class LiveNode
{
    private readonly int[] _usedGpu = new int[NodeSpec.MostGpus];
    private long _usedCpu;
    private long _usedMemory;

    internal LiveNode(string name, long order) => (Name, Order) = (name, order);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its place in the order in which ties between nodes are broken: nodes heard of first come first.</summary>
    public long Order { get; }

    /// <summary>What it is; null while only tasks that run there are known.</summary>
    public NodeSpec? Spec { get; internal set; }

    /// <summary>What is free there, shared with equal nodes; null as long as <see cref="Spec"/> is.</summary>
    public NodeState? State => Shared?.State;

    /// <summary>Position of the node among those of the power tree; −1 where it stands in none.</summary>
    public int PowerNode { get; set; } = -1;

    /// <summary>How many tasks run there.</summary>
    public int TaskCount => Tasks.Count;

    internal Dictionary<string, LiveTask> Tasks { get; } = new(StringComparer.Ordinal);

    internal SharedState? Shared { get; set; }

    internal int FreeCpu => (int)Math.Clamp(Spec!.CpuMilli - _usedCpu, 0, int.MaxValue);

    internal int FreeMemory => (int)Math.Clamp(Spec!.MemoryMib - _usedMemory, 0, int.MaxValue);

    internal void CopyFreeGpu(Span<ushort> free)
    {
        for (int i = 0; i < free.Length; i++)
            free[i] = (ushort)Math.Clamp(NodeSpec.WholeGpu - _usedGpu[i], 0, NodeSpec.WholeGpu);
    }

    /// <summary>A task begins here. Which GPUs it got is known, or guessed: whole ones with nothing on them, lowest index first; a share where it fits tightest. More than there is may be asked for.</summary>
    internal void Take(LiveTask task)
    {
        task.Gpus = task.KnownGpus != 0 ? task.KnownGpus : Guess(task.Spec);
        Tasks.Add(task.Id, task);
        Change(task, 1);
    }

    internal void GiveBack(LiveTask task)
    {
        Tasks.Remove(task.Id);
        Change(task, -1);
    }

    /// <summary>All tasks choose their GPUs again, as after a change of the node itself.</summary>
    internal void Reassign()
    {
        LiveTask[] tasks = [.. Tasks.Values.OrderByDescending(static task => task.KnownGpus != 0).ThenByDescending(static task => task.Spec.TotalGpuMilli)];
        foreach (LiveTask task in tasks)
            GiveBack(task);
        foreach (LiveTask task in tasks)
            Take(task);
    }

    private void Change(LiveTask task, int sign)
    {
        _usedCpu += sign * (long)task.Spec.CpuMilli;
        _usedMemory += sign * (long)task.Spec.MemoryMib;
        for (int i = 0; i < NodeSpec.MostGpus; i++)
        {
            if ((task.Gpus & (1 << i)) != 0)
                _usedGpu[i] += sign * task.Spec.GpuMilli;
        }
    }

    private ushort Guess(TaskSpec task)
    {
        int gpus = Spec?.GpuCount ?? NodeSpec.MostGpus;
        int taken = 0;
        for (int n = 0; n < Math.Min(task.GpuCount, gpus); n++)
            taken |= 1 << Best(gpus, task.GpuMilli, taken);
        return (ushort)taken;
    }

    private int Best(int gpus, int milli, int taken)
    {
        int best = -1;
        for (int i = 0; i < gpus; i++)
        {
            if ((taken & (1 << i)) == 0 && (best < 0 || IsBetter(_usedGpu[i], _usedGpu[best], milli)))
                best = i;
        }

        return best;
    }

    /// <summary>One that the task fits before one that it does not; of those that it fits, the fullest; of the others, the emptiest.</summary>
    private static bool IsBetter(int used, int than, int milli)
    {
        bool fits = used + milli <= NodeSpec.WholeGpu;
        bool fitsThere = than + milli <= NodeSpec.WholeGpu;
        return fits != fitsThere ? fits : fits ? used > than : used < than;
    }
}

/// <summary>A task that runs on a node of a live cluster.</summary>
internal sealed class LiveTask(string id, TaskSpec spec, ushort knownGpus)
{
    public string Id { get; } = id;

    public TaskSpec Spec { get; } = spec;

    /// <summary>The GPUs that it is known to have, one bit each; 0 where nobody said.</summary>
    public ushort KnownGpus { get; } = knownGpus;

    /// <summary>The GPUs that it counts on.</summary>
    public ushort Gpus { get; set; }

    public LiveNode Node { get; set; } = null!;
}

/// <summary>A state and how many nodes are in it.</summary>
/// <param name="state">What is free.</param>
/// <param name="number">Its place in tables: small, and another state's once this one is forgotten.</param>
/// <param name="serial">Its own for ever, above 0.</param>
internal sealed class SharedState(NodeState state, int number, long serial)
{
    public NodeState State { get; } = state;

    public int Number { get; } = number;

    public long Serial { get; } = serial;

    public int Nodes { get; set; }
}
