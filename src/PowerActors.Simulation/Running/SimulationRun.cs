using System.Diagnostics;
using PowerActors.Actors;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Serving;
using PowerActors.Tree;

namespace PowerActors.Simulation.Running;

/// <summary>One run: the virtual datacenter and the tree of actors that guards it, in turn, on one virtual clock.</summary>
public sealed class SimulationRun : IDisposable
{
    private readonly SimulationOptions _options;
    private readonly TreeIndex _index;
    private readonly VirtualDatacenter _datacenter;
    private readonly DeterministicSystem _system;
    private readonly DecisionRecorder _decisions;
    private readonly TreeAuditor _auditor;
    private readonly IReadOnlyList<PerformanceModel> _models;
    private readonly List<TreeNode> _metered;
    private readonly PowerRecorder _power;
    private readonly PowerTimelineRecorder _timeline;
    private readonly DetailRecorder? _detail;
    private readonly TimeSpan _warmUp;
    private int _nextFault;
    private long _instantPeak;

    /// <summary>Builds both; nothing happens yet.</summary>
    public SimulationRun(SimulationOptions options)
    {
        _options = options;
        _index = new TreeIndex(options.Plan.Root);
        _models = [.. _index.Servers.Select(node => options.Performance(node.Server!.Model))];
        _datacenter = new VirtualDatacenter(_index, options.Hardware, _models, options.Serving, options.Load);
        _decisions = new DecisionRecorder(_index);
        _power = new PowerRecorder(options.Plan.Timing.Telemetry);
        _timeline = new PowerTimelineRecorder(options.Plan.Timing.Telemetry);
        _detail = options.Detail == ReportDetail.None ? null : new DetailRecorder(_index, options.Plan.Timing.Telemetry);
        _metered = MeteredDomains.Of(_index);
        _warmUp = options.EffectiveWarmUp;
        _system = ActorSystem.CreateDeterministic(new DeterministicOptions { Seed = options.Seed, Faults = options.MessageFaults });
        TreeRegistry registry = new(_index);
        TreeSettings settings = new()
        {
            Plan = options.Plan,
            Hardware = _datacenter.Hardware,
            Meters = node => _datacenter.DomainMeter(node),
            Laws = Laws,
            Observer = _decisions,
            Governors = _datacenter.Governor,
            Work = _datacenter.Work,
            Registry = registry,
        };
        _auditor = new TreeAuditor(registry, settings);
        _datacenter.Tripped += (node, now) => Laws.Violate(Law.P1, node.Path, now, "the breaker tripped");
        PowerTree.Start(_system, settings, _index);
    }

    /// <summary>The laws as checked in this run.</summary>
    public LawLedger Laws { get; } = new();

    /// <summary>The world.</summary>
    public VirtualDatacenter Datacenter => _datacenter;

    /// <summary>The actors' clock and queues.</summary>
    public DeterministicSystem System => _system;

    /// <summary>The first alerts, for people and tests.</summary>
    public IEnumerable<string> FirstAlerts => _decisions.FirstAlerts.Select(static alert => $"{alert.At.TotalSeconds:0.0} s {alert.Node} {alert.Kind}: {alert.Detail}");

    /// <summary>Runs to the end and gives the result; the uncapped reference runs beside it on another thread.</summary>
    /// <param name="progress">Told the virtual time reached, a few times per real second; may be null.</param>
    /// <param name="cancel">Ends the run early with <see cref="OperationCanceledException"/>.</param>
    public SimulationResult Execute(Action<TimeSpan>? progress = null, CancellationToken cancel = default)
    {
        Stopwatch wall = Stopwatch.StartNew();
        UncappedReference shared = _options.Reference ?? new UncappedReference(_options);
        Task<LatencyRecorder>? reference = _options.WithReference ? Task.Run(() => shared.Latencies, cancel) : null;
        TimeSpan end = Advance(progress, cancel);
        LatencyRecorder? uncapped = reference?.GetAwaiter().GetResult();
        wall.Stop();
        return Summarize(end, wall.Elapsed, uncapped);
    }

    /// <inheritdoc/>
    public void Dispose() => _system.Dispose();

    private TimeSpan Advance(Action<TimeSpan>? progress, CancellationToken cancel)
    {
        TimeSpan period = _options.Plan.Timing.Telemetry;
        TimeSpan end = _options.Duration ?? TimeSpan.MaxValue;
        Stopwatch sinceProgress = Stopwatch.StartNew();
        TimeSpan nextTick = TimeSpan.Zero;
        while (true)
        {
            TimeSpan due = _system.NextDue ?? nextTick;
            TimeSpan now = due < nextTick ? due : nextTick;
            if (now > end)
                break;
            _datacenter.AdvanceTo(now.Ticks);
            StrikeFaults(now);
            if (now == nextTick)
            {
                Sample(now);
                nextTick += period;
                if (_options.Duration is null && _datacenter.Serving.IsDone)
                {
                    end = now;
                    break;
                }

                if (progress is not null && sinceProgress.ElapsedMilliseconds >= 100)
                {
                    cancel.ThrowIfCancellationRequested();
                    progress(now);
                    sinceProgress.Restart();
                }
            }

            _system.AdvanceTo(now);
            _auditor.Audit(now);
        }

        if (_options.Duration is not null)
            _datacenter.AdvanceTo(end.Ticks);
        return end;
    }

