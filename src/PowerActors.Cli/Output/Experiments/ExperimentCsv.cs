using System.Globalization;
using PowerActors.Cli.Commands.Experiments;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output.Experiments;

/// <summary>An experiment as a table for programs (RFC 4180): a row for each run, and one for each point that was refused.</summary>
internal static class ExperimentCsv
{
    public static string Of(ExperimentReport report)
    {
        using StringWriter to = new() { NewLine = "\r\n" };
        to.WriteLine($"series,x,label,seed,servers,{string.Join(',', ExperimentFigure.All.Select(static figure => figure.Key))},met,violations,digest,refused");
        foreach (PointResult point in report.Points)
        {
            string start = $"{Text(point.Point.Series)},{Number(point.Point.X)},{Text(point.Point.Label)}";
            if (point.Refused is { } reason)
                to.WriteLine($"{start},,{new string(',', ExperimentFigure.All.Count)},,,,{Text(reason)}");
            foreach (SimulationResult run in point.Runs)
            {
                to.WriteLine(
                    $"{start},{run.Seed},{run.Servers},{string.Join(',', ExperimentFigure.All.Select(figure => Number(figure.Of(run))))},"
                    + $"{(run.Objectives.Met ? "true" : "false")},{run.Laws.Violations.Count},{run.Digest},");
            }
        }

        return to.ToString();
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Text(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
