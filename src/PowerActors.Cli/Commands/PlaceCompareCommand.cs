using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Comparing;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors place compare</c>: several policies over several seeds, against FGD.</summary>
internal static class PlaceCompareCommand
{
    private const int MostSeeds = 1000;

    public static Command Create(CommandIo io)
    {
        PlaceOptions place = new();
        SettingsOptions settings = new();
        Option<string[]> policies = new("--policy")
        {
            HelpName = "NAME", Description = "As in replay; repeatable, or several with commas. Default: fgd, pwr, pwr+fgd:0.2, pwr+fgd:0.1, adaptive.", DefaultValueFactory = static _ => [],
        };
        Option<string> seeds = new("--seeds") { HelpName = "LIST", Description = "Such as 42-51 or 1,2,5.", DefaultValueFactory = static _ => "42-51" };
        Command command = new("compare", """
            Replays policies over seeds in parallel: power saved against FGD as the cluster fills, work placed, watts per allocated GPU; means and standard deviations over the
            seeds. {seed} in the name of a file stands for the seed.

            Example:
              poweractors place compare --nodes nodes.csv --pods pods.csv --policy pwr,pwr+fgd:0.1 --seeds 42-51
            """);
        place.AddTo(command);
        command.Add(policies);
        command.Add(seeds);
        settings.AddTo(command);
        command.SetAction(result =>
        {
            List<InputFault> faults = [];
            double? inflate = place.ReadInflation(result, faults);
            IReadOnlyList<ulong> numbers = ReadSeeds(result.GetValue(seeds)!, faults);
            string[] names = PlaceOptions.SplitNames(result.GetValue(policies));
            if (names.Length == 0)
                names = ["fgd", "pwr", "pwr+fgd:0.2", "pwr+fgd:0.1", "adaptive"];
            foreach (string name in names)
                PlaceOptions.ReadPolicy(name, faults);
            PlaceOptions.ThrowIfAny(faults);
            PowerTable table = PlacementSettings.Read(SettingsLoader.Load(settings.Sources(result, io)));
            ComparisonOptions options = new()
            {
                TraceOf = Traces(place, result, table, numbers),
                Policies = names,
                Seeds = numbers,
                Inflate = inflate,
            };
            ComparisonResult compared;
            using (PlaceProgress progress = new(io, "replay", "replays"))
                compared = PolicyComparison.Run(options, progress.Report, io.Cancellation);
            if (result.GetValue(settings.Json))
                PlaceCompareJson.Write(io.Out, compared);
            else
                PlaceCompareTable.Write(io.Out, compared);
            return ExitCode.Done;
        });
        return command;
    }

    // All files are read before the first replay, so that whatever is wrong is told at once; files that are the same for all seeds are read once.
    private static Func<ulong, PlacementTrace> Traces(PlaceOptions place, ParseResult result, PowerTable table, IReadOnlyList<ulong> seeds)
    {
        Dictionary<PlacementFiles, PlacementTrace> read = [];
        Dictionary<ulong, PlacementTrace> bySeed = [];
        foreach (ulong seed in seeds)
        {
            PlacementFiles files = place.Files(result, seed);
            if (!read.TryGetValue(files, out PlacementTrace? trace))
                read.Add(files, trace = PlacementTrace.Read(files, table));
            bySeed.Add(seed, trace);
        }

        return seed => bySeed[seed];
    }

    private static List<ulong> ReadSeeds(string text, List<InputFault> faults)
    {
        List<ulong> seeds = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', 2, StringSplitOptions.TrimEntries);
            ulong first = PlaceOptions.ReadSeed(ends[0], "--seeds", faults);
            ulong last = ends.Length == 1 ? first : PlaceOptions.ReadSeed(ends[1], "--seeds", faults);
            if (faults.Count > 0)
                return seeds;
            if (last < first || last - first >= MostSeeds)
                faults.Add(new InputFault("--seeds", 0, $"has the range {part}; write first-last with at most {MostSeeds} seeds, such as 42-51"));
            for (ulong seed = first; faults.Count == 0 && seed <= last; seed++)
            {
                if (seeds.Contains(seed))
                    faults.Add(new InputFault("--seeds", 0, $"names {seed} twice; write each seed once"));
                seeds.Add(seed);
            }
        }

        return seeds;
    }
}
