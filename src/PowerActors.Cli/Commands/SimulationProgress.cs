using System.Diagnostics;

namespace PowerActors.Cli.Commands;

/// <summary>One line on the terminal's error stream that tells how far a run has come; nothing where that is no terminal, and nothing for runs under a second.</summary>
internal sealed class SimulationProgress(CommandIo io, TimeSpan? duration) : IDisposable
{
    private readonly bool _shows = ReferenceEquals(io.Error, Console.Error) && !Console.IsErrorRedirected;
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _written;

    public void Report(TimeSpan reached)
    {
        TimeSpan passed = Stopwatch.GetElapsedTime(_start);
        if (!_shows || passed < TimeSpan.FromSeconds(1))
            return;
        string goal = duration is { } all ? $" of {Words(all)}, {100 * reached / all:0} %" : "";
        string left = duration is { } end && reached > TimeSpan.Zero ? $", {(passed * (end / reached)) - passed:mm\\:ss} left" : "";
        io.Error.Write($"\r  simulated {Words(reached)}{goal} at {reached / passed:#,0} times real time{left}   ");
        io.Error.Flush();
        _written = true;
    }

    public void Dispose()
    {
        if (!_written)
            return;
        io.Error.Write("\r" + new string(' ', 90) + "\r");
        io.Error.Flush();
    }

    private static string Words(TimeSpan time) => time.TotalHours < 48 ? $"{time.TotalHours:0.0} h" : $"{time.TotalDays:0.0} days";
}
