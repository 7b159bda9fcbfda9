namespace PowerActors.Core.Placement.Policies;

/// <summary>Any node that fits, each as likely as the others; in it, any GPU that fits a share.</summary>
public sealed class RandomPolicy : IPlacementPolicy
{
    /// <summary>The policy: it has no parameters.</summary>
    public static RandomPolicy Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public bool DrawsNode => true;

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task) => new(0, task.IsShare ? NodeScore.RandomGpu : -1);

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) => 0;
}
