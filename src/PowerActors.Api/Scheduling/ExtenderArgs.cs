using System.Text.Json;
using PowerActors.Cluster.Scheduling;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Api.Scheduling;

/// <summary>What kube-scheduler sends (<c>k8s.io/kube-scheduler/extender/v1</c>, ExtenderArgs): the pod, and nodes whole or by name.</summary>
internal sealed record ExtenderArgs
{
    public required KubernetesPod Pod { get; init; }

    /// <summary>Names of the candidates, in their order.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The candidates whole; null where only names were sent.</summary>
    public IReadOnlyList<KubernetesNode>? Nodes { get; init; }

    /// <summary>Where each of them stands in the body.</summary>
    public IReadOnlyList<Range> Places { get; init; } = [];

    /// <summary>Reads a body.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="scheduler">Reads the objects, and knows many of them already.</param>
    /// <exception cref="MalformedObjectException">A field is wrong.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ExtenderArgs Read(ReadOnlySpan<byte> json, SchedulerService scheduler)
    {
        Utf8JsonReader at = new(json, ClusterDocument.Options);
        at.Read();
        KubernetesPod? pod = null;
        List<string>? names = null;
        List<KubernetesNode>? nodes = null;
        List<Range> places = [];
        if (!JsonFields.Begin(ref at, "an object with Pod and NodeNames or Nodes"))
            throw new MalformedObjectException("body", "is null; an object with Pod and NodeNames or Nodes would be right");
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "Pod"u8))
                pod = ReadPod(ref at, scheduler.Reader);
            else if (JsonFields.Enter(ref at, "NodeNames"u8))
                names = ReadNames(ref at);
            else if (JsonFields.Enter(ref at, "Nodes"u8))
                nodes = ReadNodes(ref at, scheduler, places);
            else
                at.Skip();
        }

        if (at.Read())
            throw new MalformedObjectException("body", "goes on after its end; one object would be right");
        if (pod is null)
            throw new MalformedObjectException("Pod", "is missing; the pod to be placed would be right");
        if (names is null && nodes is null)
            throw new MalformedObjectException("NodeNames", "and Nodes are both missing; one of them would be right: names with nodeCacheCapable, nodes without");
        return new ExtenderArgs { Pod = pod, Names = nodes is not null ? [.. nodes.Select(static node => node.Name)] : names!, Nodes = nodes, Places = places };
    }

    internal static KubernetesPod ReadPod(ref Utf8JsonReader at, KubernetesReader reader)
    {
        try
        {
            return reader.ReadPod(ref at);
        }
        catch (MalformedObjectException e)
        {
            throw e.Below("Pod");
        }
    }

    private static List<string>? ReadNames(ref Utf8JsonReader at)
    {
        try
        {
            if (!JsonFields.BeginList(ref at, "a list of names"))
                return null;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below("NodeNames");
        }

        List<string> names = new(1024);
        while (JsonFields.NextItem(ref at))
        {
            string name = JsonFields.Text(ref at, "NodeNames", 253);
            if (name.Length == 0)
                throw new MalformedObjectException($"NodeNames[{names.Count}]", "is empty; the name of a node would be right");
            names.Add(name);
        }

        return names;
    }

    private static List<KubernetesNode>? ReadNodes(ref Utf8JsonReader at, SchedulerService scheduler, List<Range> places)
    {
        List<KubernetesNode> nodes = [];
        try
        {
            if (!JsonFields.Begin(ref at, "a NodeList"))
                return null;
            while (JsonFields.NextField(ref at))
            {
                if (!JsonFields.Enter(ref at, "items"u8))
                {
                    at.Skip();
                    continue;
                }

                if (!JsonFields.BeginList(ref at, "a list of nodes"))
                    continue;
                while (JsonFields.NextItem(ref at))
                {
                    int start = (int)at.TokenStartIndex;
                    nodes.Add(ReadNode(ref at, scheduler, nodes.Count));
                    places.Add(start..(int)at.BytesConsumed);
                }
            }

            return nodes;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below("Nodes");
        }
    }

    private static KubernetesNode ReadNode(ref Utf8JsonReader at, SchedulerService scheduler, int index)
    {
        try
        {
            return scheduler.Reader.ReadNode(ref at, scheduler.Known);
        }
        catch (MalformedObjectException e)
        {
            throw e.Below($"items[{index}]");
        }
    }
}
