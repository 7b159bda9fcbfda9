using System.Text.Json;
using PowerActors.Core.Control.Laws;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output;

/// <summary>A run's result as one JSON object. A figure that could not be measured is null.</summary>
internal static class SimulationJson
{
    public static void Write(TextWriter to, SimulationResult result) => Json.Write(to, writer => Write(writer, result));

    /// <summary>The object itself, for documents that hold several.</summary>
    public static void Write(Utf8JsonWriter json, SimulationResult result)
    {
        json.WriteStartObject();
        json.WriteString("policy", result.Policy);
        json.WriteNumber("seed", result.Seed);
        json.WriteNumber("servers", result.Servers);
        json.WriteNumber("nameplateServers", result.NameplateServers);
        json.WriteFinite("oversubscription", result.Oversubscription);
        json.WriteFinite("simulatedSeconds", result.SimulatedSeconds);
        json.WriteFinite("wallSeconds", result.WallSeconds);
        json.WriteFinite("speedup", result.Speedup);
        WritePower(json, result.Power);
        WriteCapping(json, result.Capping);
        json.WriteStartObject("requests");
        json.WriteNumber("offered", result.Requests.Offered);
        json.WriteNumber("completed", result.Requests.Completed);
        json.WriteNumber("dropped", result.Requests.Dropped);
        json.WriteNumber("inFlight", result.Requests.InFlight);
        json.WriteEndObject();
        json.WriteStartObject("latency");
        WritePriority(json, "high", result.Latency.High);
        WritePriority(json, "low", result.Latency.Low);
        json.WriteEndObject();
        json.WriteStartObject("serving");
        WritePercentiles(json, "response", result.Serving.Response);
        WritePercentiles(json, "ttft", result.Serving.Ttft);
        WritePercentiles(json, "tbt", result.Serving.Tbt);
        json.WriteEndObject();
        json.WriteStartObject("slo");
        json.WriteFinite("ttftSeconds", result.Slo.TtftSeconds);
        json.WriteFinite("tbtSeconds", result.Slo.TbtSeconds);
        json.WriteFinite("overTtft", result.Slo.OverTtft);
        json.WriteFinite("overTbt", result.Slo.OverTbt);
        json.WriteFinite("over", result.Slo.Over);
        json.WriteEndObject();
        json.WriteStartObject("objectives");
        json.WriteBoolean("met", result.Objectives.Met);
        json.WriteStartArray("missed");
        foreach (string missed in result.Objectives.Missed)
            json.WriteStringValue(missed);
        json.WriteEndArray();
        json.WriteEndObject();
        WriteLaws(json, result.Laws);
        json.WriteString("digest", result.Digest);
        json.WriteEndObject();
    }

    private static void WritePower(Utf8JsonWriter json, PowerResult power)
    {
        json.WriteStartObject("power");
        json.WriteFinite("limitWatts", power.LimitWatts);
        json.WriteFinite("meanUtilization", power.MeanUtilization);
        json.WriteFinite("peakUtilization", power.PeakUtilization);
        json.WriteFinite("peakInstantUtilization", power.PeakInstantUtilization);
        json.WriteFinite("maxRise2s", power.MaxRise2s);
        json.WriteFinite("maxRise40s", power.MaxRise40s);
        json.WriteFinite("gpuShareAtPeak", power.GpuShareAtPeak);
        json.WriteFinite("energyMegawattHours", power.EnergyMegawattHours);
        json.WriteFinite("gpuEnergyMegawattHours", power.GpuEnergyMegawattHours);
        json.WriteEndObject();
    }

    private static void WriteCapping(Utf8JsonWriter json, CappingResult capping)
    {
        json.WriteStartObject("capping");
        json.WriteNumber("brakes", capping.Brakes);
        json.WriteNumber("breakerTrips", capping.BreakerTrips);
        json.WriteNumber("directives", capping.Directives);
        json.WriteNumber("alerts", capping.Alerts);
        json.WriteStartObject("rungSeconds");
        foreach ((string rung, double seconds) in capping.RungSeconds)
            json.WriteFinite(rung, seconds);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePriority(Utf8JsonWriter json, string name, PriorityLatency latency)
    {
        json.WriteStartObject(name);
        json.WriteFinite("p50Seconds", latency.P50Seconds);
        json.WriteFinite("p99Seconds", latency.P99Seconds);
        json.WriteFinite("p50Impact", latency.P50Impact);
        json.WriteFinite("p99Impact", latency.P99Impact);
        json.WriteFinite("meanImpact", latency.MeanImpact);
        json.WriteFinite("throughputImpact", latency.ThroughputImpact);
        json.WriteEndObject();
    }

    private static void WritePercentiles(Utf8JsonWriter json, string name, Percentiles percentiles)
    {
        json.WriteStartObject(name);
        json.WriteFinite("p50", percentiles.P50);
        json.WriteFinite("p90", percentiles.P90);
        json.WriteFinite("p99", percentiles.P99);
        json.WriteEndObject();
    }

    private static void WriteLaws(Utf8JsonWriter json, LawsResult laws)
    {
        json.WriteStartObject("laws");
        json.WriteNumber("checks", laws.Checks);
        json.WriteStartArray("violations");
        foreach (LawViolation violation in laws.Violations)
        {
            json.WriteStartObject();
            json.WriteString("law", violation.Law.ToString());
            json.WriteString("where", violation.Where);
            json.WriteFinite("atSeconds", violation.At.TotalSeconds);
            json.WriteString("detail", violation.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
