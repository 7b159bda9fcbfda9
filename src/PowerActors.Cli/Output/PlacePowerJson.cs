using System.Text.Json;
using PowerActors.Core.Control;
using PowerActors.Simulation.Placement.Powered;

namespace PowerActors.Cli.Output;

/// <summary>Replays under power domains as one JSON object.</summary>
internal static class PlacePowerJson
{
    public static void Write(TextWriter to, IReadOnlyList<PoweredResult> results) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("runs");
        foreach (PoweredResult result in results)
            Write(writer, result);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, PoweredResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("power", PlacePowerTable.NameOf(result.Heed));
        writer.WriteString("policy", result.Policy);
        writer.WriteNumber("seed", result.Seed);
        writer.WriteFinite("seconds", result.Seconds);
        writer.WriteFinite("meanWatts", result.MeanWatts);
        writer.WriteFinite("energyMegawattHours", result.EnergyMegawattHours);
        writer.WriteFinite("allocatedPercent", result.MeanAllocatedPercent);
        writer.WriteFinite("minutesOnRungs", result.MinutesOnRungs);
        writer.WriteFinite("gpuHoursDone", result.GpuHoursDone);
        writer.WriteNumber("lawViolations", result.LawViolations);
        writer.WriteFinite("wallSeconds", result.WallSeconds);
        writer.WriteStartArray("levels");
        foreach (PoweredLevel level in result.Levels)
            Write(writer, level);
        writer.WriteEndArray();
        writer.WriteStartObject("work");
        Write(writer, "high", result.Work[Priority.High]);
        Write(writer, "low", result.Work[Priority.Low]);
        writer.WriteEndObject();
        writer.WriteStartArray("points");
        foreach (PoweredPoint point in result.Points)
        {
            writer.WriteStartObject();
            writer.WriteFinite("seconds", point.Seconds);
            writer.WriteFinite("watts", point.Watts);
            writer.WriteFinite("domainsOnARung", point.DomainsOnARung);
            writer.WriteFinite("waiting", point.Waiting);
            writer.WriteFinite("allocatedPercent", point.AllocatedPercent);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PoweredLevel level)
    {
        writer.WriteStartObject();
        writer.WriteString("level", level.Name);
        writer.WriteNumber("domains", level.Domains);
        writer.WriteStartObject("minutesOnRung");
        foreach (RungMinutes rung in level.MinutesOnRung)
            writer.WriteFinite(rung.Rung, rung.Minutes);
        writer.WriteEndObject();
        writer.WriteNumber("brakes", level.Brakes);
        writer.WriteNumber("breakerTrips", level.Trips);
        writer.WriteFinite("peakUtilization", level.PeakUtilization);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string priority, PoweredWork work)
    {
        writer.WriteStartObject(priority);
        writer.WriteNumber("arrived", work.Arrived);
        writer.WriteNumber("refused", work.Refused);
        writer.WriteNumber("placed", work.Placed);
        writer.WriteNumber("placedAfterWaiting", work.PlacedAfterWaiting);
        writer.WriteNumber("stillWaiting", work.StillWaiting);
        writer.WriteNumber("finished", work.Finished);
        writer.WriteFinite("meanWaitSeconds", work.MeanWaitSeconds);
        writer.WriteFinite("p99WaitSeconds", work.P99WaitSeconds);
        writer.WriteFinite("gpuHoursDone", work.GpuHoursDone);
        writer.WriteFinite("gpuHoursLostToCaps", work.GpuHoursLostToCaps);
        writer.WriteFinite("meanLonger", work.MeanLonger);
        writer.WriteFinite("p99Longer", work.P99Longer);
        writer.WriteEndObject();
    }
}
