using System.Text.Json;
using System.Text.Unicode;

namespace PowerActors.Devices.Redfish.Client;

/// <summary>Reads resources that may lack or misstate anything: what is not as expected reads as missing.</summary>
internal static class JsonReading
{
    /// <summary>
    /// False where text in it is no text: bytes that are no UTF-8, or half of a surrogate pair as an escape. The parser takes both, and throws only when the text is asked for.
    /// </summary>
    /// <param name="element">What was parsed.</param>
    /// <param name="bytes">What it was parsed from.</param>
    public static bool IsReadable(this JsonElement element, ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            return false;
        if (bytes.IndexOf("\\ud"u8) < 0 && bytes.IndexOf("\\uD"u8) < 0)
            return true;
        try
        {
            ReadAll(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A member; undefined where there is none, or this is no object.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>A member that is an object; undefined for anything else.</summary>
    public static JsonElement Object(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Object } value ? value : default;

    /// <summary>A member that is text; null for anything else.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A member that is a finite number; null for anything else, such as null, "NaN" and 1e999.</summary>
    public static double? Number(this JsonElement element, string name) => element.Member(name).AsNumber();

    /// <summary>A finite number; null for anything else.</summary>
    public static double? AsNumber(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && double.IsFinite(value) ? value : null;

    /// <summary>A member that is true or false; null for anything else.</summary>
    public static bool? Flag(this JsonElement element, string name) => element.Member(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The elements of a member that is a list; none for anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The links in a member: one object with <c>@odata.id</c>, or a list of such.</summary>
    public static IEnumerable<string> Links(this JsonElement element, string name)
    {
        JsonElement member = element.Member(name);
        if (member.Text("@odata.id") is { } one)
            return [one];
        return element.Items(name).Select(static item => item.Text("@odata.id")).OfType<string>();
    }

    /// <summary>The schema's name in <c>@odata.type</c>: Sensor of <c>#Sensor.v1_12_0.Sensor</c>; empty where there is none.</summary>
    public static string TypeName(this JsonElement element)
    {
        string type = element.Text("@odata.type") ?? "";
        return type[(type.LastIndexOf('.') + 1)..];
    }

    private static void ReadAll(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
                ReadAll(item);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                _ = property.Name;
                ReadAll(property.Value);
            }
        }
    }
}
