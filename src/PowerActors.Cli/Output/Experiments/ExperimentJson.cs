using System.Text.Json;
using PowerActors.Cli.Commands.Experiments;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output.Experiments;

/// <summary>An experiment as one JSON object: for each point the worst of its seeds, then every run as <c>simulate --json</c> has it.</summary>
internal static class ExperimentJson
{
    public static void Write(TextWriter to, ExperimentReport report) => Json.Write(to, json =>
    {
        json.WriteStartObject();
        json.WriteString("experiment", report.Experiment.Name);
        json.WriteString("command", report.Command);
        json.WriteString("duration", report.Duration);
        json.WriteNumber("seeds", report.Seeds);
        json.WriteStartArray("points");
        foreach (PointResult point in report.Points)
            WritePoint(json, report, point);
        json.WriteEndArray();
        if (report.Experiment.AtEqualWatts.Count > 0)
            WriteAtEqualWatts(json, report);
        json.WriteEndObject();
    });

    private static void WriteAtEqualWatts(Utf8JsonWriter json, ExperimentReport report)
    {
        json.WriteStartArray("atEqualWatts");
        foreach (EqualWattsRow row in EqualWatts.Of(report))
        {
            json.WriteStartObject();
            json.WriteString("series", row.Point.Series);
            json.WriteString("label", row.Point.Label);
            json.WriteString("against", row.Against);
            json.WriteFinite("meanUtilization", row.Mean);
            for (int i = 0; i < EqualWatts.Figures.Count; i++)
            {
                json.WriteStartObject(EqualWatts.Figures[i].Key);
                json.WriteFinite("own", row.Impacts[i].Own);
                json.WriteFinite("other", row.Impacts[i].Other);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter json, ExperimentReport report, PointResult point)
    {
        json.WriteStartObject();
        json.WriteString("series", point.Point.Series);
        json.WriteFinite("x", point.Point.X);
        json.WriteString("label", point.Point.Label);
        json.WriteString("command", report.CommandOf(point.Point));
        json.WriteString("refused", point.Refused);
        json.WriteNumber("servers", point.Runs.Count > 0 ? point.Runs[0].Servers : 0);
        json.WriteBoolean("met", point.IsMet);
        json.WriteStartObject("worst");
        foreach (ExperimentFigure figure in ExperimentFigure.All)
            json.WriteFinite(figure.Key, figure.Worst(point));
        json.WriteEndObject();
        json.WriteStartArray("runs");
        foreach (SimulationResult run in point.Runs)
            SimulationJson.Write(json, run);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
