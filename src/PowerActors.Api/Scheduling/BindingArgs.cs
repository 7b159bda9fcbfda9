using System.Text.Json;
using PowerActors.Cluster.Scheduling;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Api.Scheduling;

/// <summary>Reads an ExtenderBindingArgs.</summary>
internal static class BindingArgs
{
    /// <summary>Reads a body.</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="MalformedObjectException">A field is wrong.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static PodBinding Read(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader at = new(json, ClusterDocument.Options);
        at.Read();
        PodBinding binding = new("", "", "", "");
        if (!JsonFields.Begin(ref at, "an object with PodName, PodNamespace, PodUID and Node"))
            throw new MalformedObjectException("body", "is null; an object with PodName, PodNamespace, PodUID and Node would be right");
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "PodName"u8))
                binding = binding with { Name = JsonFields.Text(ref at, "PodName", 253) };
            else if (JsonFields.Enter(ref at, "PodNamespace"u8))
                binding = binding with { Namespace = JsonFields.Text(ref at, "PodNamespace", 253) };
            else if (JsonFields.Enter(ref at, "PodUID"u8))
                binding = binding with { Uid = JsonFields.Text(ref at, "PodUID", 128) };
            else if (JsonFields.Enter(ref at, "Node"u8))
                binding = binding with { Node = JsonFields.Text(ref at, "Node", 253) };
            else
                at.Skip();
        }

        Require("PodName", binding.Name, "the pod's name");
        Require("PodNamespace", binding.Namespace, "its namespace");
        Require("Node", binding.Node, "the name of the node it goes to");
        return binding;
    }

    private static void Require(string field, string value, string right)
    {
        if (value.Length == 0)
            throw new MalformedObjectException(field, $"is missing; {right} would be right");
    }
}
