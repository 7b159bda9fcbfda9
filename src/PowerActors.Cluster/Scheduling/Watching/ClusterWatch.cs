using Microsoft.Extensions.Logging;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Cluster.Scheduling.Watching;

/// <summary>Keeps a scheduler informed of the nodes and pods of a cluster, until it is disposed of.</summary>
public sealed class ClusterWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ResourceWatch<KubernetesNode> _nodes;
    private readonly ResourceWatch<KubernetesPod> _pods;
    private readonly Task _running;

    private ClusterWatch(SchedulerService scheduler, KubernetesApi api, KubernetesAccess access, TimeProvider time, Func<double> jitter, ILogger logger)
    {
        (WatchedKind<KubernetesNode> nodes, WatchedKind<KubernetesPod> pods) = WatchedKind<KubernetesNode>.Of(scheduler);
        _nodes = new ResourceWatch<KubernetesNode>(nodes, api, access, time, jitter, logger);
        _pods = new ResourceWatch<KubernetesPod>(pods, api, access, time, jitter, logger);
        _running = Task.WhenAll(Task.Run(() => _nodes.RunAsync(_stop.Token)), Task.Run(() => _pods.RunAsync(_stop.Token)));
    }

    /// <summary>True while changes of both are heard of.</summary>
    public bool IsCurrent => _nodes.IsCurrent && _pods.IsCurrent;

    /// <summary>How often nodes and pods were listed.</summary>
    public (int Nodes, int Pods) Lists => (_nodes.Lists, _pods.Lists);

    /// <summary>Begins to watch.</summary>
    /// <param name="scheduler">Who is kept informed.</param>
    /// <param name="api">The server; the caller disposes of it afterwards.</param>
    /// <param name="access">Its times.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="time">The clock of waits; the system's where null.</param>
    /// <param name="jitter">Draws a number from 0 up to, not including, 1, so that many nodes do not come back at once; evenly where null.</param>
    public static ClusterWatch Start(SchedulerService scheduler, KubernetesApi api, KubernetesAccess access, ILoggerFactory loggers, TimeProvider? time = null, Func<double>? jitter = null) =>
        new(scheduler, api, access, time ?? TimeProvider.System, jitter ?? Random.Shared.NextDouble, loggers.CreateLogger<ClusterWatch>());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }
}
