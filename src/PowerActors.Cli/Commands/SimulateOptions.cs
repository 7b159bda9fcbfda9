using System.CommandLine;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Commands;

/// <summary>What the caller of <c>simulate</c> wants besides settings.</summary>
/// <param name="Json">JSON instead of a table.</param>
/// <param name="Check">Exit 1 where an objective is missed.</param>
/// <param name="Report">A report to write; null for none.</param>
internal sealed record SimulateArguments(bool Json, bool Check, ReportFile? Report);

/// <summary>The options of <c>simulate</c>. Those that stand for a setting are laid over the settings, so that the run reads settings alone.</summary>
internal static class SimulateOptions
{
    private const string Section = "simulation";

    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        (Option<string> Option, string[] Path)[] overrides =
        [
            (Option("--servers", "N", "How many servers; the default is as many as the topology has."), [Section, "servers"]),
            (Option("--oversubscribe", "PERCENT", "Servers above what the limits allow at nameplate, such as 30%."), [Section, "oversubscribe"]),
            (Option("--policy", "NAME", "polca, one-threshold-low, one-threshold-all, no-cap, or a ladder of your own."), ["policy"]),
            (Option("--trace", "FILE", "Requests to replay (Azure LLM inference traces, CSV); default: a synthetic load."), [Section, "trace"]),
            (Option("--rate-scale", "X", "Multiplies the rate of requests."), [Section, "rate-scale"]),
            (Option("--duration", "TIME", "Simulated time: 2h, 24h, 1w, 6w."), [Section, "duration"]),
            (Option("--seed", "N", "The same seed gives the same run on any machine."), [Section, "seed"]),
            (Option("--batching", "HOW", "continuous or single."), [Section, "batching"]),
            (Option("--model", "NAME", "bloom-176b or llama2-70b."), [Section, "model"]),
            (Option("--profile", "FILE", "Measured iteration times to use instead of the shipped ones (CSV)."), [Section, "profile"]),
        ];
        Option<bool> check = new("--check") { Description = "Exit 1 when an objective is missed or a law broken." };
        Option<string?> report = ReportFile.CreateOption();
        Command command = new("simulate", """
            Simulates a row under a power policy: servers, requests, breakers, the tree that caps.

            Example:
              poweractors simulate --oversubscribe 30% --policy polca --duration 24h --seed 1
            """);
        foreach ((Option<string> option, _) in overrides)
            command.Add(option);
        command.Add(check);
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

            ResolveServers(options);
            LoadedSettings loaded = SettingsLoader.Load(settings.Sources(result, io) with { Options = options });
            ReportFile? file = ReportFile.Of(report, result, io);
            return SimulateCommand.Run(new SimulateArguments(result.GetValue(settings.Json), result.GetValue(check), file), loaded, io);
        });
        return command;
    }

    /// <summary>One of the two says how many servers there are; on the command line it also wins over the other one from a file.</summary>
    private static void ResolveServers(List<SettingsOverride> options)
    {
        SettingsOverride? servers = options.Find(static option => option.Name == "--servers");
        SettingsOverride? surplus = options.Find(static option => option.Name == "--oversubscribe");
        if (servers is not null && surplus is not null)
            throw new InputException("--oversubscribe", 0, "stands beside --servers; write one of them");
        if (servers is not null)
            options.Add(SettingsOverride.OfText(servers.Name, "none", Section, "oversubscribe"));
        if (surplus is not null)
            options.Add(SettingsOverride.OfText(surplus.Name, "topology", Section, "servers"));
    }

    private static Option<string> Option(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
