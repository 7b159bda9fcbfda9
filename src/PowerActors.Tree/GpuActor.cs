using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using ControlDirective = PowerActors.Core.Control.Directives.Directive;

namespace PowerActors.Tree;

/// <summary>
/// One GPU: applies the directive in force, falls to the fail-safe cap when its lease is over, and reports what its server's reading means: watts, what caps withhold, what a brake would shed. It leaves
/// the hardware as it finds it until it has heard something or its first lease is over.
/// </summary>
internal sealed class GpuActor(TreeSettings settings, TreeNode server, int gpu, IGpuDevice device) : Actor
{
    private static readonly object CapTimer = new();

    private readonly Priority _priority = server.Server!.Priority;
    private readonly string _path = $"{server.Path}/{GpuNames.Of(gpu)}";
    private DirectiveGate _gate;
    private GpuCap? _requested;
    private TimeSpan _dueFrom = TimeSpan.MaxValue;
    private Megahertz _due = Megahertz.Unlimited;
    private TimeSpan _looksAt = TimeSpan.MaxValue;
    private bool _faultTold;
    private bool _notInForceTold;
    private long _sequence;
    private readonly HeldDraw _held = new(device.Model);

    // The governor's ceiling: what is above it is not held back by any cap. On a device with a single path it is folded into the cap.
    private Megahertz _heldWish = Megahertz.Unlimited;
    private Megahertz _folded = Megahertz.Unlimited;
    private Megahertz _wish = Megahertz.Unlimited;
    private bool _isGoverned;

    // Where the work gives up watts at a price; holds only while the directive in force asks for them.
    private Megahertz _yielded = Megahertz.Unlimited;

    public static Props Props(TreeSettings settings, TreeNode server, int gpu, IGpuDevice device) =>
        Actors.Props.Create(() => new GpuActor(settings, server, gpu, device));

    /// <summary>The cap last asked for and taken by the device; null before the first.</summary>
    public GpuCap? Requested => _requested;

    /// <summary>The part of <see cref="Requested"/> that directives demand; the rest is the governor's.</summary>
    public GpuCap? Directed { get; private set; }

    public DirectiveGate Gate => _gate;

    /// <summary>True while the device refuses the cap that is due: an alert is out, and it is asked again.</summary>
    public bool IsRefused { get; private set; }

    public Priority Priority => _priority;

    public GpuModel Model => device.Model;

    public string Path => _path;

    protected override void PreStart()
    {
        TimeSpan now = Context.Now;
        _gate = DirectiveGate.Silent(now, settings.Plan.Timing.Lease) with { Fence = settings.Memory.Load(_path)?.HeardEpoch ?? 0 };
        LookAgainAt(_gate.LeaseEnds, now);
        _sequence = now.Ticks; // A later life's reports must count as newer than an earlier one's.
        settings.Registry?.Add(server, gpu, this);
    }

    protected override void PostStop()
    {
        bool wasFolded = _folded < Megahertz.Unlimited;
        TimeSpan now = Context.Now;
        LetGo(now);
        if (wasFolded && Acts && Directed is { } directed)
            device.TryApply(directed with { Ceiling = Megahertz.Min(Megahertz.Min(directed.Ceiling, _yielded), Pin) }, now);
    }

    protected override void PostRestart(Exception reason)
    {
        PreStart();
        Context.Parent.Tell(new TreeMessages.ChildStarted(gpu), Self);
    }

    protected override void Receive(object message)
    {
        if (message is TreeMessages.GpuRead read)
            OnRead(read.Value, Context.Now);
        else if (message is TreeMessages.DirectiveIssued issued)
            OnDirective(issued.Directive, Context.Now);
        else if (message is TreeMessages.ClockGoverned governed)
            OnGoverned(governed.Wish, Context.Now);
        else if (message is TreeMessages.ClockYielded yielded)
            OnYielded(yielded.Clock, Context.Now);
        else if (ReferenceEquals(message, TreeMessages.LookAtCap.Instance))
            LookAtCap(Context.Now);
        else
            Unhandled(message);
    }

    private void OnRead(in GpuReading reading, TimeSpan now)
    {
        if (reading.Health != DeviceHealth.Good || !reading.Power.IsPlausible)
        {
            TellFault(reading, now); // No report: the server counts this GPU as its worst case once it has been silent for long enough.
            return;
        }

        if (now > _dueFrom && reading.Clock > _due)
            OnCapNotInForce(reading, now);
        _faultTold = false;
        Report(reading);
    }

