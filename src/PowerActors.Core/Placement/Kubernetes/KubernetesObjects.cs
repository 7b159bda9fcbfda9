namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>What placement needs of a v1 Node.</summary>
public sealed record KubernetesNode
{
    /// <summary>Name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Changes whenever the object does; empty where none was written.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>The labels that were asked for.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty;

    /// <summary>The annotations that were asked for.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Empty;

    /// <summary>What pods may use, by resource; of the resources that were asked for.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity> Allocatable { get; init; } = Nothing;

    internal static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal static IReadOnlyDictionary<string, ResourceQuantity> Nothing { get; } = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal);
}

/// <summary>What placement needs of a v1 Pod.</summary>
public sealed record KubernetesPod
{
    /// <summary>Its namespace; empty where none was written.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Its name; empty where none was written.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its UID; empty where none was written.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The node it is bound to; empty for none.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>True once all of its containers have ended for good (phase Succeeded or Failed): it takes nothing.</summary>
    public bool IsOver { get; init; }

    /// <summary>True once a container of it has run (any phase but Pending): what it draws is measured.</summary>
    public bool HasStarted { get; init; }

    /// <summary>True where a DaemonSet owns it: it belongs to its node and goes nowhere else.</summary>
    public bool IsDaemon { get; init; }

    /// <summary>Its priority class; empty for none.</summary>
    public string PriorityClass { get; init; } = "";

    /// <summary>Its priority as the cluster resolved it; null where none was written.</summary>
    public int? Priority { get; init; }

    /// <summary>The annotations that were asked for.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = KubernetesNode.Empty;

    /// <summary>What it asks for, as kube-scheduler counts it, by resource; of the resources that were asked for.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity> Requests { get; init; } = KubernetesNode.Nothing;

    /// <summary>What tells it from all others: its UID, or namespace and name where it has none.</summary>
    public string Key => Uid.Length > 0 ? Uid : $"{Namespace}/{Name}";

    /// <summary>For people: namespace and name.</summary>
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
