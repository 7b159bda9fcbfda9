using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Settings;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors topology check</c>: validates a tree and shows what holds in it.</summary>
internal static class TopologyCommand
{
    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        Argument<string?> file = new("FILE")
        {
            Description = "Settings with a topology, in HOCON or JSON; without it the topology in force.", Arity = ArgumentArity.ZeroOrOne,
        };
        Command check = new("check", """
            Validates a topology: names, limits, ladders, fail-safe sums, worst overload against every breaker. Prints the tree, or every fault with its line.

            Example:
              poweractors topology check site.conf
            """);
        check.Add(file);
        settings.AddTo(check);
        check.SetAction(result =>
        {
            SettingsSources sources = settings.Sources(result, io);
            if (result.GetValue(file) is { } path)
                sources = sources with { Files = [.. sources.Files, path] };
            return Check(SettingsLoader.Load(sources), result.GetValue(settings.Json), io);
        });
        return CommandLine.Group("topology", "The tree of domains: site, rows, PDUs, racks, servers.", io, check);
    }

    private static int Check(LoadedSettings settings, bool json, CommandIo io)
    {
        SimulationSettings.Read(settings);
        SiteSettings? site = SiteSettings.Read(settings.Root, settings.Faults);
        if (json)
            TopologyJson.Write(site, settings.Faults, io.Out);
        settings.Faults.ThrowIfAny();
        if (!json)
            TopologyTable.Write(site!, io.Out);
        return ExitCode.Done;
    }
}
