using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Running;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors plan governor</c>: what the clock governor would save, beside fixed clocks and what is possible at all.</summary>
internal static class PlanGovernorCommand
{
    /// <summary>Fixed clocks that are tried, as shares of the highest; the last is what a governor that does nothing has.</summary>
    private static readonly double[] Shares = [.40, .45, .50, .55, .60, .65, .70, .75, .80, .85, .90, .95];

    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        (Option<string> Option, string[] Path)[] overrides =
        [
            (new("--trace") { HelpName = "FILE", Description = "Requests to replay (Azure LLM inference traces, CSV); default: a synthetic load." }, ["simulation", "trace"]),
            (new("--duration") { HelpName = "TIME", Description = "Simulated time; default: a day, or the trace." }, ["simulation", "duration"]),
            (new("--oversubscribe") { HelpName = "PERCENT", Description = "Servers above what the limits allow at nameplate, such as 30%." }, ["simulation", "oversubscribe"]),
            (new("--model") { HelpName = "NAME", Description = "bloom-176b or llama2-70b." }, ["simulation", "model"]),
            (new("--seed") { HelpName = "N", Description = "The same seed gives the same runs on any machine." }, ["simulation", "seed"]),
        ];
        Command command = new("governor", """
            Runs the same requests at the highest clock, under the clock governor and at fixed clocks: GPU energy, requests too late, seconds on rungs, and what hindsight could save.

            Example:
              poweractors plan governor --model llama2-70b --duration 24h --set governor.ttft="3 s"
            """);
        foreach ((Option<string> option, _) in overrides)
            command.Add(option);
        settings.AddTo(command);
        command.SetAction(result =>
        {
            List<SettingsOverride> options = [];
            foreach ((Option<string> option, string[] path) in overrides)
            {
                if (result.GetValue(option) is { } value)
                    options.Add(SettingsOverride.OfText(option.Name, value, path));
            }

            return Run(SettingsLoader.Load(settings.Sources(result, io) with { Options = options }), result.GetValue(settings.Json), io);
        });
        return command;
    }

    private static int Run(LoadedSettings settings, bool json, CommandIo io)
    {
        SimulationSettings simulation = SimulationSettings.Read(settings);
        GovernorOptions governor = GovernorReader.Read(settings.Section("governor")).Options;
        SiteSettings site = settings.ReadSite();
        TopologyPlan plan = simulation.Apply(site.Plan);
        SimulationOptions options = SimulateCommand.Compose(simulation, plan, site.Policy.Name);
        Megahertz highest = plan.Root.AllServers().First().Model.Gpu.MaxClock;
        GovernorStudyResult study = GovernorStudy.Run(options, governor, [.. Shares.Select(share => plan.Root.AllServers().First().Model.Gpu.RoundDown(highest * share))], name =>
        {
            io.Cancellation.ThrowIfCancellationRequested();
            io.Error.WriteLine($"{name} ...");
        });
        if (json)
            GovernorStudyJson.Write(io.Out, study);
        else
            GovernorStudyTable.Write(io.Out, study);
        return ExitCode.Done;
    }
}
