using System.CommandLine;
using System.Globalization;
using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Timed;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors place timed</c>: tasks come and go at the times of the trace, and wait where there is no room.</summary>
internal static class PlaceTimedCommand
{
    private const double MostLoad = 100_000;
    private const int MostTurns = 1000;

    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        PlaceOptions place = new();
        Option<string[]> policies = new("--policy") { HelpName = "NAME", Description = "As in replay; repeatable, or several with commas.", Required = true };
        Option<string> seed = new("--seed") { HelpName = "N", Description = "Draws what no file gives.", DefaultValueFactory = static _ => "1" };
        Option<string> load = new("--load") { HelpName = "X", Description = "Tasks arrive X times as fast and run as long as they do.", DefaultValueFactory = static _ => "1" };
        Option<string> repeat = new("--repeat") { HelpName = "N", Description = "The trace runs N times, one after the other.", DefaultValueFactory = static _ => "1" };
        Command command = new("timed", """
            Tasks come and go at the creation and deletion times of the trace. One that fits nowhere waits and is tried again whenever a task leaves.

            Example:
              poweractors place timed --nodes nodes.csv --pods pods.csv --policy fgd,adaptive --load 2
            """);
        command.Add(place.Nodes);
        command.Add(place.Pods);
        command.Add(place.NodeOrder);
        command.Add(policies);
        command.Add(seed);
        command.Add(load);
        command.Add(repeat);
        settings.AddTo(command);
        command.SetAction(result =>
        {
            List<InputFault> faults = [];
            ulong number = PlaceOptions.ReadSeed(result.GetValue(seed)!, "--seed", faults);
            string[] names = PlaceOptions.SplitNames(result.GetValue(policies));
            IPlacementPolicy?[] chosen = [.. names.Select(name => PlaceOptions.ReadPolicy(name, faults))];
            double rate = Number(result.GetValue(load)!, "--load", MostLoad, whole: false, faults);
            int turns = (int)Number(result.GetValue(repeat)!, "--repeat", MostTurns, whole: true, faults);
            PlaceOptions.ThrowIfAny(faults);
            PowerTable table = PlacementSettings.Read(SettingsLoader.Load(settings.Sources(result, io)));
            PlacementTrace trace = PlacementTrace.Read(place.Files(result, number), table);
            List<TimedResult> results = [];
            using (PlaceProgress progress = new(io, "task", "tasks"))
            {
                foreach (IPlacementPolicy? policy in chosen)
                {
                    TimedOptions options = new() { Trace = trace, Policy = policy!, Seed = number, Load = rate, Repeat = turns };
                    results.Add(new TimedReplay(options).Execute(progress.Report, io.Cancellation));
                }
            }

            if (result.GetValue(settings.Json))
                PlaceTimedJson.Write(io.Out, results);
            else
                PlaceTimedTable.Write(io.Out, results);
            return ExitCode.Done;
        });
        return command;
    }

    private static double Number(string text, string option, double most, bool whole, List<InputFault> faults)
    {
        NumberStyles style = whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint;
        if (double.TryParse(text, style, CultureInfo.InvariantCulture, out double value) && value > 0 && value <= most)
            return value;
        faults.Add(new InputFault(option, 0, $"is '{text}'; write a {(whole ? "whole " : "")}number above 0, at most {most}"));
        return 1;
    }
}
