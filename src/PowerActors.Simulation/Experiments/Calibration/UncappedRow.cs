using PowerActors.Core.Topology;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;
using PowerActors.Simulation.Serving;
using PowerActors.Tree;

namespace PowerActors.Simulation.Experiments.Calibration;

/// <summary>What a production row is described by. All but the last are shares of the limit.</summary>
/// <param name="Mean">Mean sample.</param>
/// <param name="Peak">Largest sample.</param>
/// <param name="Rise2s">Largest rise within 2 s.</param>
/// <param name="Rise40s">Largest rise within 40 s.</param>
/// <param name="GpuShareAtPeak">The GPUs' part of the power in the largest sample.</param>
public readonly record struct RowFigures(double Mean, double Peak, double Rise2s, double Rise40s, double GpuShareAtPeak)
{
    /// <summary>
    /// Mean power that no clock can give back, a share of the limit: what is not GPU, and GPUs at rest. Rather too low: GPUs at their lowest clock that work draw more than at rest.
    /// </summary>
    public double MeanBeyondClocks { get; init; }
}

/// <summary>
/// Power of servers that nothing caps, without the tree that would guard them: nothing would act on what it decides, and the requests and the power are the same without it.
/// </summary>
public static class UncappedRow
{
    /// <summary>Serves the requests of a run and answers its power; breakers carry whatever flows.</summary>
    /// <param name="options">The run. It must have a duration.</param>
    /// <param name="cancel">Ends it early with <see cref="OperationCanceledException"/>.</param>
    public static RowFigures Measure(SimulationOptions options, CancellationToken cancel = default)
    {
        TimeSpan end = options.Duration ?? throw new ArgumentException("a row is measured for a duration", nameof(options));
        TreeIndex index = new(WithoutBreakers(options.Plan.Root));
        PerformanceModel[] models = [.. index.Servers.Select(node => options.Performance(node.Server!.Model))];
        VirtualDatacenter datacenter = new(index, options.Hardware, models, options.Serving, options.Load);
        List<TreeNode> metered = MeteredDomains.Of(index);
        TimeSpan period = options.Plan.Timing.Telemetry;
        TimeSpan warmUp = options.EffectiveWarmUp;
        PowerRecorder recorder = new(period);
        double gpuWatts = 0;
        long samples = 0;
        for (TimeSpan now = TimeSpan.Zero; now <= end; now += period)
        {
            datacenter.AdvanceTo(now.Ticks);
            datacenter.Tick(now.Ticks);
            if (now < warmUp)
                continue;
            cancel.ThrowIfCancellationRequested();
            long power = datacenter.Milliwatts(metered);
            long gpus = datacenter.GpuMilliwatts(metered);
            recorder.Add(power, power > recorder.Peak ? gpus : 0);
            gpuWatts += gpus / 1e3;
            samples++;
        }

        double limit = MeteredDomains.LimitWatts(metered) * 1e3;
        return new RowFigures(
            recorder.Mean / limit,
            recorder.Peak / limit,
            recorder.MaxRise2s / limit,
            recorder.MaxRise40s / limit,
            recorder.Peak == 0 ? 0 : (double)recorder.GpusAtPeak / recorder.Peak)
        {
            MeanBeyondClocks = ((recorder.Mean / 1e3) - (gpuWatts / Math.Max(1, samples)) + index.Servers.Sum(static node => node.Server!.Model.GpuCount * node.Server.Model.Gpu.Idle.Value)) / (limit / 1e3),
        };
    }

    private static TopologyDomain WithoutBreakers(TopologyDomain domain) => domain with { Breaker = null, Domains = [.. domain.Domains.Select(WithoutBreakers)] };
}
