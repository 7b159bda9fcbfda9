using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using PowerActors.Actors;
using PowerActors.Agent.Hardware;
using PowerActors.Agent.Links;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;

namespace PowerActors.Agent;

/// <summary>How a server of an agent stands.</summary>
/// <param name="Path">As the agent was told, or as the node assigned.</param>
/// <param name="Connected">Whether a node has taken it.</param>
/// <param name="Snapshot">What its own law last published; null before it began.</param>
/// <param name="Violations">Laws that its actors broke.</param>
public sealed record AgentServerStatus(string Path, bool Connected, DomainSnapshot? Snapshot, IReadOnlyList<LawViolation> Violations);

/// <summary>
/// The part of PowerActors on a GPU server: runs the server's and its GPUs' actors, obeys the control node it is connected to, and guards alone when there is none. Start it once, dispose it
/// once.
/// </summary>
public sealed class PowerAgent : IAsyncDisposable
{
    private readonly AgentOptions _options;
    private readonly ILogger _logger;
    private readonly ActorSystem _system;
    private readonly NodeLink _node;
    private readonly ServerLink[] _links;
    private readonly List<ClockServices> _clocks = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private bool _stopped;

    /// <summary>Prepares an agent; nothing is read or sent before <see cref="Start"/>.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="ArgumentException">The settings cannot be used; the message says why in one line.</exception>
    public PowerAgent(AgentOptions options, ILogger<PowerAgent> logger)
    {
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        ulong seed = options.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        _options = options with { Seed = seed };
        _logger = logger;
        _system = ActorSystem.Create("agent", new ActorSystemOptions { TimeProvider = options.TimeProvider, Seed = seed, GuardianStrategy = ServerLinkActor.Restarts });
        _node = new NodeLink(_options, _system, logger, seed);
        _links = [.. options.Servers.Select((server, i) => new ServerLink((uint)(i + 1), server, logger))];
    }

    /// <summary>How each server stands, in the order of <see cref="AgentOptions.Servers"/>.</summary>
    public IReadOnlyList<AgentServerStatus> Servers =>
        [.. _links.Select(static link => new AgentServerStatus(link.Options.Path, link.IsWelcomed, link.Board[0], link.Laws.Violations))];

    /// <summary>The laws of one server, by its place in <see cref="AgentOptions.Servers"/>.</summary>
    internal LawLedger LawsOf(int server) => _links[server].Laws;

    /// <summary>Takes up what was remembered, and connects.</summary>
    /// <exception cref="IOException">A socket for phase hints cannot be opened; the message says why in one line. The agent can only be disposed then.</exception>
    public void Start()
    {
        IActorRef[] servers = [.. _links.Select(link => _system.ActorOf(ServerLinkActor.Props(link, _node, _options, _logger), $"link-{link.Handle}"))];
        for (int i = 0; i < _links.Length; i++)
            _clocks.Add(new ClockServices(_links[i], servers[i], _options.TimeProvider, _logger));
        _running = Task.WhenAll([Task.Run(() => _node.RunAsync(servers, _stopping.Token)), .. _clocks.Select(clocks => clocks.RunAsync(_stopping.Token))]);
    }

    /// <summary>Stops cleanly: disconnects, finishes writing, and frees the GPUs of the caps it asked for if told to.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        foreach (ClockServices clocks in _clocks)
            clocks.Dispose();
        TimeSpan now = _system.Now;
        await _system.TerminateAsync().ConfigureAwait(false);
        foreach (ServerLink link in _links)
        {
            if (link.File is { } file)
                await file.FlushAsync().ConfigureAwait(false);
            if (_options.RestoreOnStop && _options.Applies)
                Restore(link, now);
        }
    }

    /// <summary>Stops, if it has not been stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _system.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Gives back what this agent has taken and nothing else: a cap that it never asked for is somebody else's, and whoever only watches speaks to no device at all.</summary>
    private void Restore(ServerLink link, TimeSpan now)
    {
        ObservedGpu[] held = [.. link.Hardware.Observed.Where(static gpu => gpu.Asked is { } asked && asked != GpuCap.Free)];
        if (held.Length == 0)
            return;
        int refused = held.Count(gpu => !gpu.TryApply(GpuCap.Free, now));
        AgentLog.Restored(_logger, held.Length, link.Options.Path, refused);
    }
}
