using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Core.Input;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Replay;
using PowerActors.Simulation.Reports.Pages.Placing;

namespace PowerActors.Cli.Commands.Placing;

/// <summary><c>poweractors place replay</c>: one trace through one policy.</summary>
internal static class PlaceReplayCommand
{
    public static Command Create(CommandIo io)
    {
        PlaceOptions place = new();
        Option<string> policy = new("--policy") { HelpName = "NAME", Description = $"{string.Join(", ", KnownPolicies.Names)}.", Required = true };
        Option<string> events = new("--events") { HelpName = "FILE", Description = "Write every decision as CSV." };
        Command command = new("replay", """
            Lets the tasks of a trace arrive one after the other and places each; nothing leaves. Watts, allocation and fragmentation for each percent of the capacity that arrived.

            Example:
              poweractors place replay --nodes nodes.csv --pods pods.csv --policy pwr+fgd:0.1 --seed 42
            """);
        command.Add(policy);
        command.Add(place.Seed);
        command.Add(events);
        place.AddInOrder(command);
        command.SetAction(result =>
        {
            PlaceRequest request = new(place, result, io);
            double? inflate = request.Inflation();
            ulong seed = request.Seed();
            IPlacementPolicy? chosen = request.Policy(result.GetValue(policy)!);
            request.ThrowIfAny();
            ReportFile? report = request.Report();
            ReplayOptions options = new() { Trace = request.Read(request.Files(seed)), Policy = chosen!, Seed = seed, Inflate = inflate };
            ReplayResult replayed = Run(options, result.GetValue(events), request);
            return request.Answer(
                to => PlaceReplayTable.Write(to, replayed),
                to => PlaceReplayJson.Write(to, replayed),
                report,
                json => ReplayPage.Compose(replayed, new PlacementPageInput(json, report!.Command, SimulationReport.Program)));
        });
        return command;
    }

    private static ReplayResult Run(ReplayOptions options, string? events, PlaceRequest request)
    {
        PlacementReplay replay = new(options);
        using PlaceProgress progress = request.Progress("decision", "decisions");
        if (events is null)
            return replay.Execute(decision => progress.Report(decision.Index + 1, replay.Arrivals), request.Io.Cancellation);
        using StreamWriter to = Open(events);
        EventWriter writer = new(to, replay.Cluster);
        return replay.Execute(
            decision =>
            {
                writer.Write(decision);
                progress.Report(decision.Index + 1, replay.Arrivals);
            },
            request.Io.Cancellation);
    }

    private static StreamWriter Open(string file)
    {
        try
        {
            return new StreamWriter(file, append: false, new System.Text.UTF8Encoding(false), bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException("--events", 0, $"{file} cannot be written ({e.Message.TrimEnd('.')}); name a file in a folder that exists");
        }
    }
}
