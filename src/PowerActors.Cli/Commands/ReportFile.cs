using System.CommandLine;
using PowerActors.Core.Input;
using PowerActors.Simulation.Reports;

namespace PowerActors.Cli.Commands;

/// <summary>A report that a caller wants beside the result: <c>--report FILE.html</c>, the same for every command that writes one.</summary>
/// <param name="path">The file as the user named it.</param>
/// <param name="command">The command that repeats what the report shows.</param>
internal sealed class ReportFile(string path, string command)
{
    private const string Name = "--report";

    /// <summary>The command that repeats what the report shows.</summary>
    public string Command => command;

    /// <summary>The option.</summary>
    public static Option<string?> CreateOption() => new(Name) { HelpName = "FILE.html", Description = "Write a page with charts, assumptions and settings: one file that needs no network." };

    /// <summary>The report that was asked for; null for none.</summary>
    public static ReportFile? Of(Option<string?> option, ParseResult result, CommandIo io) =>
        result.GetValue(option) is { } path ? new ReportFile(path, CommandText.Of(result, io.Environment)) : null;

    /// <summary>Finds out whether the file can be written, before hours are spent on what it is to show.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public void CheckPlace()
    {
        if (path.Length == 0)
            throw new InputException(Name, 0, "names no file; write a path such as report.html");
        if (Directory.Exists(path))
            throw new InputException(Name, 0, $"{path} is a folder; write the path of a file, such as {Path.Combine(path, "report.html")}");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new InputException(Name, 0, $"the folder of {path} does not exist; create it, or write the file elsewhere");
        Guarded(() => HtmlReport.Probe(path));
    }

    /// <summary>Writes the report.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public void Save(HtmlReport report) => Guarded(() => report.Save(path));

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(Name, 0, $"{path} cannot be written ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}); write a file where you may");
        }
    }
}
