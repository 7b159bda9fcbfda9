using PowerActors.Actors;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>
/// A server: once per telemetry period it reads its GPUs, adds them up with the part that is not GPU, and reports. The agent on a real server runs this
/// actor and those below it.
/// </summary>
internal sealed class ServerActor(TreeSettings settings, TreeNode node, int slot) : DomainShell(settings, node, slot)
{
    /// <summary>A GPU whose draw moved by less than this share of TDP has nothing new to say.</summary>
    private const double DeadbandOfTdp = .01;

    private readonly IServerHardware _hardware = settings.Hardware(node);
    private readonly double _deadband = DeadbandOfTdp * node.Server!.Model.Gpu.Tdp.Value;

    /// <summary>A GPU lives in the same process: its word is not lost on the way, so that one within the staleness bound is enough.</summary>
    private readonly TimeSpan _heartbeat = Longer(settings.Plan.Timing.Heartbeat, settings.Plan.Timing.Staleness - (settings.Plan.Timing.Telemetry * 1.5));
    private GpuReading[] _readings = [];
    private LastRead[] _lastReads = [];
    private int _awaited;
    private Watts? _metered;
    private TimeSpan _readAt;
    private GovernorShell? _governor;
    private YieldShell? _yield;

    public static Props Props(TreeSettings settings, TreeNode node, int slot) =>
        Actors.Props.Create(() => new ServerActor(settings, node, slot)).WithSupervisor(TreeSupervision.Strategy);

    protected override void PreStart()
    {
        base.PreStart();
        _yield = Settings.Work(Node) is { } work ? new YieldShell(work) : null;
        if (Settings.Governors(Node) is not { } governor)
            return;
        _governor = new GovernorShell(governor, Settings.Plan.Timing);
        Timers.StartPeriodic(GovernorShell.TimerKey, TreeMessages.Govern.Instance, governor.Watch, GovernorShell.FirstLook(governor, Node));
    }

    protected override void OnOther(object message)
    {
        if (message is TreeMessages.GpusGoverned wishes)
            Govern(wishes.Wishes);
        else if (message is not TreeMessages.Govern || _governor is null)
            base.OnOther(message);
        else if (_governor.Look(Cap(), Context.Now) is { } governed)
            TellGpus(governed);
    }

    /// <summary>What directives put on the GPUs now, what they gave up at a price included.</summary>
    private Megahertz Cap() => Megahertz.Min(Law.InForce.ForGpu(Node.Server!.Model.Gpu, Node.Server.Priority).Ceiling, _yield?.Clock ?? Megahertz.Unlimited);

    private void TellGpus(object message)
    {
        foreach (IActorRef gpu in ChildRefs)
            gpu.Tell(message, Self);
    }

    private void Govern(IReadOnlyList<Megahertz> wishes)
    {
        TreeMessages.ClockGoverned? told = null;
        ReadOnlySpan<IActorRef> gpus = ChildRefs;
        for (int i = 0; i < gpus.Length && i < wishes.Count; i++)
        {
            if (told?.Wish != wishes[i])
                told = new TreeMessages.ClockGoverned(wishes[i]); // Mostly one for all.
            gpus[i].Tell(told, Self);
        }
    }

    protected override DomainSettings Describe()
    {
        TopologyServer server = Node.Server!;
        ServerModel model = server.Model;
        WorstCase gpu = WorstCase.Of(model.Gpu, server.Priority);
        WorstCase[] children = new WorstCase[_hardware.Gpus.Count];
        Array.Fill(children, gpu);
        return new DomainSettings
        {
            Path = Node.Path,
            Limit = Watts.Unlimited,
            Ladder = Ladder.None,
            Children = children,
            FailSafe = Settings.Plan.FailSafe,
            Timing = Settings.Plan.Timing,
            BaseLoad = model.NonGpuIdle,
            BaseLoadUnmetered = model.NonGpuMax,
            HasMeter = _hardware.Meter is not null,
            Steering = DomainSteering.Passive,
        };
    }

    protected override IActorRef[] StartChildren()
    {
        _readings = new GpuReading[_hardware.Gpus.Count];
        _lastReads = new LastRead[_readings.Length];
        IActorRef[] children = new IActorRef[_hardware.Gpus.Count];
        for (int i = 0; i < children.Length; i++)
        {
            int gpu = i;
            children[i] = StartOrFind(GpuNames.Of(i), () => GpuActor.Props(Settings, Node, gpu, _hardware.Gpus[gpu]));
        }

        return children;
    }

    /// <summary>
    /// Reads all its GPUs in one go, as a driver with one lock wants it, and hands on what moved. Decides once everybody who was handed something has answered; at the next tick at
    /// the latest.
    /// </summary>
    protected override void OnTick(TimeSpan now)
    {
        if (_awaited > 0)
            Conclude(now);
        _hardware.ReadGpus(now, _readings);
        _readAt = now;
        if (_yield?.Look(Law.InForce.Price[Node.Server!.Priority], _readings, now) is { } yielded)
            TellGpus(yielded);
        TreeMessages.GpuRead? message = null;
        ReadOnlySpan<IActorRef> actors = ChildRefs;
        for (int i = 0; i < _readings.Length; i++)
        {
            ref readonly GpuReading reading = ref _readings[i];
            ref LastRead last = ref _lastReads[i];
            if (!last.IsWorthTelling(reading, _deadband, now))
                continue;
            last = new LastRead(reading, now + _heartbeat);
            if (reading.Health == DeviceHealth.Good)
                _awaited++;
            if (message is null || message.Value != reading)
                message = new TreeMessages.GpuRead(reading); // GPUs of one server mostly read alike: one message serves them all.
            actors[i].Tell(message, Self);
        }

        _metered = null;
        if (_hardware.Meter is { } meter && meter.TryRead(now, out Watts power))
        {
            _metered = power;
            Law.NoteMeter(power, now);
        }

        if (_awaited == 0)
            Conclude(now);
    }

    protected override void OnReport(TreeMessages.ChildReport report)
    {
        if (!IsSlot(report.Slot))
            return;
        TimeSpan now = Context.Now;
        Law.NoteReport(report.Slot, report.Report, now);
        if (_awaited > 0 && --_awaited == 0)
            Conclude(now);
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Conclude(TimeSpan now)
    {
        _awaited = 0;
        Law.OnTick(now);
        Settings.Board?.Publish(Node.Index, Law.Snapshot(now));
        Settings.Observer.OnServerRead(Node, _readings, _metered, _readAt);
    }

    /// <summary>What a GPU was told last, small enough that a quiet server is looked through without touching its GPUs' actors.</summary>
    private readonly struct LastRead(GpuReading reading, TimeSpan due)
    {
        private readonly double _watts = reading.Health == DeviceHealth.Good ? reading.Power.Value : double.NaN;
        private readonly double _clock = reading.Clock.Value;
        private readonly TimeSpan _due = due;

        /// <summary>True when power moved by more than the deadband, the clock changed, the device has failed or recovered, or a heartbeat is due.</summary>
        public bool IsWorthTelling(in GpuReading reading, double deadband, TimeSpan now)
        {
            if (now >= _due)
                return true;
            return reading.Health == DeviceHealth.Good
                ? reading.Clock.Value != _clock || !(Math.Abs(reading.Power.Value - _watts) <= deadband)
                : !double.IsNaN(_watts);
        }
    }
}
