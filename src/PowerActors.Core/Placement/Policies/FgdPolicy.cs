using PowerActors.Core.Units;

namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// Fragmentation gradient descent: the node, and in it the GPU, whose fragmentation grows least (Weng et al., USENIX ATC'23). Score
/// <c>trunc(100 / (1 + exp(−(F before − F after) / 1000)))</c>, not normalised.
/// </summary>
public sealed class FgdPolicy : IPlacementPolicy
{
    /// <inheritdoc/>
    public string Name => "fgd";

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task)
    {
        (int score, int gpu) = ScoreOf(node, task);
        return new NodeScore(score, gpu);
    }

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) => score.First;

    /// <summary>The score with the best GPU for a share, lowest index on ties.</summary>
    /// <param name="node">What is free there.</param>
    /// <param name="task">A task that fits.</param>
    public static (int Score, int Gpu) ScoreOf(NodeState node, TaskShape task)
    {
        if (!task.IsShare)
            return (Sigmoid(node.Fragmentation - node.FragmentationAfter(task, -1)), -1);
        int best = -1;
        int bestGpu = -1;
        ReadOnlySpan<ushort> free = node.FreeGpuMilli;
        for (int gpu = 0; gpu < free.Length; gpu++)
        {
            // A GPU with the free milli of an earlier one scores the same and loses to it.
            if (free[gpu] < task.GpuMilli || free[..gpu].Contains(free[gpu]))
                continue;
            int score = Sigmoid(node.Fragmentation - node.FragmentationAfter(task, gpu));
            if (score > best)
                (best, bestGpu) = (score, gpu);
        }

        return (best, bestGpu);
    }

    private static int Sigmoid(double released) => (int)(100 / (1 + PortableMath.Exp(-released / 1000)));
}
