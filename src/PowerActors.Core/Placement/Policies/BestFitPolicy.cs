namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// The node with the least left over: <c>trunc(100 (1 − ½ (c − c_m) / 128000 − ½ (R − k d) / 8000))</c>, stretched to 0..100 over all nodes that fit; 0 where all are equal. GPU in the
/// node: the tightest fit.
/// </summary>
public sealed class BestFitPolicy : IPlacementPolicy
{
    internal const double LargestCpu = 128000; // the largest node of the published experiments: what both parts are measured by
    internal const double LargestGpu = 8000;

    /// <inheritdoc/>
    public string Name => "bestfit";

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task)
    {
        double left = (node.FreeCpuMilli - task.CpuMilli) / LargestCpu * .5;
        left += (node.FreeMilli - task.TotalGpuMilli) / LargestGpu * .5;
        return new NodeScore((int)((1 - left) * 100), node.TightestGpu(task));
    }

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) => ScoreRange.Stretch(score.First, range.FirstMin, range.FirstMax, 0);
}
