using System.Text;
using System.Text.Json;

namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>
/// Reads v1 Nodes and Pods, and of them only what is asked for: of a node with forty labels, twenty images and its managed fields, a handful of values is kept. Unknown fields are passed over. Immutable.
/// </summary>
public sealed class KubernetesReader
{
    private const int LongestValue = 1024;
    private readonly Key[] _labels;
    private readonly Key[] _nodeAnnotations;
    private readonly Key[] _podAnnotations;
    private readonly Key[] _resources;

    /// <summary>A reader.</summary>
    /// <param name="labels">Labels of nodes to keep.</param>
    /// <param name="nodeAnnotations">Annotations of nodes to keep.</param>
    /// <param name="podAnnotations">Annotations of pods to keep.</param>
    /// <param name="resources">Resources to keep, beside <c>cpu</c> and <c>memory</c>.</param>
    public KubernetesReader(IEnumerable<string> labels, IEnumerable<string> nodeAnnotations, IEnumerable<string> podAnnotations, IEnumerable<string> resources)
    {
        _labels = Keys(labels);
        _nodeAnnotations = Keys(nodeAnnotations);
        _podAnnotations = Keys(podAnnotations);
        _resources = Keys(resources.Prepend("memory").Prepend("cpu"));
    }

    /// <summary>Reads a node.</summary>
    /// <param name="reader">Stands on the object; afterwards on its end.</param>
    /// <param name="known">What is known of a node of a name and version already: then the rest is passed over. Null to read all.</param>
    /// <exception cref="MalformedObjectException">It cannot be read.</exception>
    public KubernetesNode ReadNode(ref Utf8JsonReader reader, Func<string, string, KubernetesNode?>? known = null)
    {
        if (!JsonFields.Begin(ref reader, "a node"))
            JsonFields.Fault("", "is null; a node would be right");
        KubernetesNode? node = null;
        KubernetesNode? same = null;
        IReadOnlyDictionary<string, ResourceQuantity> allocatable = KubernetesNode.Nothing;
        while (JsonFields.NextField(ref reader))
        {
            if (same is not null)
            {
                reader.Skip();
            }
            else if (JsonFields.Enter(ref reader, "metadata"u8))
            {
                node = ReadNodeMetadata(ref reader);
                same = known?.Invoke(node.Name, node.ResourceVersion);
            }
            else if (JsonFields.Enter(ref reader, "status"u8))
            {
                allocatable = ReadAllocatable(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (same is not null)
            return same;
        if (node is null || node.Name.Length == 0)
            JsonFields.Fault("metadata.name", "is missing; the node's name would be right");
        return node with { Allocatable = allocatable };
    }

    /// <summary>Reads a pod.</summary>
    /// <param name="reader">Stands on the object; afterwards on its end.</param>
    /// <exception cref="MalformedObjectException">It cannot be read.</exception>
    public KubernetesPod ReadPod(ref Utf8JsonReader reader)
    {
        if (!JsonFields.Begin(ref reader, "a pod"))
            JsonFields.Fault("", "is null; a pod would be right");
        KubernetesPod pod = new();
        while (JsonFields.NextField(ref reader))
        {
            if (JsonFields.Enter(ref reader, "metadata"u8))
                pod = ReadPodMetadata(ref reader, pod);
            else if (JsonFields.Enter(ref reader, "spec"u8))
                pod = Below("spec", ref reader, pod, ReadSpec);
            else if (JsonFields.Enter(ref reader, "status"u8))
                pod = Below("status", ref reader, pod, ReadStatus);
            else
                reader.Skip();
        }

        if (pod.Name.Length == 0 && pod.Uid.Length == 0)
            JsonFields.Fault("metadata.name", "is missing; the pod's name would be right");
        return pod;
    }

    private static Key[] Keys(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Select(static name => new Key(name, Encoding.UTF8.GetBytes(name)))];

    private delegate T Reading<T>(ref Utf8JsonReader reader, T before);

    private static T Below<T>(string field, ref Utf8JsonReader reader, T before, Reading<T> read)
    {
        try
        {
            return read(ref reader, before);
        }
        catch (MalformedObjectException e)
        {
            throw e.Below(field);
        }
    }

    private KubernetesNode ReadNodeMetadata(ref Utf8JsonReader reader)
    {
        try
        {
            KubernetesNode node = new() { Name = "" };
            if (!JsonFields.Begin(ref reader, "an object"))
                return node;
            while (JsonFields.NextField(ref reader))
            {
                if (JsonFields.Enter(ref reader, "name"u8))
                    node = node with { Name = JsonFields.Text(ref reader, "name", 253) };
                else if (JsonFields.Enter(ref reader, "resourceVersion"u8))
                    node = node with { ResourceVersion = JsonFields.Text(ref reader, "resourceVersion") };
                else if (JsonFields.Enter(ref reader, "labels"u8))
                    node = node with { Labels = ReadTexts(ref reader, "labels", _labels) };
                else if (JsonFields.Enter(ref reader, "annotations"u8))
                    node = node with { Annotations = ReadTexts(ref reader, "annotations", _nodeAnnotations) };
                else
                    reader.Skip();
            }

            return node;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below("metadata");
        }
    }

    private IReadOnlyDictionary<string, ResourceQuantity> ReadAllocatable(ref Utf8JsonReader reader)
    {
        try
        {
            IReadOnlyDictionary<string, ResourceQuantity> allocatable = KubernetesNode.Nothing;
            if (!JsonFields.Begin(ref reader, "an object"))
                return allocatable;
            while (JsonFields.NextField(ref reader))
            {
                if (JsonFields.Enter(ref reader, "allocatable"u8))
                    allocatable = ReadAmounts(ref reader, "allocatable") ?? allocatable;
                else
                    reader.Skip();
            }

            return allocatable;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below("status");
        }
    }

    private KubernetesPod ReadPodMetadata(ref Utf8JsonReader reader, KubernetesPod pod)
    {
        try
        {
            if (!JsonFields.Begin(ref reader, "an object"))
                return pod;
            while (JsonFields.NextField(ref reader))
            {
                if (JsonFields.Enter(ref reader, "name"u8))
                    pod = pod with { Name = JsonFields.Text(ref reader, "name", 253) };
                else if (JsonFields.Enter(ref reader, "namespace"u8))
                    pod = pod with { Namespace = JsonFields.Text(ref reader, "namespace", 253) };
                else if (JsonFields.Enter(ref reader, "uid"u8))
                    pod = pod with { Uid = JsonFields.Text(ref reader, "uid", 128) };
                else if (JsonFields.Enter(ref reader, "annotations"u8))
                    pod = pod with { Annotations = ReadTexts(ref reader, "annotations", _podAnnotations) };
                else if (JsonFields.Enter(ref reader, "ownerReferences"u8))
                    pod = pod with { IsDaemon = HasDaemonOwner(ref reader) };
                else
                    reader.Skip();
            }

            return pod;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below("metadata");
        }
    }

    private KubernetesPod ReadSpec(ref Utf8JsonReader reader, KubernetesPod pod)
    {
        if (!JsonFields.Begin(ref reader, "an object"))
            return pod;
        List<Container> containers = [];
        List<Container> initial = [];
        IReadOnlyDictionary<string, ResourceQuantity>? podLevel = null;
        IReadOnlyDictionary<string, ResourceQuantity>? overhead = null;
        while (JsonFields.NextField(ref reader))
        {
            if (JsonFields.Enter(ref reader, "nodeName"u8))
                pod = pod with { NodeName = JsonFields.Text(ref reader, "nodeName", 253) };
            else if (JsonFields.Enter(ref reader, "priorityClassName"u8))
                pod = pod with { PriorityClass = JsonFields.Text(ref reader, "priorityClassName", 253) };
            else if (JsonFields.Enter(ref reader, "priority"u8))
                pod = pod with { Priority = JsonFields.Integer(ref reader, "priority") };
            else if (JsonFields.Enter(ref reader, "containers"u8))
                ReadContainers(ref reader, "containers", containers);
            else if (JsonFields.Enter(ref reader, "initContainers"u8))
                ReadContainers(ref reader, "initContainers", initial);
            else if (JsonFields.Enter(ref reader, "overhead"u8))
                overhead = ReadAmounts(ref reader, "overhead");
            else if (JsonFields.Enter(ref reader, "resources"u8))
                podLevel = ReadRequests(ref reader, "resources", takesLimits: false);
            else
                reader.Skip();
        }

        PodRequests requests = new();
        foreach (Container container in containers)
            requests.AddContainer(container.Requests);
        foreach (Container container in initial)
            requests.AddInitContainer(container.Requests, container.IsSidecar);
        return pod with { Requests = requests.Total(podLevel, overhead) };
    }

    private static KubernetesPod ReadStatus(ref Utf8JsonReader reader, KubernetesPod pod)
    {
        if (!JsonFields.Begin(ref reader, "an object"))
            return pod;
        while (JsonFields.NextField(ref reader))
        {
            if (JsonFields.Enter(ref reader, "phase"u8))
                pod = WithPhase(pod, JsonFields.Text(ref reader, "phase"));
            else
                reader.Skip();
        }

        return pod;
    }

    private static KubernetesPod WithPhase(KubernetesPod pod, string phase) =>
        pod with { IsOver = phase is "Succeeded" or "Failed", HasStarted = phase is not ("" or "Pending") };

    private static bool HasDaemonOwner(ref Utf8JsonReader reader)
    {
        bool isDaemon = false;
        if (!JsonFields.BeginList(ref reader, "a list of owners"))
            return isDaemon;
        while (JsonFields.NextItem(ref reader))
        {
            if (!JsonFields.Begin(ref reader, "an owner"))
                continue;
            while (JsonFields.NextField(ref reader))
            {
                if (JsonFields.Enter(ref reader, "kind"u8))
                    isDaemon |= JsonFields.Text(ref reader, "kind") == "DaemonSet";
                else
                    reader.Skip();
            }
        }

        return isDaemon;
    }

    private void ReadContainers(ref Utf8JsonReader reader, string field, List<Container> containers)
    {
        try
        {
            if (!JsonFields.BeginList(ref reader, "a list of containers"))
                return;
            while (JsonFields.NextItem(ref reader))
                containers.Add(ReadContainer(ref reader));
        }
        catch (MalformedObjectException e)
        {
            throw e.Below(e.Field.Length == 0 && containers.Count == 0 ? field : $"{field}[{containers.Count}]");
        }
    }

    private Container ReadContainer(ref Utf8JsonReader reader)
    {
        Container container = new(KubernetesNode.Nothing, IsSidecar: false);
        if (!JsonFields.Begin(ref reader, "a container"))
            return container;
        while (JsonFields.NextField(ref reader))
        {
            if (JsonFields.Enter(ref reader, "resources"u8))
                container = container with { Requests = ReadRequests(ref reader, "resources", takesLimits: true) };
            else if (JsonFields.Enter(ref reader, "restartPolicy"u8))
                container = container with { IsSidecar = JsonFields.Text(ref reader, "restartPolicy") == "Always" };
            else
                reader.Skip();
        }

        return container;
    }

    /// <summary>Where a container limits a resource and does not ask for it, the API server takes the limit for the request.</summary>
    private IReadOnlyDictionary<string, ResourceQuantity> ReadRequests(ref Utf8JsonReader reader, string field, bool takesLimits)
    {
        try
        {
            IReadOnlyDictionary<string, ResourceQuantity>? requests = null;
            IReadOnlyDictionary<string, ResourceQuantity>? limits = null;
            if (!JsonFields.Begin(ref reader, "an object"))
                return KubernetesNode.Nothing;
            while (JsonFields.NextField(ref reader))
            {
                if (JsonFields.Enter(ref reader, "requests"u8))
                    requests = ReadAmounts(ref reader, "requests");
                else if (JsonFields.Enter(ref reader, "limits"u8))
                    limits = ReadAmounts(ref reader, "limits");
                else
                    reader.Skip();
            }

            if (limits is null || !takesLimits)
                return requests ?? KubernetesNode.Nothing;
            Dictionary<string, ResourceQuantity> both = new(limits, StringComparer.Ordinal);
            foreach ((string name, ResourceQuantity amount) in requests ?? KubernetesNode.Nothing)
                both[name] = amount;
            return both;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below(field);
        }
    }

    private IReadOnlyDictionary<string, ResourceQuantity>? ReadAmounts(ref Utf8JsonReader reader, string field)
    {
        try
        {
            if (!JsonFields.Begin(ref reader, "an object of quantities"))
                return null;
            Dictionary<string, ResourceQuantity> amounts = new(StringComparer.Ordinal);
            while (JsonFields.NextField(ref reader))
            {
                if (Find(ref reader, _resources) is not { } name)
                {
                    reader.Skip();
                    continue;
                }

                reader.Read();
                if (JsonFields.Quantity(ref reader, name) is { } amount)
                    amounts[name] = amount;
            }

            return amounts;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below(field);
        }
    }

    private static IReadOnlyDictionary<string, string> ReadTexts(ref Utf8JsonReader reader, string field, Key[] wanted)
    {
        try
        {
            if (!JsonFields.Begin(ref reader, "an object of texts"))
                return KubernetesNode.Empty;
            Dictionary<string, string>? texts = null;
            while (JsonFields.NextField(ref reader))
            {
                if (Find(ref reader, wanted) is not { } name)
                {
                    reader.Skip();
                    continue;
                }

                reader.Read();
                (texts ??= new Dictionary<string, string>(StringComparer.Ordinal))[name] = JsonFields.Text(ref reader, name, LongestValue);
            }

            return texts ?? KubernetesNode.Empty;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below(field);
        }
    }

    /// <summary>Keys of maps count with case, as everywhere in Kubernetes.</summary>
    private static string? Find(ref Utf8JsonReader reader, Key[] wanted)
    {
        foreach (Key key in wanted)
        {
            if (reader.ValueIsEscaped ? reader.ValueTextEquals(key.Utf8) : reader.ValueSpan.SequenceEqual(key.Utf8))
                return key.Text;
        }

        return null;
    }

    private readonly record struct Key(string Text, byte[] Utf8);

    private readonly record struct Container(IReadOnlyDictionary<string, ResourceQuantity> Requests, bool IsSidecar);
}
