using System.Text.Json;
using PowerActors.Simulation.Placement.Replay;

namespace PowerActors.Cli.Output;

/// <summary>A replay as one JSON object. A figure that does not exist yet, such as watts per allocated GPU before anything is allocated, is null.</summary>
internal static class PlaceReplayJson
{
    public static void Write(TextWriter to, ReplayResult result) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("policy", result.Policy);
        writer.WriteNumber("seed", result.Seed);
        writer.WriteNumber("nodes", result.Nodes);
        writer.WriteNumber("capacityGpuMilli", result.CapacityMilli);
        writer.WriteNumber("placed", result.Placed);
        writer.WriteNumber("failed", result.Failed);
        writer.WriteFinite("decisionsPerSecond", result.DecisionsPerSecond);
        writer.WriteFinite("wallSeconds", result.WallSeconds);
        writer.WriteStartArray("points");
        foreach (ReplayPoint point in result.Points)
            Write(writer, point);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, ReplayPoint point)
    {
        writer.WriteStartObject();
        writer.WriteNumber("arrivedPercent", point.ArrivedPercent);
        writer.WriteFinite("eopcWatts", point.EopcWatts);
        writer.WriteFinite("leastWatts", point.LeastWatts);
        writer.WriteFinite("grar", point.Grar);
        writer.WriteFinite("allocatedPercent", point.AllocatedPercent);
        writer.WriteFinite("fragmentationPercent", point.FragmentationPercent);
        writer.WriteFinite("fragmentationOfIdlePercent", point.FragmentationOfIdlePercent);
        writer.WriteFinite("wattsPerAllocatedGpu", point.WattsPerAllocatedGpu);
        writer.WriteEndObject();
    }
}
