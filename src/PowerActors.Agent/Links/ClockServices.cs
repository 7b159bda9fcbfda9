using Microsoft.Extensions.Logging;
using PowerActors.Actors;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Hints;
using PowerActors.Core.Hardware;

namespace PowerActors.Agent.Links;

/// <summary>What runs beside a server's actors and chooses clocks for it: its governor and the listener for phase hints. Both only tell the server's link what they would have.</summary>
internal sealed class ClockServices : IDisposable
{
    private readonly LiveGovernor? _governor;
    private readonly HintListener? _hints;
    private readonly Func<CancellationToken, Task>? _inside;
    private readonly TimeProvider _time;

    /// <summary>Prepares those that the server has.</summary>
    /// <exception cref="IOException">The socket for hints cannot be opened.</exception>
    public ClockServices(ServerLink link, IActorRef actor, TimeProvider time, ILogger logger)
    {
        _time = time;
        IReadOnlyList<GpuModel> gpus = [.. link.Hardware.Gpus.Select(static gpu => gpu.Model)];
        if (link.Options.Hints is { } hints)
            _hints = new HintListener(hints, gpus, time, standing => actor.Tell(new LinkMessages.Hinted(standing), actor), logger);
        link.Hints = _hints is null ? null : () => _hints.Standing;
        if (link.Options.Governor is { Mode: not GovernorMode.Off } options)
            _governor = new LiveGovernor(options, gpus, link.Sight, standing => actor.Tell(new LinkMessages.Governed(standing), actor), logger, time.GetElapsedTime(0));
        else if (link.Options.InsideGovernor is { } inside)
            _inside = stopping => inside.RunAsync(gpus, link.Sight, standing => actor.Tell(new LinkMessages.Governed(standing), actor), time, stopping);
    }

    /// <summary>Runs them until they are stopped.</summary>
    public Task RunAsync(CancellationToken stopping)
    {
        List<Task> running = [];
        if (_governor is { } governor)
            running.Add(Task.Run(() => governor.RunAsync(_time, stopping), CancellationToken.None));
        if (_inside is { } inside)
            running.Add(Task.Run(() => inside(stopping), CancellationToken.None));
        if (_hints is { } hints)
            running.Add(Task.Run(() => hints.RunAsync(stopping), CancellationToken.None));
        return Task.WhenAll(running);
    }

    public void Dispose()
    {
        _governor?.Dispose();
        _hints?.Dispose();
    }
}
