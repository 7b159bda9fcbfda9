using System.CommandLine;
using PowerActors.Cli.Output;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary><c>poweractors experiments list</c>.</summary>
internal static class ListExperimentsCommand
{
    public static Command Create(CommandIo io)
    {
        Option<bool> json = new("--json") { Description = "Write JSON to standard output." };
        Command command = new("list", "What each experiment shows and how long it takes.");
        command.Add(json);
        command.SetAction(result =>
        {
            if (result.GetValue(json))
                WriteJson(io.Out);
            else
                WriteTable(io.Out);
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteTable(TextWriter to)
    {
        foreach (Experiment experiment in ExperimentCatalog.All)
        {
            to.WriteLine($"{experiment.Name,-14} {experiment.Shows}");
            to.WriteLine($"{"",-14} {experiment.Points.Count} points of {experiment.Duration ?? "the trace given with --trace"}; {experiment.Takes} on two cores");
        }
    }

    private static void WriteJson(TextWriter to) => Json.Write(to, json =>
    {
        json.WriteStartArray();
        foreach (Experiment experiment in ExperimentCatalog.All)
        {
            json.WriteStartObject();
            json.WriteString("name", experiment.Name);
            json.WriteString("shows", experiment.Shows);
            json.WriteString("duration", experiment.Duration);
            json.WriteNumber("points", experiment.Points.Count);
            json.WriteString("takes", experiment.Takes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
