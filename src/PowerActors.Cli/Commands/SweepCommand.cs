using System.CommandLine;
using PowerActors.Cli.Commands.Experiments;
using PowerActors.Cli.Output;
using PowerActors.Cli.Output.Experiments;
using PowerActors.Cli.Settings;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Experiments.Calibration;
using PowerActors.Simulation.Experiments.Sweep;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors sweep</c>: the most servers that a topology carries within the objectives, and what binds.</summary>
internal static class SweepCommand
{
    private const int MostTimesNameplate = 3;

    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        (Option<string> Option, string[] Path)[] overrides =
        [
            (new("--policy") { HelpName = "NAME", Description = "polca, one-threshold-low, one-threshold-all, no-cap, or a ladder of your own." }, ["policy"]),
            (new("--trace") { HelpName = "FILE", Description = "Requests to replay (Azure LLM inference traces, CSV); default: a synthetic load that grows with the servers." }, ["simulation", "trace"]),
            (new("--rate-scale") { HelpName = "X", Description = "Multiplies the rate of requests." }, ["simulation", "rate-scale"]),
            (new("--duration") { HelpName = "TIME", Description = "Simulated time of each run: 24h, 1w, 6w." }, ["simulation", "duration"]),
            (new("--seed") { HelpName = "N", Description = "The first seed." }, ["simulation", "seed"]),
        ];
        Option<int> seeds = new("--seeds") { HelpName = "N", Description = "How many seeds, each with a search of its own.", DefaultValueFactory = static _ => 3 };
        Option<string?> report = ReportFile.CreateOption();
        Command command = new("sweep", """
            Finds the most servers that your topology carries within your objectives, by bisection for each seed, and what binds.

            Example:
              poweractors sweep --policy polca --duration 24h --seeds 5
            """);
        foreach ((Option<string> option, _) in overrides)
            command.Add(option);
        command.Add(seeds);
        command.Add(report);
        settings.AddTo(command);
        command.SetAction(result =>
        {
            List<SettingsOverride> options = [];
            foreach ((Option<string> option, string[] path) in overrides)
            {
                if (result.GetValue(option) is { } value)
                    options.Add(SettingsOverride.OfText(option.Name, value, path));
            }

            LoadedSettings loaded = SettingsLoader.Load(settings.Sources(result, io) with { Options = options });
            return Run(loaded, ExperimentOptions.Positive(seeds.Name, result.GetValue(seeds), 1000), result.GetValue(settings.Json), ReportFile.Of(report, result, io), io);
        });
        return command;
    }

    private static int Run(LoadedSettings settings, int seeds, bool json, ReportFile? report, CommandIo io)
    {
        SimulationSettings simulation = SimulationSettings.Read(settings) with { Servers = null, Oversubscription = null };
        SiteSettings site = settings.ReadSite();
        report?.CheckPlace();
        int nameplate = site.Plan.NameplateServers();
        (int allowed, string? refusal) = Allowed(site.Plan, nameplate);
        ulong[] numbers = [.. Enumerable.Range(0, seeds).Select(i => simulation.Seed + (ulong)i)];
        SweepResult result = ServerSweep.Run(numbers, nameplate, allowed, refusal, Trial, Environment.ProcessorCount, io.Cancellation);
        SweepReport all = new(result, site.Policy.Name, nameplate, Ceiling(simulation, site, nameplate, io), report?.Command ?? "");
        if (json)
            SweepOutput.WriteJson(io.Out, all);
        else
            SweepOutput.WriteTable(io.Out, all);
        report?.Save(SweepOutput.Page(all, settings.Root));
        return result.Most > 0 ? ExitCode.Done : ExitCode.No;

        SweepTrial Trial(ulong seed, int servers)
        {
            SimulationOptions options = SimulateCommand.Compose(simulation with { Seed = seed }, site.Plan.WithServers(servers), site.Policy.Name);
            using SimulationRun run = new(options);
            SimulationResult one = run.Execute(static _ => { }, io.Cancellation);
            List<string> missed = [.. options.Objectives.Check(one.Latency, one.Capping).Where(static check => !check.IsMet).Select(static check => check.Name)];
            missed.AddRange(one.Laws.Violations.Select(static violation => $"law {violation.Law}").Distinct(StringComparer.Ordinal));
            io.Error.WriteLine($"  seed {seed}, {servers} servers: {(missed.Count == 0 ? "within all objectives" : string.Join(", ", missed))}");
            return new SweepTrial(seed, servers, missed);
        }
    }

    /// <summary>The most servers with which the topology passes its checks, and what they say of one more.</summary>
    private static (int Servers, string? Refusal) Allowed(TopologyPlan plan, int nameplate)
    {
        int good = 1, bad = Math.Min((nameplate * MostTimesNameplate) + 1, TopologyReader.MostServers);
        while (bad - good > 1)
        {
            int middle = good + ((bad - good) / 2);
            if (TopologyCheck.Run(plan.WithServers(middle)).Faults.Count == 0)
                good = middle;
            else
                bad = middle;
        }

        return (good, TopologyCheck.Run(plan.WithServers(bad)).Faults.Select(static fault => fault.Message).FirstOrDefault());
    }

    /// <summary>What physics leaves: an uncapped row of as many servers as the limit allows at nameplate, with the first seed. Null for a trace, whose load does not grow with the servers.</summary>
    private static SweepCeiling? Ceiling(SimulationSettings simulation, SiteSettings site, int nameplate, CommandIo io)
    {
        if (simulation.Trace is not null)
            return null;
        RowFigures row = UncappedRow.Measure(SimulateCommand.Compose(simulation, site.Plan.WithServers(nameplate), site.Policy.Name), io.Cancellation);
        return new SweepCeiling(row.Mean, row.MeanBeyondClocks, nameplate / row.Mean, nameplate / row.MeanBeyondClocks);
    }
}
