using System.Numerics;

namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// Tasks that take as much GPU as those already there (Xiao et al., Gandiva, OSDI'18): <c>25 (8000 − R) / 8000</c>, plus 75 on a node with the same affinity only, 50 with the same and
/// others, 25 on an empty one, 0 with others only. A task without GPUs scores 0. Not normalised. GPU in the node: the tightest fit.
/// </summary>
public sealed class GpuClusteringPolicy : IPlacementPolicy
{
    private const int LargestGpu = 8000;

    /// <inheritdoc/>
    public string Name => "gpuclustering";

    /// <inheritdoc/>
    public bool UsesAffinities => true;

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task)
    {
        if (task.GpuCount == 0)
            return new NodeScore(0);
        bool same = (node.Affinities & task.Affinity) != 0;
        int bonus = (same, BitOperations.PopCount(node.Affinities)) switch
        {
            (true, 1) => 75,
            (true, _) => 50,
            (false, 0) => 25,
            _ => 0,
        };
        return new NodeScore((25 * (LargestGpu - node.FreeMilli) / LargestGpu) + bonus, node.TightestGpu(task));
    }

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) => score.First;
}
