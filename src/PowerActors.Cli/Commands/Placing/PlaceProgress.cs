using System.Diagnostics;

namespace PowerActors.Cli.Commands.Placing;

/// <summary>One line on the terminal's error stream that tells how many are done; nothing where that is no terminal, and nothing in the first second.</summary>
internal sealed class PlaceProgress(CommandIo io, string one, string many) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly bool _shows = ReferenceEquals(io.Error, Console.Error) && !Console.IsErrorRedirected;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _next = TimeSpan.FromSeconds(1);
    private bool _written;

    public void Report(int done, int all)
    {
        if (!_shows)
            return;
        TimeSpan passed = Stopwatch.GetElapsedTime(_start);
        lock (_lock)
        {
            if (passed < _next)
                return;
            _next = passed + Pause;
            io.Error.Write($"\r  {done:#,0} of {all:#,0} {(all == 1 ? one : many)}, {(passed * ((double)all / Math.Max(1, done))) - passed:mm\\:ss} left   ");
            io.Error.Flush();
            _written = true;
        }
    }

    public void Dispose()
    {
        if (!_written)
            return;
        io.Error.Write("\r" + new string(' ', 70) + "\r");
        io.Error.Flush();
    }
}
