namespace PowerActors.Core.Placement;

/// <summary>
/// What the next typical task is expected to draw as far as one node has a say in it: <c>N = Σ p_m min(ΔW_m on the node, ΔW_m elsewhere)</c>. A node where that falls has lit GPUs and
/// cores begun that others can still use; one where it rises has used them up.
/// </summary>
/// <remarks>
/// Elsewhere, a class costs what it costs on the cheapest kind of node at rest that may hold it, its CPU counted by the core and not by the package, since there, too, others share the package.
/// </remarks>
internal sealed class NextTaskDraw
{
    private readonly (double Probability, TaskShape Task, double Elsewhere)[] _classes;

    /// <summary>The measure for a workload on kinds of nodes.</summary>
    /// <param name="classes">The typical tasks.</param>
    /// <param name="nodes">All kinds of nodes.</param>
    public NextTaskDraw(IEnumerable<TypicalTask> classes, IReadOnlyCollection<NodeShape> nodes) =>
        _classes =
        [
            .. classes.Select(typical => (typical.Probability, typical.Shape, Watts: nodes.Select(node => Elsewhere(typical.Shape, node)).DefaultIfEmpty(double.PositiveInfinity).Min()))
                .Where(static typical => double.IsFinite(typical.Watts)), // what no node can hold never comes
        ];

    /// <summary>The expected watts.</summary>
    /// <param name="node">The kind of node.</param>
    /// <param name="freeCpu">Its free CPU, milli-vCPU.</param>
    /// <param name="freeGpu">Free milli of each of its GPUs.</param>
    public double On(NodeShape node, int freeCpu, ReadOnlySpan<ushort> freeGpu)
    {
        double watts = 0, cpu = node.CpuDraw(freeCpu).Value, lit = (node.GpuDraw(1) - node.GpuDraw(0)).Value;
        foreach ((double probability, TaskShape task, double elsewhere) in _classes)
            watts += probability * Math.Min(elsewhere, Here(node, freeCpu, freeGpu, task, cpu, lit));
        return watts;
    }

    private static double Here(NodeShape node, int freeCpu, ReadOnlySpan<ushort> freeGpu, TaskShape task, double cpu, double lit)
    {
        if (task.CpuMilli > freeCpu || (task.GpuCount > 0 && (task.AllowedModels & node.ModelBit) == 0))
            return double.PositiveInfinity;
        int fitting = 0, litFitting = 0;
        foreach (ushort milli in freeGpu)
        {
            fitting += milli >= task.GpuMilli ? 1 : 0;
            litFitting += milli >= task.GpuMilli && milli < NodeSpec.WholeGpu ? 1 : 0;
        }

        if (task.GpuCount > 0 && fitting < task.GpuCount)
            return double.PositiveInfinity;
        return node.CpuDraw(freeCpu - task.CpuMilli).Value - cpu + (lit * (task.IsShare && litFitting > 0 ? 0 : task.GpuCount));
    }

    private static double Elsewhere(TaskShape task, NodeShape node)
    {
        if (task.CpuMilli > node.CpuMilli || task.GpuCount > node.GpuCount || (task.GpuCount > 0 && (task.AllowedModels & node.ModelBit) == 0))
            return double.PositiveInfinity;
        double whole = (node.CpuDraw(0) - node.CpuDraw(node.CpuMilli)).Value;
        double gpus = (node.GpuDraw(task.GpuCount) - node.GpuDraw(0)).Value;
        return gpus + (node.CpuMilli > 0 ? whole * task.CpuMilli / node.CpuMilli : 0);
    }
}
