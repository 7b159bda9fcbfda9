using System.Text.Json;
using PowerActors.Cluster.Scheduling;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Api.Scheduling;

/// <summary>Reads what Volcano's extender plugin sends: its own task and node records, in which the v1 Pod and the v1 Nodes stand.</summary>
internal static class VolcanoArgs
{
    /// <summary>Reads a PredicateRequest (<c>node</c>) or a PrioritizeRequest (<c>nodes</c>).</summary>
    /// <exception cref="MalformedObjectException">A field is wrong.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ExtenderArgs Read(ReadOnlySpan<byte> json, SchedulerService scheduler)
    {
        Utf8JsonReader at = new(json, ClusterDocument.Options);
        at.Read();
        KubernetesPod? pod = null;
        List<KubernetesNode> nodes = [];
        if (!JsonFields.Begin(ref at, "an object with task and node or nodes"))
            throw new MalformedObjectException("body", "is null; an object with task and node or nodes would be right");
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "task"u8))
                pod = ReadTask(ref at, scheduler.Reader);
            else if (JsonFields.Enter(ref at, "node"u8))
                nodes.Add(ReadNode(ref at, scheduler, "node"));
            else if (JsonFields.Enter(ref at, "nodes"u8))
                ReadNodes(ref at, scheduler, nodes);
            else
                at.Skip();
        }

        return new ExtenderArgs
        {
            Pod = pod ?? throw new MalformedObjectException("task.Pod", "is missing; the pod to be placed would be right"),
            Nodes = nodes,
            Names = [.. nodes.Select(static node => node.Name)],
        };
    }

    private static KubernetesPod? ReadTask(ref Utf8JsonReader at, KubernetesReader reader)
    {
        KubernetesPod? pod = null;
        try
        {
            if (!JsonFields.Begin(ref at, "a task"))
                return pod;
            while (JsonFields.NextField(ref at))
            {
                if (JsonFields.Enter(ref at, "Pod"u8))
                    pod = ExtenderArgs.ReadPod(ref at, reader);
                else
                    at.Skip();
            }

            return pod;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below("task");
        }
    }

    private static void ReadNodes(ref Utf8JsonReader at, SchedulerService scheduler, List<KubernetesNode> nodes)
    {
        if (!JsonFields.BeginList(ref at, "a list of nodes"))
            return;
        while (JsonFields.NextItem(ref at))
            nodes.Add(ReadNode(ref at, scheduler, $"nodes[{nodes.Count}]"));
    }

    private static KubernetesNode ReadNode(ref Utf8JsonReader at, SchedulerService scheduler, string field)
    {
        KubernetesNode? node = null;
        try
        {
            if (!JsonFields.Begin(ref at, "a node"))
                throw new MalformedObjectException("", "is null; a node would be right");
            while (JsonFields.NextField(ref at))
            {
                if (JsonFields.Enter(ref at, "Node"u8))
                    node = scheduler.Reader.ReadNode(ref at, scheduler.Known);
                else
                    at.Skip();
            }

            return node ?? throw new MalformedObjectException("Node", "is missing; the v1 Node would be right");
        }
        catch (MalformedObjectException e)
        {
            throw e.Below(field);
        }
    }
}
