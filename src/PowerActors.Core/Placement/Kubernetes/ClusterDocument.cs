using System.Text.Json;

namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>A change of a cluster.</summary>
/// <param name="Deleted">True where the object is gone.</param>
/// <param name="Node">The node; null where it is a pod.</param>
/// <param name="Pod">The pod; null where it is a node.</param>
public readonly record struct ClusterChange(bool Deleted, KubernetesNode? Node, KubernetesPod? Pod);

/// <summary>
/// Reads clusters as people and programs send them: what <c>kubectl get nodes,pods -A -o json</c> prints, an object with <c>nodes</c> and <c>pods</c>, or watch events one after the other. Objects of other
/// kinds are passed over.
/// </summary>
public static class ClusterDocument
{
    /// <summary>Reads a whole cluster.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="reader">Reads the objects.</param>
    /// <returns>Its nodes and pods; null for a kind that the document does not speak of.</returns>
    /// <exception cref="MalformedObjectException">A part cannot be read.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static (IReadOnlyList<KubernetesNode>? Nodes, IReadOnlyList<KubernetesPod>? Pods) ReadWhole(ReadOnlySpan<byte> json, KubernetesReader reader)
    {
        Utf8JsonReader at = new(json, Options);
        at.Read();
        List<KubernetesNode>? nodes = null;
        List<KubernetesPod>? pods = null;
        if (!JsonFields.Begin(ref at, Expected))
            JsonFields.Fault("body", $"is null; {Expected} would be right");
        while (JsonFields.NextField(ref at))
        {
            string name = at.GetString()!.ToLowerInvariant();
            if (name is not ("nodes" or "pods" or "items"))
            {
                at.Skip();
                continue;
            }

            at.Read();
            nodes ??= name == "pods" ? null : [];
            pods ??= name == "nodes" ? null : [];
            ReadList(ref at, name, reader, name == "pods" ? null : nodes, name == "nodes" ? null : pods);
        }

        End(ref at);
        return nodes is null && pods is null ? throw new MalformedObjectException("body", $"has neither nodes nor pods; {Expected} would be right") : (nodes, pods);
    }

    /// <summary>Reads watch events, in a list or one after the other.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="reader">Reads the objects.</param>
    /// <exception cref="MalformedObjectException">A part cannot be read.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<ClusterChange> ReadChanges(ReadOnlySpan<byte> json, KubernetesReader reader)
    {
        Utf8JsonReader at = new(json, Options with { AllowMultipleValues = true });
        List<ClusterChange> changes = [];
        try
        {
            while (at.Read())
            {
                if (at.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray)
                    continue;
                if (ReadEvent(ref at, reader) is { } change)
                    changes.Add(change);
            }
        }
        catch (MalformedObjectException e)
        {
            throw e.Below($"[{changes.Count}]");
        }

        return changes;
    }

    /// <summary>How Kubernetes' JSON is read.</summary>
    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 128 };

    private const string Expected = "an object with nodes and pods, as `kubectl get nodes,pods -A -o json` prints it,";

    private static void End(ref Utf8JsonReader at)
    {
        if (at.Read())
            JsonFields.Fault("body", "goes on after its end; one object would be right");
    }

    private static ClusterChange? ReadEvent(ref Utf8JsonReader at, KubernetesReader reader)
    {
        string type = "";
        ClusterChange? change = null;
        if (!JsonFields.Begin(ref at, "a watch event"))
            JsonFields.Fault("", "is null; a watch event would be right");
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "type"u8))
                type = JsonFields.Text(ref at, "type");
            else if (type != "BOOKMARK" && JsonFields.Enter(ref at, "object"u8))
                change = ReadObject(ref at, "object", reader, list: null);
            else
                at.Skip(); // the object of a bookmark has a version and no name
        }

        if (type is not ("ADDED" or "MODIFIED" or "DELETED" or "BOOKMARK"))
            JsonFields.Fault("type", $"is '{type}'; ADDED, MODIFIED or DELETED would be right");
        return type == "BOOKMARK" ? null : change is { } read ? read with { Deleted = type == "DELETED" } : null;
    }

    /// <summary>A list, or an object with a list of items.</summary>
    private static void ReadList(ref Utf8JsonReader at, string field, KubernetesReader reader, List<KubernetesNode>? nodes, List<KubernetesPod>? pods)
    {
        if (at.TokenType == JsonTokenType.StartObject && field != "items")
        {
            while (JsonFields.NextField(ref at))
            {
                if (JsonFields.Enter(ref at, "items"u8))
                    ReadList(ref at, field, reader, nodes, pods);
                else
                    at.Skip();
            }

            return;
        }

        try
        {
            if (!JsonFields.BeginList(ref at, $"a list of {(field == "items" ? "nodes and pods" : field)}"))
                return;
        }
        catch (MalformedObjectException e)
        {
            throw e.Below(field);
        }

        for (int i = 0; JsonFields.NextItem(ref at); i++)
        {
            ClusterChange? read = ReadObject(ref at, $"{field}[{i}]", reader, nodes is not null && pods is not null ? null : nodes is not null ? "Node" : "Pod");
            if (read?.Node is { } node)
                nodes?.Add(node);
            if (read?.Pod is { } pod)
                pods?.Add(pod);
        }
    }

    private static ClusterChange? ReadObject(ref Utf8JsonReader at, string field, KubernetesReader reader, string? list)
    {
        try
        {
            if (at.TokenType != JsonTokenType.StartObject)
                JsonFields.Fault("", $"is {JsonFields.Describe(ref at)}; a node or a pod would be right");
            switch (list ?? KindOf(at))
            {
                case "Node":
                    return new ClusterChange(false, reader.ReadNode(ref at), null);
                case "Pod":
                    return new ClusterChange(false, null, reader.ReadPod(ref at));
                case null:
                    JsonFields.Fault("kind", "is missing; Node or Pod would be right");
                    return null;
                default:
                    at.Skip();
                    return null;
            }
        }
        catch (MalformedObjectException e)
        {
            throw e.Below(field);
        }
    }

    /// <summary>The kind of an object, looked up ahead.</summary>
    private static string? KindOf(Utf8JsonReader at)
    {
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "kind"u8))
                return JsonFields.Text(ref at, "kind");
            at.Skip();
        }

        return null;
    }
}
