using Microsoft.Extensions.Logging;
using PowerActors.Agent.Governor.Metrics;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Governor;

/// <summary>
/// Reads the metrics of a server's model servers once per watch and chooses the clock of their GPUs. What it chooses goes to the server's actor, which has each GPU hold the tighter of that and its caps.
/// </summary>
internal sealed class LiveGovernor : IDisposable
{
    private readonly LiveGovernorOptions _options;
    private readonly GovernorSight _sight;
    private readonly Action<GovernorStanding> _publish;
    private readonly ILogger _logger;
    private readonly GovernorSummary _summary;
    private readonly Instance[] _instances;
    private readonly IReadOnlyList<GpuModel> _gpus;

    /// <summary>A governor that has seen nothing.</summary>
    /// <param name="options">Settings, without a problem for this server.</param>
    /// <param name="gpus">The server's GPUs.</param>
    /// <param name="sight">What its actors see.</param>
    /// <param name="publish">Hears after every look how it stands.</param>
    /// <param name="logger">The log.</param>
    /// <param name="now">Monotonic time.</param>
    public LiveGovernor(LiveGovernorOptions options, IReadOnlyList<GpuModel> gpus, GovernorSight sight, Action<GovernorStanding> publish, ILogger logger, TimeSpan now)
    {
        _options = options;
        _gpus = gpus;
        _sight = sight;
        _publish = publish;
        _logger = logger;
        _summary = new GovernorSummary(logger);
        _instances = [.. options.Instances.Select(instance => new Instance(instance, gpus.Count, options, now))];
        IReadOnlyList<ClockCost> steps = options.Costs.Steps;
        GovernorLog.Begins(
            logger, options.Mode, _instances.Length, options.Settings.Ttft.TotalSeconds, options.Settings.Tbt.TotalMilliseconds, steps.Count, steps[0].Clock.Value, steps[^1].Clock.Value, options.CostsFrom);
    }

    /// <summary>Looks once per watch until it is stopped.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken stopping)
    {
        using PeriodicTimer timer = new(_options.Watch, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
                await LookAsync(time.GetElapsedTime(0), stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was told to.
        }
    }

    /// <summary>Looks at all model servers, at the same time.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="stopping">Stops it.</param>
    public async Task LookAsync(TimeSpan now, CancellationToken stopping)
    {
        (ServingMetrics? Metrics, string? Problem)[] pages = await Task.WhenAll(_instances.Select(instance => instance.Client.FetchAsync(stopping))).ConfigureAwait(false);
        for (int i = 0; i < _instances.Length; i++)
            Look(_instances[i], pages[i].Metrics, pages[i].Problem, now);
        GovernorStanding standing = Stand();
        _summary.Note(standing, now);
        _publish(standing);
    }

    public void Dispose()
    {
        foreach (Instance instance in _instances)
            instance.Client.Dispose();
    }

    private void Look(Instance instance, ServingMetrics? metrics, string? problem, TimeSpan now)
    {
        InstanceGovernor governor = instance.Governor;
        Uri address = instance.Address;
        Megahertz before = governor.Wish;
        if (metrics is null)
        {
            if (governor.Miss(now))
            {
                instance.IsLost = true;
                GovernorLog.LetsGo(_logger, instance.Name, address, problem!);
            }
        }
        else
        {
            governor.Look(metrics, InForce(instance), _sight.Cap, now);
            if (governor.HasRestarted)
                GovernorLog.Restarted(_logger, address);
            if (instance.IsLost)
                GovernorLog.SeesAgain(_logger, address);
            instance.IsLost = false;
        }

        if (governor.Wish != before && _logger.IsEnabled(LogLevel.Debug))
            GovernorLog.Wishes(_logger, _options.Mode, instance.Name, governor.Wish.ToString());
    }

    /// <summary>
    /// The clock that the work goes at: what is read, or the ceiling where that is higher, since an idle GPU shows a lower clock than work would have. Of several GPUs the highest. So the
    /// slowdown is rather taken for too small, and what the highest clock would have done for too slow.
    /// </summary>
    private Megahertz InForce(Instance instance)
    {
        Megahertz ceiling = _options.Mode == GovernorMode.Enforce ? Megahertz.Min(_sight.Cap, instance.Governor.Wish) : _sight.Cap;
        Megahertz clock = Megahertz.Zero;
        foreach (int gpu in instance.Gpus)
        {
            GpuReading reading = _sight[gpu];
            Megahertz read = reading.Health == DeviceHealth.Good ? reading.Clock : Megahertz.Zero;
            clock = Megahertz.Max(clock, Megahertz.Max(Megahertz.Min(ceiling, _gpus[gpu].MaxClock), read));
        }

        return clock;
    }

    private GovernorStanding Stand()
    {
        Megahertz[] wishes = new Megahertz[_gpus.Count];
        Watts[] saved = new Watts[_gpus.Count];
        Array.Fill(wishes, Megahertz.Unlimited);
        foreach (Instance instance in _instances)
        {
            foreach (int gpu in instance.Gpus)
            {
                wishes[gpu] = instance.Governor.Wish;
                saved[gpu] = GovernorSaving.Of(_gpus[gpu], _sight[gpu], _sight.Cap, instance.Governor.Wish, _options.Costs, _options.Mode == GovernorMode.Enforce);
            }
        }

        return new GovernorStanding(_options.Mode, wishes, saved, _instances.Count(static instance => !instance.Governor.IsFresh));
    }

    private sealed class Instance
    {
        public Instance(GovernedInstance instance, int gpus, LiveGovernorOptions options, TimeSpan now)
        {
            Address = instance.Metrics;
            Gpus = instance.Gpus.Count == 0 ? [.. Enumerable.Range(0, gpus)] : [.. instance.Gpus];
            Name = string.Join(',', Gpus);
            Client = new MetricsClient(instance.Metrics, options.Timeout, options.LargestPage);
            Governor = new InstanceGovernor(options, now);
        }

        public Uri Address { get; }

        public int[] Gpus { get; }

        public string Name { get; }

        public MetricsClient Client { get; }

        public InstanceGovernor Governor { get; }

        public bool IsLost { get; set; }
    }
}
