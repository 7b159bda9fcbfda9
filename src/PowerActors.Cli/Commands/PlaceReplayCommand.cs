using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Replay;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors place replay</c>: one trace through one policy.</summary>
internal static class PlaceReplayCommand
{
    public static Command Create(CommandIo io)
    {
        PlaceOptions place = new();
        SettingsOptions settings = new();
        Option<string> policy = new("--policy") { HelpName = "NAME", Description = $"{string.Join(", ", KnownPolicies.Names)}.", Required = true };
        Option<string> seed = new("--seed") { HelpName = "N", Description = "Draws what no file gives; the same seed gives the same run on any machine.", DefaultValueFactory = static _ => "1" };
        Option<string> events = new("--events") { HelpName = "FILE", Description = "Write every decision as CSV." };
        Command command = new("replay", """
            Lets the tasks of a trace arrive one after the other and places each; nothing leaves. Watts, allocation and fragmentation for each percent of the capacity that arrived.

            Example:
              poweractors place replay --nodes nodes.csv --pods pods.csv --policy pwr+fgd:0.1 --seed 42
            """);
        place.AddTo(command);
        command.Add(policy);
        command.Add(seed);
        command.Add(events);
        settings.AddTo(command);
        command.SetAction(result =>
        {
            List<InputFault> faults = [];
            double? inflate = place.ReadInflation(result, faults);
            ulong number = PlaceOptions.ReadSeed(result.GetValue(seed)!, "--seed", faults);
            IPlacementPolicy? chosen = PlaceOptions.ReadPolicy(result.GetValue(policy)!, faults);
            PlaceOptions.ThrowIfAny(faults);
            PowerTable table = PlacementSettings.Read(SettingsLoader.Load(settings.Sources(result, io)));
            PlacementTrace trace = PlacementTrace.Read(place.Files(result, number), table);
            ReplayOptions options = new() { Trace = trace, Policy = chosen!, Seed = number, Inflate = inflate };
            ReplayResult replayed = Run(options, result.GetValue(events), io);
            if (result.GetValue(settings.Json))
                PlaceReplayJson.Write(io.Out, replayed);
            else
                PlaceReplayTable.Write(io.Out, replayed);
            return ExitCode.Done;
        });
        return command;
    }

    private static ReplayResult Run(ReplayOptions options, string? events, CommandIo io)
    {
        PlacementReplay replay = new(options);
        using PlaceProgress progress = new(io, "decision", "decisions");
        if (events is null)
            return replay.Execute(decision => progress.Report(decision.Index + 1, replay.Arrivals), io.Cancellation);
        using StreamWriter to = Open(events);
        EventWriter writer = new(to, replay.Cluster);
        return replay.Execute(
            decision =>
            {
                writer.Write(decision);
                progress.Report(decision.Index + 1, replay.Arrivals);
            },
            io.Cancellation);
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
