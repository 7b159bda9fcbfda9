namespace PowerActors.Cli.Commands;

/// <summary>What a command talks to.</summary>
/// <param name="Out">Results: tables, or JSON and nothing else.</param>
/// <param name="Error">Faults and progress.</param>
/// <param name="Environment">Environment variables that are settings.</param>
/// <param name="Cancellation">The user has had enough.</param>
internal sealed record CommandIo(TextWriter Out, TextWriter Error, IReadOnlyDictionary<string, string> Environment, CancellationToken Cancellation);

/// <summary>What a command answers to its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It ran and the answer is no.</summary>
    public const int No = 1;

    /// <summary>Bad input: one line per fault was written.</summary>
    public const int BadInput = 2;

    /// <summary>A fault of the program's own.</summary>
    public const int Internal = 70;

    /// <summary>The user interrupted it: 128 and SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
