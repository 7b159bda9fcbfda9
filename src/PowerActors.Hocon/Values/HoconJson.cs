using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PowerActors.Hocon;

/// <summary>Renders values as JSON: fields in order, numbers as written where JSON allows them so.</summary>
internal static class HoconJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 100_000 };
    private static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 100_000, Indented = true, NewLine = "\n" };

    public static JsonWriterOptions Options(bool indented) => indented ? Indented : Compact;

    public static void Write(HoconValue value, Utf8JsonWriter writer)
    {
        switch (value)
        {
            case HoconObject fields:
                writer.WriteStartObject();
                for (int i = 0; i < fields.Count; i++)
                {
                    writer.WritePropertyName(WellFormed(fields[i].Key));
                    Write(fields[i].Value, writer);
                }
                writer.WriteEndObject();
                break;
            case HoconArray items:
                writer.WriteStartArray();
                for (int i = 0; i < items.Count; i++)
                    Write(items[i], writer);
                writer.WriteEndArray();
                break;
            case HoconString text:
                writer.WriteStringValue(WellFormed(text.Value));
                break;
            case HoconNumber number:
                WriteNumber(NumberSyntax.ToJson(number.Text), writer);
                break;
            case HoconBoolean boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    // The writer indents raw values wrongly at the start of a list, so they are left to the numbers that no type of .NET writes as they stand.
    private static void WriteNumber(string json, Utf8JsonWriter writer)
    {
        if (long.TryParse(json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) && (whole != 0 || json[0] != '-'))
            writer.WriteNumberValue(whole);
        else if (json.Length <= 28 && decimal.TryParse(json, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal exact) && exact != 0)
            writer.WriteNumberValue(exact);
        else
            writer.WriteRawValue(json, skipInputValidation: true);
    }

    // "\ud800" is legal in JSON text but is no character; UTF-8 cannot carry it, so it becomes U+FFFD.
    private static string WellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }
        return text;
    }
}
