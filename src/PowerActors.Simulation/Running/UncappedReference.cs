using PowerActors.Simulation.Serving;
using PowerActors.Tree;

namespace PowerActors.Simulation.Running;

/// <summary>
/// The requests of a run on its servers, uncapped and unlimited: what impacts are measured against. It depends on servers, requests and batching alone, so that runs which differ in policy or timing
/// share one.
/// </summary>
public sealed class UncappedReference
{
    private readonly Lazy<LatencyRecorder> _latencies;

    /// <summary>The reference of a run; nothing happens yet.</summary>
    /// <param name="options">The run.</param>
    public UncappedReference(SimulationOptions options) => _latencies = new Lazy<LatencyRecorder>(() => Serve(options));

    /// <summary>Its latencies; the first who asks waits for it to run.</summary>
    internal LatencyRecorder Latencies => _latencies.Value;

    private static LatencyRecorder Serve(SimulationOptions options)
    {
        TreeIndex index = new(options.Plan.Root);
        ServingCluster cluster = new(
            options.Serving,
            [.. index.Servers.Select(node => options.Performance(node.Server!.Model))],
            [.. index.Servers.Select(static node => node.Server!.Priority)],
            options.Load);
        if (options.Duration is { } duration)
            cluster.AdvanceTo(duration.Ticks);
        else
            cluster.RunToEnd();
        return cluster.Latencies;
    }
}
