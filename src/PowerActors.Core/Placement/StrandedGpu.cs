namespace PowerActors.Core.Placement;

/// <summary>
/// How much idle GPU of a node a stream of the workload's tasks would leave over: fragmentation that looks further than the next task. Where FGD asks whether one task of a class still
/// fits, this asks how far a node could be filled with that class, above all before its CPU runs out; a node whose CPU is spent on few GPUs strands the others long before the first
/// task no longer fits.
/// </summary>
/// <remarks>
/// <c>S = Σ w (R − min(A, 1.1 c / c_m · k d))</c> over all classes with GPUs, weighted by how often they come: R is the node's idle GPU, A the part of it in GPUs that fit the class
/// (k at a time for whole GPUs), c its free CPU. A class whose CPU does not fit once can use nothing.
/// </remarks>
internal sealed class StrandedGpu
{
    // A node sees a mixture of classes and not the one class that a term fills it with, so that its CPU lasts longer. On the default trace, 1.1 places 0.1 % more than 1.0.
    private const double CpuLasts = 1.1;

    private readonly Entry[] _entries;
    private readonly int[] _demands;

    /// <summary>The measure for a workload.</summary>
    /// <param name="counts">Every class of the workload and how often it comes.</param>
    public StrandedGpu(IReadOnlyCollection<KeyValuePair<TaskShape, int>> counts)
    {
        KeyValuePair<TaskShape, int>[] classes = [.. counts.Where(static pair => pair.Key.GpuCount > 0)];
        double total = classes.Sum(static pair => (double)pair.Value);
        _demands = [.. classes.Select(static pair => pair.Key.GpuMilli).Distinct().Order()];
        _entries = [.. classes.Select(pair => new Entry(
            pair.Value / total,
            pair.Key.AllowedModels,
            pair.Key.CpuMilli,
            pair.Key.GpuCount,
            Array.IndexOf(_demands, pair.Key.GpuMilli),
            pair.Key.CpuMilli == 0 ? 0 : CpuLasts * pair.Key.TotalGpuMilli / pair.Key.CpuMilli))];
    }

    /// <summary>Stranded GPU, milli.</summary>
    /// <param name="node">The kind of node.</param>
    /// <param name="freeCpu">Its free CPU, milli-vCPU.</param>
    /// <param name="freeGpu">Free milli of each of its GPUs.</param>
    public double On(NodeShape node, int freeCpu, ReadOnlySpan<ushort> freeGpu)
    {
        int rest = 0;
        foreach (ushort free in freeGpu)
            rest += free;
        if (rest == 0)
            return 0;
        Span<int> fitting = stackalloc int[_demands.Length];
        Span<int> usable = stackalloc int[_demands.Length];
        for (int i = 0; i < _demands.Length; i++)
        {
            foreach (ushort free in freeGpu)
            {
                if (free < _demands[i])
                    continue;
                fitting[i]++;
                usable[i] += free;
            }
        }

        double stranded = 0;
        foreach (ref readonly Entry entry in _entries.AsSpan())
        {
            int fit = fitting[entry.Demand];
            double used = 0;
            if (fit >= entry.GpuCount && freeCpu >= entry.Cpu && (entry.AllowedModels & node.ModelBit) != 0)
            {
                double byGpu = entry.GpuCount > 1 ? fit - (fit % entry.GpuCount) : 0;
                byGpu = entry.GpuCount > 1 ? byGpu * NodeSpec.WholeGpu : usable[entry.Demand];
                used = entry.Cpu == 0 ? byGpu : Math.Min(byGpu, freeCpu * entry.GpuPerCpu);
            }

            stranded += entry.Weight * (rest - used);
        }

        return stranded;
    }

    private readonly record struct Entry(double Weight, ulong AllowedModels, int Cpu, int GpuCount, int Demand, double GpuPerCpu);
}
