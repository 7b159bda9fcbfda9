using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PowerActors.Cluster.Scheduling;

namespace PowerActors.Api.Scheduling;

/// <summary>Writes answers as Go writes <c>k8s.io/kube-scheduler/extender/v1</c>.</summary>
internal static class ExtenderJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>An ExtenderFilterResult: nodes come back as they came, whole or by name.</summary>
    public static void WriteFilter(IBufferWriter<byte> to, ExtenderArgs args, ReadOnlySpan<byte> body, FilterAnswer answer)
    {
        using Utf8JsonWriter json = new(to, Options);
        json.WriteStartObject();
        json.WritePropertyName("Nodes"u8);
        if (args.Nodes is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata"u8);
            json.WriteEndObject();
            json.WriteStartArray("items"u8);
            foreach (int i in answer.Passed)
                json.WriteRawValue(body[args.Places[i]], skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WritePropertyName("NodeNames"u8);
        if (args.Nodes is not null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteStartArray();
            foreach (int i in answer.Passed)
                json.WriteStringValue(args.Names[i]);
            json.WriteEndArray();
        }

        WriteFailed(json, "FailedNodes", args, answer, resolvable: true);
        WriteFailed(json, "FailedAndUnresolvableNodes", args, answer, resolvable: false);
        json.WriteString("Error"u8, ""u8);
        json.WriteEndObject();
    }

    /// <summary>A HostPriorityList.</summary>
    public static void WritePriorities(IBufferWriter<byte> to, IReadOnlyList<string> names, int[] levels)
    {
        using Utf8JsonWriter json = new(to, Options);
        json.WriteStartArray();
        for (int i = 0; i < levels.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("Host"u8, names[i]);
            json.WriteNumber("Score"u8, levels[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>An ExtenderBindingResult.</summary>
    public static void WriteError(IBufferWriter<byte> to, string error)
    {
        using Utf8JsonWriter json = new(to, Options);
        json.WriteStartObject();
        json.WriteString("Error"u8, error);
        json.WriteEndObject();
    }

    /// <summary>
    /// Volcano's PredicateResponse. Its codes: 0 success, 2 unschedulable, 3 unschedulable and unresolvable. Older versions know no code and take a refusal by <c>errorMessage</c> alone, so it
    /// says the same; empty, it is a pass there.
    /// </summary>
    public static void WritePredicate(IBufferWriter<byte> to, Refusal? refusal)
    {
        using Utf8JsonWriter json = new(to, Options);
        json.WriteStartObject();
        json.WriteString("status"u8, refusal?.Why ?? "");
        json.WriteNumber("code"u8, refusal is not { } no ? 0 : no.IsResolvable ? 2 : 3);
        json.WriteString("errorMessage"u8, refusal?.Why ?? "");
        json.WriteEndObject();
    }

    /// <summary>Volcano's PrioritizeResponse; scores from 0 to 100.</summary>
    public static void WriteScores(IBufferWriter<byte> to, IReadOnlyList<string> names, int[] levels)
    {
        using Utf8JsonWriter json = new(to, Options);
        json.WriteStartObject();
        json.WriteStartObject("nodeScore"u8);
        for (int i = 0; i < levels.Length; i++)
            json.WriteNumber(names[i], levels[i] * 10);
        json.WriteEndObject();
        json.WriteString("errorMessage"u8, ""u8);
        json.WriteEndObject();
    }

    private static void WriteFailed(Utf8JsonWriter json, string field, ExtenderArgs args, FilterAnswer answer, bool resolvable)
    {
        json.WriteStartObject(field);
        foreach (Refusal refusal in answer.Refused)
        {
            if (refusal.IsResolvable == resolvable)
                json.WriteString(args.Names[refusal.Candidate], refusal.Why);
        }

        json.WriteEndObject();
    }
}
