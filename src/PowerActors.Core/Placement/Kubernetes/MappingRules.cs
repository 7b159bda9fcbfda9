namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>How Kubernetes' objects become nodes and tasks of placement: names of labels, annotations, resources and priority classes.</summary>
public sealed record MappingRules
{
    /// <summary>Annotation of a pod: thousandths of one GPU, 1 to 1000.</summary>
    public const string GpuMilli = "poweractors.io/gpu-milli";

    /// <summary>Annotation of a pod: GPU models that it may run on, <c>A|B</c>, as nodes' labels name them.</summary>
    public const string GpuModels = "poweractors.io/gpu-models";

    /// <summary>Annotation of a pod: <c>low</c> or <c>high</c>; goes before its priority class.</summary>
    public const string PodPriority = "poweractors.io/priority";

    /// <summary>Annotation of a pod: what it will add to its node's draw, such as <c>2.4 kW</c>; goes before the estimate.</summary>
    public const string ExpectedPower = "poweractors.io/expected-power";

    /// <summary>Label or annotation of a node: the server that it is in the topology, by its path or, where only one bears it, its name. In a label, dots stand for slashes.</summary>
    public const string Server = "poweractors.io/server";

    /// <summary>Alibaba's annotations, as its GPU-sharing scheduler and simulator write them: thousandths of each GPU.</summary>
    public const string AlibabaGpuMilli = "alibabacloud.com/gpu-milli";

    /// <summary>How many GPUs; a resource of nodes too.</summary>
    public const string AlibabaGpuCount = "alibabacloud.com/gpu-count";

    /// <summary>The GPUs that it has: device indices with hyphens between.</summary>
    public const string AlibabaGpuIndex = "alibabacloud.com/gpu-index";

    /// <summary>The GPU models that a pod may run on, <c>A|B</c>; a label of nodes too.</summary>
    public const string AlibabaGpuModel = "alibabacloud.com/gpu-card-model";

    /// <summary>Labels of nodes that name their GPU model; the first that is there counts.</summary>
    public IReadOnlyList<string> ModelLabels { get; init; } = ["nvidia.com/gpu.product", AlibabaGpuModel];

    /// <summary>Labels of nodes that say how many physical GPUs there are; without one, the resources of whole GPUs do.</summary>
    public IReadOnlyList<string> CountLabels { get; init; } = ["nvidia.com/gpu.count"];

    /// <summary>Resources that are GPUs or parts of one, and how many thousandths of a GPU one of them is, 1 to 1000.</summary>
    public IReadOnlyDictionary<string, int> Resources { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal) { ["nvidia.com/gpu"] = 1000, ["amd.com/gpu"] = 1000 };

    /// <summary>Priority classes whose pods are of high priority, whatever their number.</summary>
    public IReadOnlyList<string> HighClasses { get; init; } = [];

    /// <summary>Priority classes whose pods are of low priority, whatever their number.</summary>
    public IReadOnlyList<string> LowClasses { get; init; } = [];

    /// <summary>Pods of at least this priority are of high priority where no class says otherwise; pods without any have 0.</summary>
    public int HighFrom { get; init; } = 1;

    /// <summary>A reader that keeps what these rules look at.</summary>
    public KubernetesReader Reader() => new(
        [.. ModelLabels, .. CountLabels, Server],
        [Server],
        [GpuMilli, GpuModels, PodPriority, ExpectedPower, AlibabaGpuMilli, AlibabaGpuCount, AlibabaGpuIndex, AlibabaGpuModel],
        [.. Resources.Keys, AlibabaGpuCount]);
}
