using Microsoft.Extensions.Logging;
using PowerActors.Agent;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Topology;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Ports;
using PowerActors.Devices.Redfish.Settings;

namespace PowerActors.Cli.Hosting;

/// <summary>
/// Agents for servers that are reached through their controllers: one for each Redfish host, with all the servers behind it. A host that is down is tried again, ever more patiently, and keeps none of the
/// others from being guarded; until then its servers count as their worst case.
/// </summary>
internal sealed partial class RedfishFleet : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(2);

    /// <summary>How long a clean stop waits for controllers to take what frees their GPUs.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromMinutes(2);

    private readonly RedfishSettings _settings;
    private readonly TopologyPlan _plan;
    private readonly Func<IReadOnlyList<AgentServerOptions>, AgentOptions> _compose;
    private readonly Func<string, string?> _stateFiles;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private Task[] _hosts = [];

    private RedfishFleet(RedfishSettings settings, TopologyPlan plan, Func<IReadOnlyList<AgentServerOptions>, AgentOptions> compose, Func<string, string?> stateFiles, ILoggerFactory loggers)
    {
        _settings = settings;
        _plan = plan;
        _compose = compose;
        _stateFiles = stateFiles;
        _loggers = loggers;
        _logger = loggers.CreateLogger("PowerActors.Redfish");
    }

    /// <summary>How many servers it guards, or tries to.</summary>
    public int Servers { get; private set; }

    /// <summary>Starts to guard what settings map.</summary>
    /// <param name="settings">The section <c>redfish</c>.</param>
    /// <param name="only">The path of one server, or null for all that are mapped.</param>
    /// <param name="plan">The topology.</param>
    /// <param name="compose">The settings of an agent with these servers.</param>
    /// <param name="stateFiles">Where a server's agent keeps its state, by path.</param>
    /// <param name="loggers">The log.</param>
    /// <exception cref="InputException">Nothing is mapped, or a mapped server is not in the topology.</exception>
    public static RedfishFleet Start(
        RedfishSettings settings, string? only, TopologyPlan plan, Func<IReadOnlyList<AgentServerOptions>, AgentOptions> compose, Func<string, string?> stateFiles, ILoggerFactory loggers)
    {
        RedfishFleet fleet = new(settings, plan, compose, stateFiles, loggers);
        List<(RedfishHostSettings Host, List<RedfishServerSettings> Servers)> hosts = [];
        foreach (RedfishHostSettings host in settings.Hosts)
        {
            List<RedfishServerSettings> servers = [.. host.Servers.Where(server => only is null || server.Path == only)];
            if (servers.Count == 0)
                continue;
            servers.ForEach(server => FindServer(plan, server.Path));
            fleet.Servers += servers.Count;
            hosts.Add((host, servers));
        }

        if (hosts.Count == 0)
        {
            throw new InputException("redfish.hosts", 0, only is null
                ? "maps no server; servers = [{ server = PATH }] at a host would be right (`poweractors redfish discover` shows what it has)"
                : $"maps no host to '{only}'; servers = [{{ server = {only} }}] at a host would be right (`poweractors redfish discover` shows what it has)");
        }

        fleet._hosts = [.. hosts.Select(one => Task.Run(() => fleet.GuardAsync(one.Host, one.Servers)))];
        return fleet;
    }

    /// <summary>Stops the agents; where they are to free their GPUs, waits until the controllers have taken that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_hosts).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task GuardAsync(RedfishHostSettings host, List<RedfishServerSettings> servers)
    {
        string? told = null;
        TimeSpan retry = FirstRetry;
        while (!_end.IsCancellationRequested)
        {
            string problem;
            try
            {
                await ServeAsync(host, servers).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (RedfishException e)
            {
                problem = e.Message;
            }
            catch (InputException e)
            {
                problem = e.Message;
            }
#pragma warning disable CA1031 // One host's fault must not leave the servers behind others unguarded, nor go unheard.
            catch (Exception e)
#pragma warning restore CA1031
            {
                problem = $"a fault in this program: {e.Message}";
            }

            if (problem != told)
                NotGuarded(_logger, host.Endpoint.ToString(), problem, servers.Count);
            told = problem;
            try
            {
                await Task.Delay(retry, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
    }

    private async Task ServeAsync(RedfishHostSettings host, List<RedfishServerSettings> servers)
    {
        Action<RedfishNotice> notices = HostLog.Notices(_loggers);
        RedfishClient client = new(host.Endpoint, _settings.Client);
        await using (client.ConfigureAwait(false))
        {
            List<(RedfishServerSettings Server, RedfishServerHardware Hardware)> found = [];
            try
            {
                foreach (RedfishServerSettings server in servers)
                {
                    RedfishServerOptions options = new()
                    {
                        Model = FindServer(_plan, server.Path).Model,
                        System = server.System,
                        Gpus = server.Gpus,
                        Meters = server.Meters,
                        Poll = _settings.Poll,
                        ClockLatency = _plan.Timing.ClockLatency,
                        BrakeLatency = _plan.Timing.BrakeLatency,
                    };
                    found.Add((server, await RedfishServerHardware.ConnectAsync(client, options, _end.Token, notices).ConfigureAwait(false)));
                }

                AgentOptions agentOptions = _compose([.. found.Select(one => new AgentServerOptions { Path = one.Server.Path, Hardware = one.Hardware, StateFile = _stateFiles(one.Server.Path) })]);
                await RunAsync(host, agentOptions, [.. found.Select(static one => one.Hardware)]).ConfigureAwait(false);
            }
            finally
            {
                foreach ((_, RedfishServerHardware hardware) in found)
                    await hardware.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(RedfishHostSettings host, AgentOptions options, IReadOnlyList<RedfishServerHardware> servers)
    {
        PowerAgent agent = new(options, _loggers.CreateLogger<PowerAgent>());
        await using (agent.ConfigureAwait(false))
        {
            agent.Start();
            Guarded(_logger, host.Endpoint.ToString(), servers.Sum(static server => server.Gpus.Count), servers.Count);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Asked to end.
            }
        }

        if (!options.RestoreOnStop)
            return;
        int left = 0;
        foreach (RedfishServerHardware server in servers)
            left += await server.SettleAsync(LongestFarewell).ConfigureAwait(false);
        if (left > 0)
            StillHeld(_logger, host.Endpoint.ToString(), left, LongestFarewell.TotalSeconds);
    }

    private static TopologyServer FindServer(TopologyPlan plan, string path) =>
        OverrideCheck.Find(plan.Root, path).Server ?? throw new InputException("redfish.hosts", 0, $"maps '{path}', which is no server of the topology");

    [LoggerMessage(1, LogLevel.Information, "{Host}: guards {Gpus} GPUs of {Servers} servers")]
    private static partial void Guarded(ILogger logger, string host, int gpus, int servers);

    [LoggerMessage(2, LogLevel.Error, "{Host}: {Problem}; its {Servers} servers are not guarded, and it is tried again")]
    private static partial void NotGuarded(ILogger logger, string host, string problem, int servers);

    [LoggerMessage(3, LogLevel.Warning, "{Host}: {Left} limits could not be taken back within {Seconds:0} s; they stay in force")]
    private static partial void StillHeld(ILogger logger, string host, int left, double seconds);
}
