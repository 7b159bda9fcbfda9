using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PowerActors.Api.Scheduling;

namespace PowerActors.Api.Endpoints;

/// <summary>
/// A request's body, an object of texts and times, read field by field: a serializer stops at the first fault and does not say what would be right, and whoever wrote the request wants to know all.
/// </summary>
internal sealed class JsonFields
{
    /// <summary>So many faults are told one by one.</summary>
    private const int MostFaults = 20;

    /// <summary>Characters of an unknown name that are repeated.</summary>
    private const int LongestName = 64;

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly List<(string Field, string Fault)> _faults = [];
    private int _untold;

    private JsonFields()
    {
    }

    /// <summary>True when there was an object to read fields from.</summary>
    public bool IsObject { get; private set; }

    /// <summary>What is wrong with the shape of the body so far: fields and what would be right in their place.</summary>
    public IReadOnlyList<(string Field, string Fault)> Faults => _untold == 0 ? _faults : [.. _faults, ("body", $"has {_untold} more faults")];

    /// <summary>Reads a body; the server has a bound on its size.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The names of the fields; case does not matter in the body.</param>
    /// <returns>The fields, or why the body cannot be read at all.</returns>
    public static async Task<(JsonFields? Fields, IResult? Refusal)> ReadAsync(HttpRequest request, IReadOnlyList<string> known)
    {
        if (!request.HasJsonContentType())
        {
            string given = request.ContentType is { Length: > 0 } type ? $"is '{type}'" : "is missing";
            return (null, TypedResults.Problem($"Content-Type {given}; application/json would be right", statusCode: StatusCodes.Status415UnsupportedMediaType, title: "The request cannot be read."));
        }

        try
        {
            using RequestBody body = await RequestBody.ReadAsync(request).ConfigureAwait(false);
            JsonFields fields = new();
            fields.Read(Parse(body.Span), known);
            return (fields, null);
        }
        catch (Exception e) when (Scheduling.Faults.Of(e) is { } refusal)
        {
            return (null, refusal);
        }
    }

    /// <summary>A field that is a text; null where it is missing or is none.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="example">A text that would be right.</param>
    public string? Text(string field, string example)
    {
        if (!_values.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        Fault(field, $"is {KindOf(value)}; a text such as \"{example}\" would be right");
        return null;
    }

    /// <summary>A field that is a time with its zone (ISO 8601); null where it is missing or is none.</summary>
    /// <param name="field">Its name.</param>
    public DateTimeOffset? Time(string field)
    {
        const string Right = "a time such as \"2026-01-31T14:05:00Z\" would be right";
        if (!_values.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            Fault(field, $"is {KindOf(value)}; {Right}");
        else if (value.TryGetDateTimeOffset(out DateTimeOffset time))
            return time;
        else
            Fault(field, $"is '{Short(value.GetString()!)}'; {Right}");
        return null;
    }

    private static JsonElement Parse(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = 32 });
        JsonElement parsed = JsonElement.ParseValue(ref reader);
        reader.Read(); // Throws where something stands behind it.
        return parsed;
    }

    private void Read(JsonElement body, IReadOnlyList<string> known)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            Fault("body", $"is {KindOf(body)}; an object with {string.Join(", ", known)} would be right");
            return;
        }

        IsObject = true;
        foreach (JsonProperty property in body.EnumerateObject())
        {
            string? field = known.FirstOrDefault(name => string.Equals(name, property.Name, StringComparison.OrdinalIgnoreCase));
            if (field is null)
                Fault(Short(property.Name), $"is no field of this request; those are {string.Join(", ", known)}");
            else if (!_values.TryAdd(field, property.Value))
                Fault(field, "stands there twice; once would be right");
            else if (property.Value.ValueKind == JsonValueKind.String)
                _ = property.Value.GetString(); // Throws where it is no UTF-8: here, where that is answered.
        }
    }

    private void Fault(string field, string fault)
    {
        if (_faults.Count < MostFaults)
            _faults.Add((field, fault));
        else
            _untold++;
    }

    private static string Short(string name) => string.Concat(name.Take(LongestName).Select(static c => char.IsControl(c) ? ' ' : c));

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Number => $"the number {Short(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        _ => "a text",
    };
}
