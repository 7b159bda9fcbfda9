namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// The node whose draw grows least (PWR; Lettich et al., arXiv 2412.17484). Raw score <c>trunc(P before − P after)</c> in watts, stretched to 0..100 over all nodes that fit; 100 where
/// all are equal.
/// </summary>
public sealed class PwrPolicy : IPlacementPolicy
{
    /// <inheritdoc/>
    public string Name => "pwr";

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task)
    {
        (int score, int gpu) = ScoreOf(node, task);
        return new NodeScore(score, gpu);
    }

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) => ScoreRange.Stretch(score.First, range.FirstMin, range.FirstMax, 100);

    /// <summary>The raw score with the best GPU for a share, lowest index on ties: one that is lit already, where any fits.</summary>
    /// <param name="node">What is free there.</param>
    /// <param name="task">A task that fits.</param>
    public static (int Score, int Gpu) ScoreOf(NodeState node, TaskShape task)
    {
        int gpu = -1;
        int lit = task.GpuCount;
        if (task.IsShare)
        {
            ReadOnlySpan<ushort> free = node.FreeGpuMilli;
            int dark = -1;
            for (int i = 0; i < free.Length && gpu < 0; i++)
            {
                if (free[i] == NodeSpec.WholeGpu)
                    dark = dark < 0 ? i : dark;
                else if (free[i] >= task.GpuMilli)
                    gpu = i;
            }

            lit = gpu < 0 ? 1 : 0;
            gpu = gpu < 0 ? dark : gpu;
        }

        return ((int)-node.AddedDraw(task, lit).Value, gpu);
    }
}
