namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// The node whose free resources align least with the request (Tetris; Grandl et al., SIGCOMM'14, as the FGD paper runs it): <c>trunc(100 (1 − (c c_m / 128000² + R k d / 8000²) / 2))</c>,
/// not normalised. GPU in the node: the tightest fit.
/// </summary>
public sealed class DotProdPolicy : IPlacementPolicy
{
    /// <inheritdoc/>
    public string Name => "dotprod";

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task)
    {
        double product = node.FreeCpuMilli / BestFitPolicy.LargestCpu * (task.CpuMilli / BestFitPolicy.LargestCpu);
        product += node.FreeMilli / BestFitPolicy.LargestGpu * (task.TotalGpuMilli / BestFitPolicy.LargestGpu);
        return new NodeScore((int)(100 * (1 - (product / 2))), node.TightestGpu(task));
    }

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) => score.First;
}
