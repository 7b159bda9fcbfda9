using System.CommandLine;
using PowerActors.Cli.Commands.Experiments;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Commands;

/// <summary>The options of <c>plan governor</c>. Those that stand for a setting are laid over the settings.</summary>
internal static class PlanGovernorOptions
{
    private const int MostSeeds = 100;

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
        Option<bool> ladder = new("--with-ladder") { Description = "Instead of clocks, compare what the ladder does without and with the governor, at +30 % servers unless --oversubscribe says otherwise." };
        Option<int?> seeds = new("--seeds") { HelpName = "N", Description = "With --with-ladder: how many seeds to compare, from --seed on; default 1." };
        Option<string?> report = ReportFile.CreateOption();
        Command command = new("governor", """
            Runs the same requests at the highest clock, under the clock governor and at fixed clocks: GPU energy, requests too late, seconds on rungs, and what hindsight makes of one clock a minute for all servers.

            Examples:
              poweractors plan governor --model llama2-70b --duration 24h --set governor.ttft="3 s"
              poweractors plan governor --with-ladder --seeds 2 --duration 12h
            """);
        foreach ((Option<string> option, _) in overrides)
            command.Add(option);
        command.Add(ladder);
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

            bool withLadder = result.GetValue(ladder);
            if (result.GetValue(seeds) is not null && !withLadder)
                throw new InputException(seeds.Name, 0, "plays no part without --with-ladder; write both, or another --seed");
            PlanGovernorArguments arguments = new(
                result.GetValue(settings.Json), withLadder, ExperimentOptions.Positive(seeds.Name, result.GetValue(seeds) ?? 1, MostSeeds), ReportFile.Of(report, result, io));
            return PlanGovernorCommand.Run(arguments, SettingsLoader.Load(settings.Sources(result, io) with { Options = options }), io);
        });
        return command;
    }
}
