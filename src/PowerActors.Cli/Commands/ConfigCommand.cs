using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Hocon;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors config show</c>: the settings in force and where each came from; or any HOCON file, resolved.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        Argument<string?> path = new("PATH") { Description = "Only the settings below this path, such as timing.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> raw = new("--raw") { Description = "Resolve this HOCON file alone, whatever its keys, and print it as JSON.", HelpName = "FILE" };
        Command show = new("show", """
            Prints the settings in force, each with the file and line that it came from.

            Examples:
              poweractors config show timing --set timing.lease="90 s"
              poweractors config show --raw any.conf --json
            """);
        show.Add(path);
        show.Add(raw);
        settings.AddTo(show);
        show.SetAction(result => result.GetValue(raw) is { } file
            ? ShowRaw(file, settings.Sources(result, io), result.GetValue(path), io)
            : Show(SettingsLoader.Load(settings.Sources(result, io)), result.GetValue(path), result.GetValue(settings.Json), io));
        return CommandLine.Group("config", "Settings.", io, show);
    }

    private static int ShowRaw(string file, SettingsSources sources, string? path, CommandIo io)
    {
        if (sources.Files.Count > 0 || sources.Sets.Count > 0 || path is not null)
            throw new InputException("--raw", 0, "resolves one file alone; leave --config, --set and PATH out");
        HoconValue value = HoconDocument.ParseFile(file).Resolve();
        io.Out.WriteLine(value.ToJson(indented: true));
        return ExitCode.Done;
    }

    private static int Show(LoadedSettings settings, string? path, bool json, CommandIo io)
    {
        settings.Faults.ThrowIfAny();
        SettingsNode node = path is null ? settings.Root : Find(settings.Root, path);
        if (json)
            SettingsJson.Write(node, path ?? "", io.Out);
        else
            SettingsTable.Write(node, path ?? "", io.Out);
        return ExitCode.Done;
    }

    private static SettingsNode Find(SettingsNode root, string path)
    {
        if (!HoconPath.TryParse(path, out HoconPath? parsed, out string? error))
            throw new InputException("PATH", 0, $"'{path}': {error}");
        SettingsNode node = root;
        for (int i = 0; i < parsed.Elements.Count; i++)
        {
            string step = parsed.Elements[i];
            if (node.Find([step]) is { } next)
            {
                node = next;
                continue;
            }

            IEnumerable<string> known = node.Kind == SettingsKind.List ? node.Items.Select(static (_, at) => at.ToString()) : node.Fields.Select(static field => field.Key);
            SettingsFaults faults = new(NearestName.Find);
            throw new InputException("PATH", 0, SettingsReader.UnknownKey(step, string.Join('.', parsed.Elements.Take(i)), known, faults));
        }

        return node;
    }
}
