using System.Text.Json;
using PowerActors.Simulation.Placement.Timed;

namespace PowerActors.Cli.Output;

/// <summary>Replays in time as one JSON object.</summary>
internal static class PlaceTimedJson
{
    public static void Write(TextWriter to, IEnumerable<TimedResult> results) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("runs");
        foreach (TimedResult result in results)
            Write(writer, result);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, TimedResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", result.Policy);
        writer.WriteNumber("seed", result.Seed);
        writer.WriteNumber("arrived", result.Arrived);
        writer.WriteNumber("placed", result.Placed);
        writer.WriteNumber("placedAfterWaiting", result.PlacedAfterWaiting);
        writer.WriteNumber("stillWaiting", result.StillWaiting);
        writer.WriteNumber("refused", result.Refused);
        writer.WriteNumber("moves", result.Moves);
        writer.WriteFinite("meanWaitSeconds", result.MeanWaitSeconds);
        writer.WriteFinite("p99WaitSeconds", result.P99WaitSeconds);
        writer.WriteFinite("maxWaitSeconds", result.MaxWaitSeconds);
        writer.WriteFinite("energyMegawattHours", result.EnergyMegawattHours);
        writer.WriteFinite("gpuHours", result.GpuHours);
        writer.WriteFinite("seconds", result.Seconds);
        writer.WriteFinite("wallSeconds", result.WallSeconds);
        writer.WriteStartObject("mean");
        Figures(writer, result.Mean);
        writer.WriteEndObject();
        writer.WriteStartArray("points");
        foreach (TimedPoint point in result.Points)
        {
            writer.WriteStartObject();
            writer.WriteFinite("seconds", point.Seconds);
            Figures(writer, point);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Figures(Utf8JsonWriter writer, TimedPoint point)
    {
        writer.WriteFinite("eopcWatts", point.EopcWatts);
        writer.WriteFinite("grar", point.Grar);
        writer.WriteFinite("allocatedPercent", point.AllocatedPercent);
        writer.WriteFinite("fragmentationPercent", point.FragmentationPercent);
        writer.WriteFinite("wattsPerAllocatedGpu", point.WattsPerAllocatedGpu);
        writer.WriteFinite("waiting", point.Waiting);
    }
}