    private void OnDirective(in ControlDirective directive, TimeSpan now)
    {
        DirectiveGate before = _gate;
        (_gate, DirectiveVerdict verdict) = _gate.Receive(directive, now);
        if (!settings.Laws.Check(Law.P5, _gate.Newest >= before.Newest && (verdict == DirectiveVerdict.Accepted || _gate == before)))
            settings.Laws.Violate(Law.P5, _path, now, $"directive {directive.Stamp} was taken after {before.Newest}");
        if (_gate.NewestEpoch > before.NewestEpoch)
            settings.Memory.Save(_path, new DomainMemory(0, 0, []) { HeardEpoch = _gate.NewestEpoch }); // A restart must not fall for a former owner (law P5).
        if (verdict == DirectiveVerdict.Accepted)
        {
            if (_gate.Pin != before.Pin)
                _held.Forget(); // What is withheld is counted from another clock now.
            Apply(now);
            LookAgainAt(_gate.LeaseEnds, now);
        }
        else if (verdict == DirectiveVerdict.Fenced)
            settings.Observer.OnAlert(server, AlertKind.FencedDirective, $"{_path}: directive of epoch {directive.Stamp.Epoch} refused; the newest seen is {before.Newest.Epoch}", now);
    }

    /// <summary>
    /// What the governor gives back is its own: a rung that is left does not release it, so it does not count as withheld. It does count as soon as the governor wishes for more than the caps
    /// allow. That keeps the sum of power and withheld power what it would be without the caps, whatever the rung, so that a rung does not flap (law P9).
    /// </summary>
    private void OnGoverned(Megahertz wish, TimeSpan now)
    {
        _wish = wish;
        if (!Acts || _requested is null)
            return; // Nothing is asked of the hardware.
        Megahertz before = _folded;
        Hold(now);
        if (_folded != before)
            Apply(now);
    }

    /// <summary>
    /// What is given up at a price is part of the cap, and counts as withheld like the rest of it: it comes back when the rung that asks for it is left, so that there must be room for it (law P9).
    /// </summary>
    private void OnYielded(Megahertz clock, TimeSpan now)
    {
        if (clock == _yielded)
            return;
        _yielded = clock;
        Apply(now);
    }

    private void Hold(TimeSpan now)
    {
        _heldWish = _wish;
        _held.Forget();
        _folded = TryGovern(_wish, now) ? Megahertz.Unlimited : _wish;
    }

    private bool TryGovern(Megahertz wish, TimeSpan now)
    {
        bool taken = device.TryGovern(wish, now);
        _isGoverned = taken && wish < Megahertz.Unlimited;
        return taken;
    }

    /// <summary>Nobody is left who would raise it again, or nothing is to be asked of the hardware any more: the governor's ceiling goes, the cap stays.</summary>
    private void LetGo(TimeSpan now)
    {
        if (_isGoverned)
            TryGovern(Megahertz.Unlimited, now);
        _heldWish = Megahertz.Unlimited;
        _folded = Megahertz.Unlimited;
    }

    /// <summary>
    /// The lease is watched by a timer of the GPU's own, so that it ends even if everybody above is dead. A renewal does not touch the timer: when it fires and the lease goes on, it is set
    /// to the new end.
    /// </summary>
    private void LookAtCap(TimeSpan now)
    {
        _looksAt = TimeSpan.MaxValue;
        Apply(now);
        if (now < _gate.LeaseEnds)
            LookAgainAt(_gate.LeaseEnds, now);
    }

    private void LookAgainAt(TimeSpan at, TimeSpan now)
    {
        if (at >= _looksAt)
            return;
        _looksAt = at;
        Timers.StartSingle(CapTimer, TreeMessages.LookAtCap.Instance, at > now ? at - now : TimeSpan.Zero);
    }