    private void Sample(TimeSpan now)
    {
        _datacenter.Tick(now.Ticks);
        _options.OnSample?.Invoke(now, _datacenter);
        long power = _datacenter.Milliwatts(_metered), gpus = 0;
        _timeline.Add(power);
        _detail?.Sample(now, power, now >= _warmUp, _datacenter, _decisions.RungOf);
        if (now < _warmUp)
        {
            _datacenter.ResetPeaks();
            return;
        }

        if (power > _power.Peak)
            gpus = _datacenter.GpuMilliwatts(_metered);

        _power.Add(power, gpus);
        _instantPeak = Math.Max(_instantPeak, power);
        if (!Laws.Check(Law.P1, _datacenter.Trips == 0))
            return; // Already recorded when it happened.
    }

    private void StrikeFaults(TimeSpan now)
    {
        while (_nextFault < _options.HardwareFaults.Count && _options.HardwareFaults[_nextFault].At <= now)
            _options.HardwareFaults[_nextFault++].Strike(_datacenter);
    }

    private SimulationResult Summarize(TimeSpan end, TimeSpan wall, LatencyRecorder? uncapped)
    {
        ServingCluster serving = _datacenter.Serving;
        ServingCounts counts = serving.Counts;
        CappingResult capping = new(_decisions.Brakes, _datacenter.Trips, _decisions.Directives, _decisions.Alerts, _decisions.RungSeconds(end));
        LatencyResult latency = LatencyImpact.Compare(serving.Latencies, uncapped);
        LatencyReport all = serving.Latencies.Summarize();
        _decisions.AddToDigest(counts.Completed);
        _decisions.AddToDigest(counts.GeneratedTokens);
        _decisions.AddToDigest((long)_datacenter.Energy.Value);
        int servers = _index.Servers.Count;
        return new SimulationResult
        {
            Policy = _options.Policy,
            Seed = _options.Seed,
            Servers = servers,
            NameplateServers = _options.NameplateServers,
            Oversubscription = ((double)servers / _options.NameplateServers) - 1,
            SimulatedSeconds = end.TotalSeconds,
            WallSeconds = wall.TotalSeconds,
            Speedup = end.TotalSeconds / wall.TotalSeconds,
            Power = SummarizePower(),
            Capping = capping,
            Requests = new RequestResult(counts.Offered, counts.Completed, counts.Dropped, counts.InFlight),
            Latency = latency,
            Serving = new ServingResult(Of(all.Response), Of(all.FirstToken), Of(all.BetweenTokens)),
            Slo = Slo(serving.Latencies, counts),
            Objectives = _options.Objectives.Judge(latency, capping),
            Laws = new LawsResult(Laws.TotalChecks, Laws.Violations),
            Digest = _decisions.Digest,
            Detail = _detail?.ToDetail(end, serving.Latencies, uncapped, Laws, FirstAlerts),
        };

        static Percentiles Of(LatencySummary summary) => new(summary.P50, summary.P90, summary.P99);
    }

    private SloResult Slo(LatencyRecorder latencies, ServingCounts counts)
    {
        double all = counts.Completed + counts.Dropped;
        (double first, double between, double either) = all > 0 && latencies.CountOver(_options.Ttft, _options.Tbt) is { } over
            ? ((over.FirstToken + counts.Dropped) / all, (over.BetweenTokens + counts.Dropped) / all, (over.Either + counts.Dropped) / all)
            : (double.NaN, double.NaN, double.NaN);
        return new SloResult(_options.Ttft.TotalSeconds, _options.Tbt.TotalSeconds, first, between, either);
    }

    private PowerResult SummarizePower()
    {
        double limit = MeteredDomains.LimitWatts(_metered), instant = 0;
        foreach (TreeNode node in _metered)
            instant += _datacenter.DomainPeakMilliwatts(node);

        double milliwatts = limit * 1e3;
        // Several domains peak at different instants: their sum is an upper bound then, and exact for one.
        return new PowerResult(
            limit,
            _power.Mean / milliwatts,
            _power.Peak / milliwatts,
            Math.Max(instant, _instantPeak) / milliwatts,
            _power.MaxRise2s / milliwatts,
            _power.MaxRise40s / milliwatts,
            _power.Peak == 0 ? 0 : (double)_power.GpusAtPeak / _power.Peak,
            _datacenter.Energy.MegawattHours,
            _datacenter.GpuEnergy.MegawattHours,
            _timeline.Timeline(milliwatts));
    }
}
