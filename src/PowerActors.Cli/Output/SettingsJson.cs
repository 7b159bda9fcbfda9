using System.Text.Json;
using PowerActors.Core.Settings;

namespace PowerActors.Cli.Output;

/// <summary>Settings as JSON: <c>settings</c>, the tree, and <c>origins</c>, the place of every value by its path.</summary>
internal static class SettingsJson
{
    public static void Write(SettingsNode node, string path, TextWriter to) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("settings");
        WriteValue(node, writer);
        writer.WriteStartObject("origins");
        WriteOrigins(node, path, writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static void WriteValue(SettingsNode node, Utf8JsonWriter writer)
    {
        switch (node.Kind)
        {
            case SettingsKind.Object:
                writer.WriteStartObject();
                foreach (SettingsField field in node.Fields)
                {
                    writer.WritePropertyName(field.Key);
                    WriteValue(field.Node, writer);
                }

                writer.WriteEndObject();
                break;
            case SettingsKind.List:
                writer.WriteStartArray();
                foreach (SettingsNode item in node.Items)
                    WriteValue(item, writer);
                writer.WriteEndArray();
                break;
            case SettingsKind.Null:
                writer.WriteNullValue();
                break;
            default:
                if (node.IsQuoted)
                    writer.WriteStringValue(node.Text);
                else
                    writer.WriteRawValue(node.Text);
                break;
        }
    }

    private static void WriteOrigins(SettingsNode node, string path, Utf8JsonWriter writer)
    {
        foreach (SettingsField field in node.Fields)
            WriteOrigins(field.Node, path.Length == 0 ? field.Key : $"{path}.{field.Key}", writer);
        for (int i = 0; i < node.Items.Count; i++)
            WriteOrigins(node.Items[i], path.Length == 0 ? i.ToString() : $"{path}.{i}", writer);
        if (node.Fields.Count == 0 && node.Items.Count == 0)
            writer.WriteString(path, node.Origin.ToString());
    }
}
