using System.CommandLine;
using PowerActors.Cli.Settings;

namespace PowerActors.Cli.Commands;

/// <summary>The options of every command that reads settings.</summary>
internal sealed class SettingsOptions
{
    /// <summary>Files.</summary>
    public Option<string[]> Config { get; } = new("--config")
    {
        Description = "A settings file in HOCON or JSON. Repeatable; a later one wins.", HelpName = "FILE", DefaultValueFactory = static _ => [],
    };

    /// <summary>Single settings.</summary>
    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "One setting, such as timing.lease=\"90 s\". Repeatable; wins over files and environment.", HelpName = "PATH=VALUE", DefaultValueFactory = static _ => [],
    };

    /// <summary>Machine output.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON to standard output." };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(Config);
        command.Add(Set);
        command.Add(Json);
    }

    /// <summary>The sources that the options name, with the environment.</summary>
    public SettingsSources Sources(ParseResult result, CommandIo io) =>
        new() { Files = result.GetValue(Config) ?? [], Sets = result.GetValue(Set) ?? [], Environment = io.Environment };
}
