using System.Text.Json;

namespace PowerActors.Core.Placement.Kubernetes;

/// <content>Pods.</content>
public sealed partial class KubernetesReader
{
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

    private readonly record struct Container(IReadOnlyDictionary<string, ResourceQuantity> Requests, bool IsSidecar);
}
