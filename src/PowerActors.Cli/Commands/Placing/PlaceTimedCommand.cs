using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Timed;
using PowerActors.Simulation.Reports.Pages.Placing;

namespace PowerActors.Cli.Commands.Placing;

/// <summary><c>poweractors place timed</c>: tasks come and go at the times of the trace, and wait where there is no room.</summary>
internal static class PlaceTimedCommand
{
    public static Command Create(CommandIo io)
    {
        PlaceOptions place = new();
        Option<string[]> policies = new("--policy") { HelpName = "NAME", Description = "As in replay; repeatable, or several with commas.", Required = true };
        Option<string?> consolidate = new("--consolidate") { HelpName = "WATTS", Description = "When a task leaves, move those left on its node if each move saves so much; default: none moves." };
        Option<string> moveCost = new("--move-cost") { HelpName = "SECONDS", Description = "By how much a task runs longer for being moved.", DefaultValueFactory = static _ => "120" };
        Command command = new("timed", """
            Tasks come and go at the creation and deletion times of the trace. One that fits nowhere waits and is tried again whenever a task leaves.

            Example:
              poweractors place timed --nodes nodes.csv --pods pods.csv --policy fgd,adaptive --load 2
            """);
        command.Add(policies);
        command.Add(consolidate);
        command.Add(moveCost);
        place.AddInTime(command);
        command.SetAction(result =>
        {
            PlaceRequest request = new(place, result, io);
            ulong seed = request.Seed();
            IReadOnlyList<IPlacementPolicy> chosen = request.Policies(policies);
            double load = request.Load();
            int turns = request.Repeat();
            double? least = result.GetValue(consolidate) is { } watts ? request.Number(watts, "--consolidate", 1e6, ", such as 100") : null;
            int cost = request.Whole(moveCost, 0, 1_000_000);
            request.ThrowIfAny();
            ReportFile? report = request.Report();
            PlacementTrace trace = request.Read(request.Files(seed, needsTimes: true));
            List<TimedResult> results = [];
            using (PlaceProgress progress = request.Progress("task", "tasks"))
            {
                foreach (IPlacementPolicy policy in chosen)
                {
                    TimedOptions options = new()
                    {
                        Trace = trace, Policy = policy, Seed = seed, Load = load, Repeat = turns, Consolidate = least is { } saved ? new Watts(saved) : null, MoveSeconds = cost,
                    };
                    results.Add(new TimedReplay(options).Execute((done, all) => progress.Report((results.Count * all) + done, chosen.Count * all), io.Cancellation));
                }
            }

            return request.Answer(
                to => PlaceTimedTable.Write(to, results),
                to => PlaceTimedJson.Write(to, results),
                report,
                json => TimedPage.Compose(results, new PlacementPageInput(json, report!.Command, SimulationReport.Program)));
        });
        return command;
    }
}
