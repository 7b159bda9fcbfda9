using Microsoft.Extensions.Logging;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling.Watching;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;

namespace PowerActors.Cluster.Scheduling;

/// <summary>A scheduler with what it needs of a Kubernetes cluster: its watch and its API server, where settings name one. Start it once, dispose it once.</summary>
public sealed class PodScheduling : IAsyncDisposable
{
    private readonly KubernetesApi? _api;
    private readonly ILoggerFactory _loggers;
    private ClusterWatch? _watch;

    private PodScheduling(SchedulerService scheduler, KubernetesApi? api, ILoggerFactory loggers) => (Scheduler, _api, _loggers) = (scheduler, api, loggers);

    /// <summary>The scheduler.</summary>
    public SchedulerService Scheduler { get; }

    /// <summary>Prepares it; nothing is watched before <see cref="Start"/>.</summary>
    /// <param name="settings">How it places, and where the cluster is.</param>
    /// <param name="power">What GPUs and CPUs draw.</param>
    /// <param name="node">The control node whose tree it heeds.</param>
    /// <param name="loggers">The log.</param>
    /// <exception cref="InputException">A file of the settings cannot be used.</exception>
    public static PodScheduling Create(SchedulerSettings settings, PowerTable power, ControlNode node, ILoggerFactory loggers)
    {
        KubernetesApi? api = settings.Kubernetes is { } access ? new KubernetesApi(access) : null;
        return new PodScheduling(new SchedulerService(settings, power, node, loggers, api), api, loggers);
    }

    /// <summary>Begins to watch, where there is a cluster to watch.</summary>
    public void Start()
    {
        if (_api is not null)
            Scheduler.Watch = _watch = ClusterWatch.Start(Scheduler, _api, Scheduler.Settings.Kubernetes!, _loggers);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
            await _watch.DisposeAsync().ConfigureAwait(false);
        _api?.Dispose();
    }
}
