using System.Text.Json;
using PowerActors.Simulation.Placement.Comparing;

namespace PowerActors.Cli.Output;

/// <summary>A comparison as one JSON object: for each policy every percent of arrived capacity, each figure with its mean and standard deviation over the seeds.</summary>
internal static class PlaceCompareJson
{
    public static void Write(TextWriter to, ComparisonResult result) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("seeds");
        foreach (ulong seed in result.Seeds)
            writer.WriteNumberValue(seed);
        writer.WriteEndArray();
        writer.WriteStartArray("mostSavingPercent");
        foreach (Spread most in result.MostSavingPercent)
        {
            writer.WriteStartObject();
            writer.WriteFinite("mean", most.Mean);
            writer.WriteFinite("deviation", most.Deviation);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("policies");
        foreach (PolicyResult policy in result.Policies)
            Write(writer, policy);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, PolicyResult policy)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", policy.Policy);
        Write(writer, "placed", policy.Placed);
        Write(writer, "failed", policy.Failed);
        Write(writer, "decisionsPerSecond", policy.DecisionsPerSecond);
        writer.WriteStartArray("points");
        foreach (ComparisonPoint point in policy.Points)
        {
            writer.WriteStartObject();
            writer.WriteNumber("arrivedPercent", point.ArrivedPercent);
            Write(writer, "eopcWatts", point.EopcWatts);
            Write(writer, "savingPercent", point.SavingPercent);
            Write(writer, "grar", point.Grar);
            Write(writer, "allocatedPercent", point.AllocatedPercent);
            Write(writer, "fragmentationPercent", point.FragmentationPercent);
            Write(writer, "wattsPerAllocatedGpu", point.WattsPerAllocatedGpu);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Spread spread)
    {
        writer.WriteStartObject(name);
        writer.WriteFinite("mean", spread.Mean);
        writer.WriteFinite("deviation", spread.Deviation);
        writer.WriteEndObject();
    }
}
