using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Hardware;

namespace PowerActors.Agent.Hints;

/// <summary>Takes processes that give hints on the socket, each as a connection of its own.</summary>
internal sealed class HintListener : IDisposable
{
    private static readonly TimeSpan SaysAgainAfter = TimeSpan.FromSeconds(10);

    private readonly HintOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HintDesk _desk;
    private readonly int _gpus;
    private readonly Socket _socket;
    private int _connections;
    private long _refusedAt = -SaysAgainAfter.Ticks;

    /// <summary>Opens the socket; nobody is taken before <see cref="RunAsync"/>.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public HintListener(HintOptions options, IReadOnlyList<GpuModel> gpus, TimeProvider time, Action<HintStanding> publish, ILogger logger)
    {
        _options = options with { Plan = options.Plan.For(gpus[0].MaxClock) };
        _gpus = gpus.Count;
        _time = time;
        _logger = logger;
        _desk = new HintDesk(_options, _gpus, time, publish);
        _socket = HintSocket.Open(options);
        PhaseLaw law = new(_options.Plan, options.Settings, _gpus);
        string phases = string.Join(", ", _options.Plan.Phases.Select((phase, i) => $"{phase.Name} {phase.Clock}{Needs(law.NeededSeconds(i))}"));
        HintLog.Begins(logger, options.Socket, options.PlanFrom, phases, _gpus, Math.Round(law.Latency.TotalMilliseconds, 1), options.Settings.Budget);
        if (options.Plan.MemoryClock is { } memory)
            HintLog.MemoryClock(logger, options.PlanFrom, memory);
    }

    /// <summary>How the hints stand now.</summary>
    public HintStanding Standing => _desk.Standing;

    /// <summary>Takes connections until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        List<Task> open = [];
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Socket accepted = await _socket.AcceptAsync(stopping).ConfigureAwait(false);
                open.RemoveAll(static task => task.IsCompleted);
                open.Add(ServeAsync(accepted, stopping));
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (SocketException e)
            {
                // Out of file descriptors, or the like: not for ever.
                HintLog.Troubled(_logger, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(open).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _desk.Dispose();
        try
        {
            File.Delete(_options.Socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            HintLog.Troubled(_logger, e.Message);
        }
    }

    private static string Needs(double seconds) => double.IsPositiveInfinity(seconds) ? "" : $" (from {(seconds < 1 ? $"{seconds * 1e3:0} ms" : $"{seconds:0.##} s")})";

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        using (socket)
        {
            if (Interlocked.Increment(ref _connections) > _options.MostConnections)
            {
                Interlocked.Decrement(ref _connections);
                Refused($"{_options.MostConnections} have a connection already");
                await RefuseAsync(socket).ConfigureAwait(false);
                return;
            }

            try
            {
                if (await new HintConnection(socket, _desk, _options, _gpus, _time).RunAsync(stopping).ConfigureAwait(false) is { } problem)
                    Refused(problem);
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
            }
        }
    }

    /// <summary>Says it, but not for every one of many.</summary>
    private void Refused(string reason)
    {
        long now = _time.GetElapsedTime(0).Ticks, last = Interlocked.Read(ref _refusedAt);
        if (now - last >= SaysAgainAfter.Ticks && Interlocked.CompareExchange(ref _refusedAt, now, last) == last)
            HintLog.Refused(_logger, reason);
    }

    private static async Task RefuseAsync(Socket socket)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("error too many connections\n"), SocketFlags.None).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // It has gone already.
        }
    }
}