    private void Apply(TimeSpan now)
    {
        if (!_gate.HasHeard && now < _gate.LeaseEnds)
            return;
        if (!Acts)
            LetGo(now);
        else if (_wish < Megahertz.Unlimited && !_isGoverned && _folded == Megahertz.Unlimited)
            Hold(now); // It was told while nothing was asked of the hardware.
        Ceilings inForce = _gate.InForce(settings.Plan.FailSafe, now);
        GpuCap directed = Acts ? inForce.ForGpu(device.Model, _priority) : GpuCap.Free;
        if (inForce.Price[_priority] <= 0)
            _yielded = Megahertz.Unlimited;
        GpuCap wanted = Acts ? GpuCap.Tightest(directed, new GpuCap(Megahertz.Min(Megahertz.Min(_folded, _yielded), Pin), Brake: false)) : GpuCap.Free;
        IsRefused = false;
        if (_requested == wanted || (_requested is null && !Acts))
        {
            Directed = directed;
            return;
        }

        if (!device.TryApply(wanted, now))
        {
            IsRefused = true;
            LookAgainAt(now + settings.Plan.Timing.Telemetry, now);
            TellFault(new GpuReading(Watts.Zero, Megahertz.Zero, DeviceHealth.Unavailable), now);
            return;
        }

        _requested = wanted;
        Directed = directed;
        _held.Forget();
        ExpectInForce(wanted, now);
        _notInForceTold = false;
        settings.Registry?.Touch();
        settings.Observer.OnCapRequested(server, gpu, wanted, now);
        if (!settings.Laws.Check(Law.P2, !Acts || !wanted.IsLooserThan(_gate.Accepted.ForGpu(device.Model, _priority))))
            settings.Laws.Violate(Law.P2, _path, now, $"asked for {wanted}, looser than the directive {_gate.Accepted}");
    }

    /// <summary>False while nobody above enforces, or this host only watches: the hardware is left as it is, or given back.</summary>
    private bool Acts => settings.Applies && !_gate.IsShadow;

    /// <summary>The ceiling that a person has pinned; without one unlimited.</summary>
    private Megahertz Pin => _gate is { Pin: { } pin, IsShadow: false } ? pin.Resolve(device.Model) : Megahertz.Unlimited;

    /// <summary>Notes from when on the clock must be at or below a cap: its latency, and two readings of patience, from now.</summary>
    private void ExpectInForce(GpuCap cap, TimeSpan now)
    {
        _due = Megahertz.Max(cap.Ceiling, cap.Brake ? device.Model.BrakeClock : device.Model.MinClock); // What is below the lowest is the lowest; a brake has a lowest of its own.
        TimeSpan latency = cap.Brake ? settings.Plan.Timing.BrakeLatency : settings.Plan.Timing.ClockLatency;
        _dueFrom = double.IsPositiveInfinity(cap.Ceiling.Value) ? TimeSpan.MaxValue : now + latency + (settings.Plan.Timing.Telemetry * 2);
    }

    /// <summary>A driver reload, a cap changed behind our back, or an actuator that is stuck: ask again, and say so once.</summary>
    private void OnCapNotInForce(in GpuReading reading, TimeSpan now)
    {
        GpuCap cap = _requested!.Value;
        if (!_notInForceTold)
        {
            _notInForceTold = true;
            settings.Observer.OnAlert(server, AlertKind.CapNotInForce, $"{_path} runs at {reading.Clock} although {_due} should be in force", now);
        }

        if (device.TryApply(cap, now))
            ExpectInForce(cap, now);
    }

    private void Report(in GpuReading reading)
    {
        _held.Learn(reading.Clock, _requested?.Ceiling ?? Megahertz.Unlimited, Megahertz.Min(_heldWish, Pin));
        Watts withheld = IsHeldByItself(reading) ? Watts.Zero : _held.Withheld(reading.Power);
        Watts sheddable = _held.Sheddable(reading.Power);
        PowerReport report = new(++_sequence, reading.Power, For(withheld), For(sheddable), _gate.Newest);
        Context.Parent.Tell(new TreeMessages.ChildReport(gpu, report), Self);
    }

    /// <summary>True where the board's own limit keeps the clock below whatever was asked for, by directives, a person or a governor: to lift that would give nothing back.</summary>
    private bool IsHeldByItself(in GpuReading reading)
    {
        if (!reading.IsAtOwnLimit)
            return false;
        Megahertz asked = Megahertz.Min(_requested?.Ceiling ?? Megahertz.Unlimited, _wish);
        return reading.Clock.Value > 0 && reading.Clock.Value < asked.Value - device.Model.ClockStep.Value;
    }

    private PerPriority<Watts> For(Watts watts) =>
        _priority == Priority.Low ? new PerPriority<Watts>(watts, Watts.Zero) : new PerPriority<Watts>(Watts.Zero, watts);

    private void TellFault(in GpuReading reading, TimeSpan now)
    {
        if (_faultTold)
            return;
        _faultTold = true;
        settings.Observer.OnAlert(server, AlertKind.DeviceFault, $"{_path}: {(reading.Health == DeviceHealth.Good ? "reads nonsense" : reading.Health.ToString())}", now);
    }
}
