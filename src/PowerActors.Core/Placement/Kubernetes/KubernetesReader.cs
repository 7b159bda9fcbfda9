using System.Text;
using System.Text.Json;

namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>
/// Reads v1 Nodes and Pods, and of them only what is asked for: of a node with forty labels, twenty images and its managed fields, a handful of values is kept. Unknown fields are passed over. Immutable.
/// </summary>
public sealed partial class KubernetesReader
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

    private Dictionary<string, ResourceQuantity>? ReadAmounts(ref Utf8JsonReader reader, string field)
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
}
