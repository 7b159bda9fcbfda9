namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// Where a task goes. A policy scores a task on a node by what the two ask for and have, which is remembered for all equal nodes; then it weighs the score once the extremes
/// among all nodes that fit are known. Both are pure: they depend on their arguments alone. Add a policy by writing one file and naming it in <see cref="KnownPolicies"/>.
/// </summary>
public interface IPlacementPolicy
{
    /// <summary>The name by which it is asked for.</summary>
    string Name { get; }

    /// <summary>Whether scores depend on <see cref="NodeState.Affinities"/>. Where not, nodes that differ in nothing else count as equal.</summary>
    bool UsesAffinities => false;

    /// <summary>Whether the node is drawn evenly from all that fit; scores then choose no node, and their GPU may be <see cref="NodeScore.RandomGpu"/>.</summary>
    bool DrawsNode => false;

    /// <summary>Scores a task on a node that it fits.</summary>
    /// <param name="node">What is free there.</param>
    /// <param name="task">What is asked for.</param>
    NodeScore Score(NodeState node, TaskShape task);

    /// <summary>The weight that decides: the highest wins, the first in node order on ties. Must not fall when a number of the score rises.</summary>
    /// <param name="score">The node's score.</param>
    /// <param name="range">Extremes among all nodes that fit.</param>
    /// <param name="load">How full the cluster is.</param>
    long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load);

    /// <summary>The GPU that a share takes on the node chosen; −1 for tasks that take whole GPUs or none.</summary>
    /// <param name="score">The score of the node chosen.</param>
    /// <param name="load">How full the cluster is.</param>
    int ChooseGpu(in NodeScore score, in ClusterLoad load) => score.FirstGpu;
}
