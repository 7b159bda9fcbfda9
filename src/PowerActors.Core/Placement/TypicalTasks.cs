namespace PowerActors.Core.Placement;

/// <summary>One class of the typical-task distribution.</summary>
/// <param name="Shape">What its tasks ask for.</param>
/// <param name="Probability">Its share among the classes kept; they add up to 1.</param>
public readonly record struct TypicalTask(TaskShape Shape, double Probability);

/// <summary>
/// The typical tasks M of a workload and the fragmentation they see (Weng et al., "Beware of Fragmentation", USENIX ATC'23, section 3): the most frequent classes of
/// (cpu, milli, GPUs, allowed models as written), until they make up 95 % of all tasks.
/// </summary>
/// <remarks>
/// Fragmentation is summed in kinds, and the kinds in a fixed order, as the authors' program does: two sums of the same terms in another order may differ in their last bit, and
/// such a bit decides ties between nodes.
/// </remarks>
public sealed class TypicalTasks
{
    /// <summary>Share of all tasks that the classes kept must reach, percent.</summary>
    public const int Popularity = 95;

    private readonly TypicalTask[] _classes;
    private readonly Entry[] _entries;
    private readonly int[] _demands; // distinct milli per GPU of all classes

    private readonly StrandedGpu _stranded;
    private readonly ShapeCatalog _catalog;
    private NextTaskDraw? _next;

    private TypicalTasks(TypicalTask[] classes, StrandedGpu stranded, ShapeCatalog catalog)
    {
        _classes = classes;
        _stranded = stranded;
        _catalog = catalog;
        _demands = [.. classes.Where(static c => c.Shape.GpuCount > 0).Select(static c => c.Shape.GpuMilli).Distinct().Order()];
        _entries = [.. classes.Select(c => new Entry(
            c.Probability, c.Shape.AllowedModels, c.Shape.CpuMilli, c.Shape.GpuCount, c.Shape.GpuCount == 0 ? -1 : Array.IndexOf(_demands, c.Shape.GpuMilli)))];
    }

    /// <summary>The classes, most frequent first.</summary>
    public IReadOnlyList<TypicalTask> Classes => _classes;

    /// <summary>The typical tasks of a list of tasks; those without GPUs count too.</summary>
    /// <param name="tasks">All tasks of the workload, each once.</param>
    /// <param name="catalog">Gives their shapes.</param>
    public static TypicalTasks Of(IEnumerable<TaskSpec> tasks, ShapeCatalog catalog)
    {
        Dictionary<TaskShape, int> counts = [];
        double total = 0;
        foreach (TaskSpec task in tasks)
        {
            TaskShape shape = catalog.ShapeOf(task);
            counts[shape] = counts.GetValueOrDefault(shape) + 1;
            total++;
        }

        List<KeyValuePair<TaskShape, int>> order = [.. counts];
        order.Sort(static (a, b) => -Compare(a, b));
        double expected = Popularity * total / 100;
        double cumulated = 0;
        int kept = 0;
        while (cumulated < expected)
            cumulated += order[kept++].Value;

        // In this form and no other: the last bit of a probability decides ties between nodes.
        return new TypicalTasks([.. order.Take(kept).Select(pair => new TypicalTask(pair.Key, pair.Value / total / (cumulated / total)))], new StrandedGpu(order), catalog);
    }

    /// <summary>Idle GPU of a node that a typical task could not use: F = Σ p f, milli-GPU.</summary>
    /// <param name="node">The kind of node.</param>
    /// <param name="freeCpu">Its free CPU, milli-vCPU.</param>
    /// <param name="freeGpu">Free milli of each of its GPUs.</param>
    public double Fragmentation(NodeShape node, int freeCpu, ReadOnlySpan<ushort> freeGpu)
    {
        int rest = 0;
        foreach (ushort free in freeGpu)
            rest += free;
        if (rest == 0)
            return 0;
        Span<int> small = stackalloc int[_demands.Length]; // per demand: free milli in GPUs too small for it, and how many GPUs are not
        Span<int> fitting = stackalloc int[_demands.Length];
        for (int i = 0; i < _demands.Length; i++)
        {
            int demand = _demands[i], lost = 0, fit = 0;
            foreach (ushort free in freeGpu)
            {
                bool fits = free >= demand;
                fit += fits ? 1 : 0;
                lost += fits ? 0 : free;
            }

            small[i] = lost;
            fitting[i] = fit;
        }

        double lackBoth = 0, lackGpu = 0, lackCpu = 0, cpuOnly = 0, cpuOnlyLacking = 0, noAccess = 0;
        foreach (ref readonly Entry entry in _entries.AsSpan())
        {
            bool cpuFits = freeCpu >= entry.Cpu;
            if (entry.Demand < 0 && cpuFits)
                cpuOnly += entry.Probability * rest;
            else if (entry.Demand < 0)
                cpuOnlyLacking += entry.Probability * rest;
            else if ((node.ModelBit & entry.AllowedModels) == 0)
                noAccess += entry.Probability * rest;
            else if (fitting[entry.Demand] >= entry.GpuCount && cpuFits)
                lackGpu += entry.Probability * small[entry.Demand];
            else if (fitting[entry.Demand] >= entry.GpuCount)
                lackCpu += entry.Probability * rest;
            else if (cpuFits)
                lackGpu += entry.Probability * rest;
            else
                lackBoth += entry.Probability * rest;
        }

        return lackBoth + lackGpu + lackCpu + cpuOnly + cpuOnlyLacking + noAccess;
    }

    /// <summary>Idle GPU of a node that would be left over if the workload's tasks, the rare ones too, filled it up, milli-GPU.</summary>
    /// <param name="node">The kind of node.</param>
    /// <param name="freeCpu">Its free CPU, milli-vCPU.</param>
    /// <param name="freeGpu">Free milli of each of its GPUs.</param>
    public double Stranded(NodeShape node, int freeCpu, ReadOnlySpan<ushort> freeGpu) => _stranded.On(node, freeCpu, freeGpu);

    /// <summary>What the next typical task is expected to draw as far as a node has a say in it, watts; the kinds of nodes are those that the catalogue knows when this is first asked.</summary>
    /// <param name="node">The kind of node.</param>
    /// <param name="freeCpu">Its free CPU, milli-vCPU.</param>
    /// <param name="freeGpu">Free milli of each of its GPUs.</param>
    public double NextDraw(NodeShape node, int freeCpu, ReadOnlySpan<ushort> freeGpu) => (_next ??= new NextTaskDraw(_classes, _catalog.NodeShapes)).On(node, freeCpu, freeGpu);

    // Count, cpu, milli, GPUs, models; larger ones come first.
    private static int Compare(KeyValuePair<TaskShape, int> a, KeyValuePair<TaskShape, int> b)
    {
        int order = a.Value.CompareTo(b.Value);
        order = order != 0 ? order : a.Key.CpuMilli.CompareTo(b.Key.CpuMilli);
        order = order != 0 ? order : a.Key.GpuMilli.CompareTo(b.Key.GpuMilli);
        order = order != 0 ? order : a.Key.GpuCount.CompareTo(b.Key.GpuCount);
        return order != 0 ? order : string.CompareOrdinal(a.Key.Models, b.Key.Models);
    }

    private readonly record struct Entry(double Probability, ulong AllowedModels, int Cpu, int GpuCount, int Demand);
}
