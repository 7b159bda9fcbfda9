using System.Text.Json;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Cli.Output;

/// <summary>What Redfish hosts have, as JSON; watts and megahertz.</summary>
internal static class RedfishJson
{
    public static void Write(IReadOnlyList<(RedfishEndpoint Host, RedfishInventory Inventory)> found, TextWriter to) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("hosts");
        foreach ((RedfishEndpoint host, RedfishInventory inventory) in found)
            Write(host, inventory, writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(RedfishEndpoint host, RedfishInventory inventory, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("url", host.ToString());
        writer.WriteString("product", inventory.Product);
        writer.WriteNumber("resources", inventory.Resources);
        writer.WriteBoolean("complete", inventory.IsComplete);
        WriteList(writer, "meters", inventory.Meters, WriteMeter);
        WriteList(writer, "controls", inventory.Controls, WriteControl);
        WriteList(writer, "gpus", inventory.Gpus, WriteGpu);
        WriteList(writer, "problems", inventory.Problems, static (json, problem) =>
        {
            json.WriteString("resource", problem.Resource);
            json.WriteString("problem", problem.Problem);
            json.WriteBoolean("deadLink", problem.IsMissing);
        });
        writer.WriteEndObject();
    }

    private static void WriteMeter(Utf8JsonWriter json, RedfishMeterInfo meter)
    {
        json.WriteString("uri", meter.Uri);
        json.WriteString("kind", meter.Kind.ToString());
        json.WriteString("name", meter.Name);
        json.WriteString("owner", meter.Owner);
        json.WriteString("ownerType", meter.OwnerType);
        json.WriteString("context", meter.Context);
        WriteNumber(json, "watts", meter.Reading?.Value);
        json.WriteString("source", meter.Source);
    }

    private static void WriteControl(Utf8JsonWriter json, RedfishControlInfo control)
    {
        json.WriteString("uri", control.Uri);
        json.WriteString("kind", control.Kind.ToString());
        json.WriteString("shape", control.Shape.ToString());
        json.WriteString("name", control.Name);
        json.WriteString("owner", control.Owner);
        json.WriteString("ownerType", control.OwnerType);
        json.WriteString("unit", control.Unit);
        WriteNumber(json, "enforced", control.Enforced);
        WriteNumber(json, "requested", control.Requested);
        WriteNumber(json, "min", control.Min);
        WriteNumber(json, "max", control.Max);
        json.WriteString("mode", control.Mode);
        json.WriteBoolean("settable", control.IsSettable);
        json.WriteString("notSettable", control.NotSettable);
        json.WriteString("source", control.Source);
    }

    private static void WriteGpu(Utf8JsonWriter json, RedfishGpuInfo gpu)
    {
        json.WriteString("uri", gpu.Resource);
        json.WriteString("name", gpu.Name);
        json.WriteString("model", gpu.Model);
        json.WriteString("system", gpu.System);
        WriteUris(json, "meters", gpu.Meters.Select(static meter => meter.Uri));
        WriteUris(json, "controls", gpu.Controls.Select(static control => control.Uri));
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUris(Utf8JsonWriter json, string name, IEnumerable<string> uris)
    {
        json.WriteStartArray(name);
        foreach (string uri in uris)
            json.WriteStringValue(uri);
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
