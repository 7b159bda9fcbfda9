namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// GPUs in use before idle GPUs, nodes in use before idle nodes (Weng et al., NSDI'22). A task without GPUs scores 0; a node whose GPUs are all free <c>max(33 − G, G)</c>; one
/// where idle GPUs are needed <c>max(50 − idle GPUs used, 33)</c>; otherwise <c>max(100 − Σ(l · 100 / 1000) / 10, 50)</c> over the GPUs used. Not normalised. GPU in the node: the
/// tightest fit.
/// </summary>
public sealed class GpuPackingPolicy : IPlacementPolicy
{
    /// <inheritdoc/>
    public string Name => "gpupacking";

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task)
    {
        int gpu = node.TightestGpu(task);
        return new NodeScore(Packing(node, task, gpu), gpu);
    }

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) => score.First;

    private static int Packing(NodeState node, TaskShape task, int gpu)
    {
        if (task.GpuCount == 0)
            return 0;
        int gpus = node.Shape.GpuCount;
        if (node.WholeGpus == gpus)
            return Math.Max(33 - gpus, gpus);
        int idleUsed = task.IsShare ? (node.FreeGpuMilli[gpu] == NodeSpec.WholeGpu ? 1 : 0) : task.GpuCount;
        if (idleUsed > 0)
            return Math.Max(50 - idleUsed, 33);
        return Math.Max(100 - (node.FreeGpuMilli[gpu] * 100 / NodeSpec.WholeGpu / 10), 50);
    }
}
