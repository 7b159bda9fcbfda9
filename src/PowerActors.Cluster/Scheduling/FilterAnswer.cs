namespace PowerActors.Cluster.Scheduling;

/// <summary>Why a pod may not go to a node.</summary>
public enum RefusalReason
{
    /// <summary>The pod cannot be placed anywhere.</summary>
    Pod,

    /// <summary>The server is drained.</summary>
    Drained,

    /// <summary>The node is no server of the topology.</summary>
    Unguarded,

    /// <summary>It has no GPU of a model that the pod may run on.</summary>
    Model,

    /// <summary>It has fewer GPUs than the pod asks for.</summary>
    Size,

    /// <summary>Too little of its GPUs is free.</summary>
    Gpu,

    /// <summary>A domain above would pass its threshold.</summary>
    Power,

    /// <summary>A domain above has not been heard of lately.</summary>
    NotHeard,
}

/// <summary>A node that a pod may not go to.</summary>
/// <param name="Candidate">Position among the candidates.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Why">In words.</param>
public readonly record struct Refusal(int Candidate, RefusalReason Reason, string Why)
{
    /// <summary>Whether it could change if other pods left the node, so that evicting them may help. Power does not: what evicted pods drew is seen to be gone only later, and evicting more would not hurry it.</summary>
    public bool IsResolvable => Reason == RefusalReason.Gpu;
}

/// <summary>Where a pod may go.</summary>
/// <param name="Passed">Positions of candidates, in their order.</param>
/// <param name="Refused">The others.</param>
public sealed record FilterAnswer(IReadOnlyList<int> Passed, IReadOnlyList<Refusal> Refused);
