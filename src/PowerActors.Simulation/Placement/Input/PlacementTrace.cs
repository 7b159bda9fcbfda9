using PowerActors.Core.Input;
using PowerActors.Core.Placement;

namespace PowerActors.Simulation.Placement.Input;

/// <summary>A task of a trace.</summary>
/// <param name="Spec">What it asks for.</param>
/// <param name="CreatedAt">When it arrived, seconds from the trace's beginning; null where the file does not say.</param>
/// <param name="DeletedAt">When it left; null where the file does not say.</param>
/// <param name="Qos">Its class of service as written, such as <c>LS</c> or <c>BE</c>; empty where the file does not say.</param>
public sealed record TraceTask(TaskSpec Spec, double? CreatedAt = null, double? DeletedAt = null, string Qos = "");

/// <summary>The files of a replay.</summary>
/// <param name="Nodes">Path of the nodes: <c>sn,cpu_milli,memory_mib,gpu,model</c> and optionally <c>cpu_model</c>.</param>
/// <param name="Tasks">Path of the tasks: <c>name,cpu_milli,memory_mib,num_gpu,gpu_milli</c> and optionally <c>gpu_spec,qos,creation_time,deletion_time</c>.</param>
/// <param name="Arrivals">Path of the order of arrival, <c>pod</c>; null to draw one.</param>
/// <param name="NodeOrder">Path of the order in which ties between nodes are broken, <c>rank,node</c>; null to draw one.</param>
/// <param name="NeedsTimes">Whether every task must have its <c>creation_time</c> and <c>deletion_time</c>, because the replay is one in time.</param>
public sealed record PlacementFiles(string Nodes, string Tasks, string? Arrivals = null, string? NodeOrder = null, bool NeedsTimes = false);

/// <summary>What the files of a replay say.</summary>
public sealed class PlacementTrace
{
    private PlacementTrace(IReadOnlyList<NodeSpec> nodes, IReadOnlyList<TraceTask> tasks, IReadOnlyList<int>? arrivals, IReadOnlyList<int>? nodeOrder)
    {
        Nodes = nodes;
        Tasks = tasks;
        Arrivals = arrivals;
        NodeOrder = nodeOrder;
        CapacityMilli = nodes.Sum(static node => (long)node.GpuCount * NodeSpec.WholeGpu);
    }

    /// <summary>All nodes, in the order of their file.</summary>
    public IReadOnlyList<NodeSpec> Nodes { get; }

    /// <summary>All tasks, in the order of their file.</summary>
    public IReadOnlyList<TraceTask> Tasks { get; }

    /// <summary>Positions in <see cref="Tasks"/> in order of arrival; null where no file says.</summary>
    public IReadOnlyList<int>? Arrivals { get; }

    /// <summary>Positions in <see cref="Nodes"/>, the one that wins ties first; null where no file says.</summary>
    public IReadOnlyList<int>? NodeOrder { get; }

    /// <summary>GPU of all nodes, milli.</summary>
    public long CapacityMilli { get; }

    /// <summary>Reads the files.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="table">The GPUs and CPUs that are known.</param>
    /// <exception cref="InputException">With everything that is wrong in all of them.</exception>
    public static PlacementTrace Read(PlacementFiles files, PowerTable table)
    {
        FaultsOfFiles faults = new();
        NodeFile? nodes = faults.Try(() => new NodeFile(files.Nodes, table), static file => file.Faults);
        TaskFile? tasks = faults.Try(() => new TaskFile(files.Tasks, table, files.NeedsTimes), static file => file.Faults);
        OrderFile? arrivals = files.Arrivals is null || tasks is null ? null : faults.Try(() => OrderFile.Arrivals(files.Arrivals, tasks.Names, files.Tasks), static file => file.Faults);
        OrderFile? order = files.NodeOrder is null || nodes is null ? null : faults.Try(() => OrderFile.Nodes(files.NodeOrder, nodes.Names, files.Nodes), static file => file.Faults);
        faults.ThrowIfAny();
        return new PlacementTrace(nodes!.Nodes, tasks!.Tasks, arrivals?.Positions, order?.Positions);
    }

    /// <summary>A trace that no file holds.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="tasks">All tasks.</param>
    public static PlacementTrace Of(IReadOnlyList<NodeSpec> nodes, IReadOnlyList<TraceTask> tasks) => new(nodes, tasks, null, null);

    /// <summary>Faults of several files, told together.</summary>
    private sealed class FaultsOfFiles
    {
        private readonly List<InputFault> _faults = [];
        private int _omitted;

        public T? Try<T>(Func<T> read, Func<T, InputFaultCollector> faultsOf)
            where T : class
        {
            try
            {
                T file = read();
                faultsOf(file).ThrowIfAny();
                return file;
            }
            catch (InputException e)
            {
                _faults.AddRange(e.Faults);
                _omitted += e.Omitted;
                return null;
            }
        }

        public void ThrowIfAny()
        {
            if (_faults.Count > 0)
                throw new InputException(_faults, _omitted);
        }
    }
}
