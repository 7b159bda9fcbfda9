using System.Text.Json;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// The journal as JSON, the same for the command, the API and server-sent events. An entry: <c>sequence</c>, <c>id</c>, <c>at</c> (UTC), <c>kind</c>, <c>domain</c>, <c>epoch</c>, <c>author</c> and
/// <c>reason</c> where a person acted, and <c>details</c>, whose members are those of the kind's record in <see cref="JournalEvent"/>.
/// </summary>
public static class JournalJson
{
    /// <summary>Writes <c>{ "entries": [ ... ], "next": 123 }</c>; <c>next</c> is null on the last page.</summary>
    public static void Write(Utf8JsonWriter json, JournalPage page)
    {
        json.WriteStartObject();
        json.WriteStartArray("entries");
        foreach (JournalEntry entry in page.Entries)
            Write(json, entry);
        json.WriteEndArray();
        if (page.Next is { } next)
            json.WriteNumber("next", next);
        else
            json.WriteNull("next");
        json.WriteEndObject();
    }

    /// <summary>Writes one entry.</summary>
    public static void Write(Utf8JsonWriter json, JournalEntry entry)
    {
        JournalRecord record = entry.Record;
        json.WriteStartObject();
        json.WriteNumber("sequence", entry.Sequence);
        json.WriteString("id", record.Id);
        json.WriteString("at", record.At.UtcDateTime);
        json.WriteString("kind", record.What.Kind);
        json.WriteString("domain", record.Domain);
        json.WriteNumber("epoch", record.Epoch);
        if (record.Author is not null)
            json.WriteString("author", record.Author);
        if (record.Reason is not null)
            json.WriteString("reason", record.Reason);
        json.WritePropertyName("details");
        json.WriteRawValue(EventKinds.Serialize(record.What));
        json.WriteEndObject();
    }

    /// <summary>Writes minutes of power: <c>minute</c>, <c>seconds</c> covered, <c>watts</c> with <c>min</c>, <c>mean</c> and <c>max</c>, <c>utilization</c>, and <c>rungs</c> with the seconds on each.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PowerRollup> rollups)
    {
        json.WriteStartArray();
        foreach (PowerRollup rollup in rollups)
        {
            json.WriteStartObject();
            json.WriteString("minute", rollup.Minute.UtcDateTime);
            json.WriteNumber("seconds", rollup.Seconds);
            json.WriteStartObject("watts");
            json.WriteNumber("min", rollup.Least.Value);
            json.WriteNumber("mean", rollup.Mean.Value);
            json.WriteNumber("max", rollup.Most.Value);
            json.WriteEndObject();
            json.WriteNumber("utilization", rollup.Utilization);
            json.WriteStartObject("rungs");
            foreach ((string rung, double seconds) in rollup.RungSeconds.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                json.WriteNumber(rung, seconds);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
