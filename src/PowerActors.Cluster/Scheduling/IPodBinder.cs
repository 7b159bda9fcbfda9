namespace PowerActors.Cluster.Scheduling;

/// <summary>A pod and the node that a scheduler chose for it.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its UID; empty where none was said.</param>
/// <param name="Node">The node's name.</param>
public sealed record PodBinding(string Namespace, string Name, string Uid, string Node)
{
    /// <summary>For people: namespace and name.</summary>
    public string FullName => $"{Namespace}/{Name}";

    /// <summary>What tells the pod from all others, as of <see cref="Core.Placement.Kubernetes.KubernetesPod.Key"/>.</summary>
    public string Key => Uid.Length > 0 ? Uid : FullName;
}

/// <summary>Tells the API server where a pod goes.</summary>
public interface IPodBinder
{
    /// <summary>Binds a pod.</summary>
    /// <param name="binding">The pod and its node.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Why it could not be done; null where it was.</returns>
    Task<string?> BindAsync(PodBinding binding, CancellationToken cancellation);
}
