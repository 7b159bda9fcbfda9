using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Comparing;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Reports.Pages.Placing;

namespace PowerActors.Cli.Commands.Placing;

/// <summary><c>poweractors place compare</c>: several policies over several seeds, against FGD.</summary>
internal static class PlaceCompareCommand
{
    private const int MostSeeds = 1000;

    public static Command Create(CommandIo io)
    {
        PlaceOptions place = new();
        Option<string[]> policies = new("--policy")
        {
            HelpName = "NAME", Description = "As in replay; repeatable, or several with commas. Default: fgd, pwr, pwr+fgd:0.2, pwr+fgd:0.1, adaptive.", DefaultValueFactory = static _ => [],
        };
        Option<string> seeds = new("--seeds") { HelpName = "LIST", Description = "Such as 42-51 or 1,2,5.", DefaultValueFactory = static _ => "42-51" };
        Command command = new("compare", """
            Replays policies over seeds in parallel: power saved against FGD as the cluster fills, work placed, watts per allocated GPU; means and standard deviations over the
            seeds. {seed} in the name of a file stands for the seed.

            Example:
              poweractors place compare --nodes nodes.csv --pods pods.csv --policy pwr,pwr+fgd:0.1 --seeds 42-51 --report compare.html
            """);
        command.Add(policies);
        command.Add(seeds);
        place.AddInOrder(command);
        command.SetAction(result =>
        {
            PlaceRequest request = new(place, result, io);
            double? inflate = request.Inflation();
            IReadOnlyList<ulong> numbers = ReadSeeds(result.GetValue(seeds)!, request);
            string[] names = [.. request.Policies(policies, "fgd", "pwr", "pwr+fgd:0.2", "pwr+fgd:0.1", "adaptive").Select(static policy => policy.Name)];
            request.ThrowIfAny();
            ReportFile? report = request.Report();
            ComparisonOptions options = new() { TraceOf = Traces(request, numbers), Policies = names, Seeds = numbers, Inflate = inflate };
            ComparisonResult compared;
            using (PlaceProgress progress = request.Progress("replay", "replays"))
                compared = PolicyComparison.Run(options, progress.Report, io.Cancellation);
            return request.Answer(
                to => PlaceCompareTable.Write(to, compared),
                to => PlaceCompareJson.Write(to, compared),
                report,
                json => ComparisonPage.Compose(compared, new PlacementPageInput(json, report!.Command, SimulationReport.Program)));
        });
        return command;
    }

    // All files are read before the first replay, so that whatever is wrong is told at once; files that are the same for all seeds are read once.
    private static Func<ulong, PlacementTrace> Traces(PlaceRequest request, IReadOnlyList<ulong> seeds)
    {
        Dictionary<PlacementFiles, PlacementTrace> read = [];
        Dictionary<ulong, PlacementTrace> bySeed = [];
        foreach (ulong seed in seeds)
        {
            PlacementFiles files = request.Files(seed);
            if (!read.TryGetValue(files, out PlacementTrace? trace))
                read.Add(files, trace = request.Read(files));
            bySeed.Add(seed, trace);
        }

        return seed => bySeed[seed];
    }

    private static List<ulong> ReadSeeds(string text, PlaceRequest request)
    {
        List<ulong> seeds = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', 2, StringSplitOptions.TrimEntries);
            if (ends.Any(end => !ulong.TryParse(end, System.Globalization.NumberStyles.None, null, out _)))
            {
                request.Seed(ends.First(end => !ulong.TryParse(end, System.Globalization.NumberStyles.None, null, out _)), "--seeds");
                return seeds;
            }

            ulong first = request.Seed(ends[0], "--seeds");
            ulong last = ends.Length == 1 ? first : request.Seed(ends[1], "--seeds");
            if (last < first || last - first >= MostSeeds)
            {
                request.Fault("--seeds", $"has the range {part}; write first-last with at most {MostSeeds} seeds, such as 42-51");
                return seeds;
            }

            for (ulong seed = first; seed <= last; seed++)
            {
                if (seeds.Contains(seed))
                {
                    request.Fault("--seeds", $"names {seed} twice; write each seed once");
                    return seeds;
                }

                seeds.Add(seed);
            }
        }

        return seeds;
    }
}
