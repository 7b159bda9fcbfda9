using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests;

/// <summary>Runs commands in this process, on files of a folder of their own that is the first part of no message.</summary>
internal sealed class TestCli : IDisposable
{
    /// <summary>Settings of a load that is as busy at the start of a run as ever: by itself a run begins on a Monday at midnight, when the row is quiet.</summary>
    public static readonly string[] BusyLoad =
    [
        "--set", "simulation.load.requests-per-server=7", "--set", "simulation.load.daily-amplitude=\"0 %\"", "--set", "simulation.load.day-variation=\"0 %\"",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("poweractors-").FullName;

    /// <summary>Environment variables that the command sees.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes a file and answers its path.</summary>
    public string File(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The path of a file that nobody wrote.</summary>
    public string Missing(string name) => Path.Combine(_folder, name);

    /// <summary>Runs a command; file names in what it wrote are without their folder.</summary>
    public (int Code, string Out, string Error) Run(params IReadOnlyList<string> args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(args, new CommandIo(output, error, Environment, CancellationToken.None));
        return (code, Clean(output), Clean(error));
    }

    /// <summary>Runs a command that must be refused, and answers its lines on standard error.</summary>
    public string[] Refused(params IReadOnlyList<string> args)
    {
        (int code, string output, string error) = Run(args);
        code.ShouldBe(ExitCode.BadInput);
        output.ShouldBeEmpty();
        return error.TrimEnd().Split('\n');
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Clean(StringWriter text) =>
        text.ToString().Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).ReplaceLineEndings("\n");
}
