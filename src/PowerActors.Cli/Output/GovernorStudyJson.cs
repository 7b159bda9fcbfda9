using System.Text.Json;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output;

/// <summary>A governor study as one JSON object.</summary>
internal static class GovernorStudyJson
{
    public static void Write(TextWriter to, GovernorStudyResult study) => Json.Write(to, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("servers", study.Highest.Result.Servers);
        json.WriteNumber("requests", study.Highest.Result.Requests.Offered);
        json.WriteFinite("ttftSeconds", study.Highest.Result.Slo.TtftSeconds);
        json.WriteFinite("tbtSeconds", study.Highest.Result.Slo.TbtSeconds);
        WriteVariant(json, "highest", study, study.Highest);
        WriteVariant(json, "governor", study, study.Governed);
        if (study.BestFixed is { } best)
            WriteVariant(json, "bestFixed", study, best);
        else
            json.WriteNull("bestFixed");
        json.WriteStartObject("hindsight");
        json.WriteString("is", GovernorStudy.HindsightIs);
        json.WriteFinite("gpuEnergyMegawattHours", study.Hindsight.MegawattHours);
        json.WriteFinite("saving", study.Saving(study.Hindsight));
        json.WriteEndObject();
        json.WriteStartArray("fixed");
        foreach (GovernorVariant variant in study.Fixed)
            WriteVariant(json, null, study, variant);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteVariant(Utf8JsonWriter json, string? name, GovernorStudyResult study, GovernorVariant variant)
    {
        SimulationResult result = variant.Result;
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        json.WriteFinite("clockMhz", variant.Clock?.Value ?? double.NaN);
        json.WriteFinite("gpuEnergyMegawattHours", result.Power.GpuEnergyMegawattHours);
        json.WriteFinite("saving", study.Saving(variant.GpuEnergy));
        json.WriteFinite("over", result.Slo.Over);
        json.WriteFinite("overMore", study.More(variant));
        json.WriteFinite("overTtft", result.Slo.OverTtft);
        json.WriteFinite("overTbt", result.Slo.OverTbt);
        json.WriteFinite("ttftP99Seconds", result.Serving.Ttft.P99);
        json.WriteFinite("tbtP99Seconds", result.Serving.Tbt.P99);
        json.WriteFinite("meanUtilization", result.Power.MeanUtilization);
        json.WriteFinite("secondsOnRungs", LadderPair.OnRungs(result));
        json.WriteNumber("brakes", result.Capping.Brakes);
        json.WriteNumber("lawViolations", result.Laws.Violations.Count);
        json.WriteString("digest", result.Digest);
        json.WriteEndObject();
    }
}
