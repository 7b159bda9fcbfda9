using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Placement.Power;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Powered;
using PowerActors.Simulation.Reports.Pages.Placing;

namespace PowerActors.Cli.Commands.Placing;

/// <summary><c>poweractors place power</c>: the same requests under power domains, placed with and without regard to them.</summary>
internal static class PlacePowerCommand
{
    public static Command Create(CommandIo io)
    {
        PlaceOptions place = new(load: PlaceOptions.Automatic, repeat: "4");
        Option<string> policy = new("--policy") { HelpName = "NAME", Description = "As in replay; decides among the nodes that power leaves.", DefaultValueFactory = static _ => "adaptive" };
        Option<string> topology = new("--topology") { HelpName = "FILE", Description = "Which node stands where: CSV with sn, domain (such as row-1/rack-3). Default: nodes dealt into racks." };
        Option<string> limits = new("--limits") { HelpName = "FILE", Description = "Limits of domains: CSV with domain, limit_watts. Default: by --oversubscribe." };
        Option<string> over = new("--oversubscribe")
        {
            HelpName = "PERCENT", Description = "By how much what stands in a domain could exceed its limit, for domains without a limit of their own.", DefaultValueFactory = static _ => "30",
        };
        Option<string> perRack = new("--nodes-per-rack") { HelpName = "N", Description = "Where no file says.", DefaultValueFactory = static _ => "16" };
        Option<string> perRow = new("--racks-per-row") { HelpName = "N", Description = "Where no file says.", DefaultValueFactory = static _ => "10" };
        Option<string> startUp = new("--start-up") { HelpName = "SECONDS", Description = "From a placement to the task's first draw.", DefaultValueFactory = static _ => "60" };
        Command command = new("power", """
            The same tasks come and go three times under power domains that climb POLCA's ladder: placed without regard to power, with a preference for domains that have some to
            spare, and with a refusal of domains that would pass their threshold. Minutes on rungs, work done, waits, for each priority (LS and Guaranteed are high). The
            automatic load is the one at which tasks ask for 35 % of all GPUs at a time.

            Example:
              poweractors place power --nodes nodes.csv --pods pods.csv --oversubscribe 30 --report power.html
            """);
        command.Add(policy);
        command.Add(topology);
        command.Add(limits);
        command.Add(over);
        command.Add(perRack);
        command.Add(perRow);
        command.Add(startUp);
        place.AddInTime(command);
        command.SetAction(result =>
        {
            PlaceRequest request = new(place, result, io);
            ulong seed = request.Seed();
            IPlacementPolicy? chosen = request.Policy(result.GetValue(policy)!);
            double? load = result.GetValue(place.Load) == PlaceOptions.Automatic ? null : request.Load();
            int turns = request.Repeat();
            double oversubscription = request.Whole(over, 0, 1000) / 100.0;
            int inRack = request.Whole(perRack, 1, 100_000);
            int inRow = request.Whole(perRow, 1, 100_000);
            int start = request.Whole(startUp, 0, 86_400);
            request.ThrowIfAny();
            ReportFile? report = request.Report();
            PlacementTrace trace = request.Read(request.Files(seed, needsTimes: true));
            PowerSite site = result.GetValue(topology) is null && result.GetValue(limits) is null
                ? PowerSite.Deal(trace.Nodes, inRack, inRow, oversubscription)
                : SiteFiles.Read(result.GetValue(topology), result.GetValue(limits), trace.Nodes, () => PowerSite.DealtPaths(trace.Nodes.Count, inRack, inRow), oversubscription);
            PoweredOptions options = new()
            {
                Trace = trace, Policy = chosen!, Site = site, Heed = PowerHeed.None, Seed = seed, Load = load, Repeat = turns, StartUp = TimeSpan.FromSeconds(start),
            };
            IReadOnlyList<PoweredResult> results;
            using (PlaceProgress progress = request.Progress("task", "tasks"))
                results = PoweredComparison.Run(options, progress.Report, io.Cancellation);
            return request.Answer(
                to => PlacePowerTable.Write(to, results),
                to => PlacePowerJson.Write(to, results),
                report,
                json => PoweredPage.Compose(results, options, new PlacementPageInput(json, report!.Command, SimulationReport.Program)));
        });
        return command;
    }
}
