using System.Reflection;
using System.Security.Cryptography;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Settings;
using PowerActors.Core.Settings;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Pages;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Cli.Output;

/// <summary>A run's page: its result, with the settings and files that it was made from.</summary>
internal static class SimulationReport
{
    public static HtmlReport Compose(SimulationResult result, SimulationOptions options, string command, SettingsNode settings, IReadOnlyList<string?> files)
    {
        using StringWriter json = new();
        SimulationJson.Write(json, result);
        return SimulationPage.Compose(new SimulationPageInput
        {
            Result = result,
            Options = options,
            Json = json.ToString(),
            Command = command,
            Settings = Settings(settings),
            Inputs = [.. Files(settings, files)],
            Program = Program,
        });
    }

    /// <summary>The program and its version.</summary>
    public static string Program { get; } =
        $"{CommandLine.Name} {typeof(SimulationReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}";

    /// <summary>Every setting in force.</summary>
    public static IReadOnlyList<Setting> Settings(SettingsNode settings) =>
        [.. SettingsTable.Rows(settings, "").Select(static row => new Setting(row.Name, row.Value, row.Origin.ToString(), row.Origin.File == ReferenceSettings.Name))];

    /// <summary>The files that a page was made from, with what was in them; those that were not named are left out.</summary>
    public static Facts InputFiles(IEnumerable<string?> named) => new("Files", [.. named.OfType<string>().Distinct(StringComparer.Ordinal).Where(File.Exists).Select(Content)]) { Headings = ("file", "content", "from") };

    /// <summary>The files that settings came from or name, with what was in them.</summary>
    private static IEnumerable<Fact> Files(SettingsNode settings, IReadOnlyList<string?> named)
    {
        IEnumerable<string> origins = SettingsTable.Rows(settings, "").Select(static row => row.Origin.File).Where(File.Exists);
        return named.OfType<string>().Concat(origins).Distinct(StringComparer.Ordinal).Select(Content);
    }

    private static Fact Content(string file)
    {
        using FileStream content = File.OpenRead(file);
        return new Fact(file, $"{Show.Number(content.Length)} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(content))}");
    }
}
