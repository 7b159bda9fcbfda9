using System.Globalization;
using System.Text.Json;

namespace PowerActors.Cli.Output;

/// <summary>What an entry of the journal says, for people: who, what, why.</summary>
internal static class JournalText
{
    /// <summary>One line.</summary>
    public static string Of(JsonElement entry)
    {
        string who = entry.TryGetProperty("author", out JsonElement author) ? $"{author.GetString()}: " : "";
        string why = entry.TryGetProperty("reason", out JsonElement reason) ? $" ({reason.GetString()})" : "";
        JsonElement details = entry.GetProperty("details");
        string what = entry.GetProperty("kind").GetString() switch
        {
            "rung" => $"{Text(details, "ladder")}: {Text(details, "fromName")} to {Text(details, "toName")}{(Number(details, "utilization") is { } used ? string.Create(CultureInfo.InvariantCulture, $" at {used:P1}") : "")}",
            "directive" => $"low {Ceiling(details, "low")}{Price(details, "lowPrice")}, high {Ceiling(details, "high")}{Price(details, "highPrice")}{(details.TryGetProperty("brake", out JsonElement brake) && brake.ValueKind == JsonValueKind.True ? ", brake" : "")}",
            "budget" => $"{Budget(details, "from")} to {Budget(details, "to")}",
            "mode" => $"{Text(details, "from")} to {Text(details, "to")}",
            _ => string.Join(' ', details.EnumerateObject().Where(static field => field.Value.ValueKind != JsonValueKind.Null).Select(Field)),
        };
        return who + what + why;
    }

    private static string Text(JsonElement details, string name) => details.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "-";

    private static double? Number(JsonElement details, string name) => details.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Budget(JsonElement details, string name) =>
        Number(details, name) is { } watts ? string.Create(CultureInfo.InvariantCulture, $"{watts / 1e3:0.###} kW") : "the limit";

    private static string Ceiling(JsonElement details, string name)
    {
        if (!details.TryGetProperty(name, out JsonElement ceiling) || ceiling.ValueKind != JsonValueKind.Object)
            return "free";
        List<string> parts = [];
        if (Number(ceiling, "megahertz") is { } clock)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{clock:0} MHz"));
        if (Number(ceiling, "share") is { } share)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %"));
        return parts.Count == 0 ? "free" : string.Join(", ", parts);
    }

    private static string Price(JsonElement details, string name) => Number(details, name) is { } price ? string.Create(CultureInfo.InvariantCulture, $" and {price * 100:0.#} % for watts") : "";

    private static string Field(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.String => field.Value.GetString()!,
        JsonValueKind.Object => $"{field.Name} {string.Join('/', field.Value.EnumerateObject().Where(static inner => inner.Value.ValueKind != JsonValueKind.Null).Select(static inner => inner.Value.ToString()))}",
        JsonValueKind.Number => $"{field.Name} {field.Value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture)}",
        _ => $"{field.Name} {field.Value}",
    };
}
