using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>
/// A GPU server in virtual time: it turns what it is doing and the caps in force into power, energy and slowdown. Power is in whole milliwatts, so sums over any
/// number of servers are exact and independent of order; time is ticks of 100 ns from the run's start and must not run backwards.
/// </summary>
/// <remarks>
/// Driven by two callers. Serving calls <see cref="SetActivity"/> at each iteration, takes the slowdowns into the iteration's duration, and re-times the running one on
/// <see cref="ClockChanged"/>. The clockwork of the run calls <see cref="AdvanceTo"/> when <see cref="NextActuationTicks"/> has come, and
/// <see cref="TickNonGpu"/> at each telemetry tick. Not thread-safe: a server belongs to one simulation thread.
/// </remarks>
public sealed class SimulatedServer
{
    private readonly SimulatedGpu[] _gpus;
    private readonly ServerEnergy _energy = new();
    private NonGpuPower _nonGpu;
    private ServerActivity _activity;
    private GpuDrive _drive;
    private bool _alike; // all GPUs at one clock, without spread: one computation serves all
    private readonly bool _spread;
    private readonly double _powerFactor;
    private int _commonClock;
    private long _oneGpu; // draw of each, while they are alike
    private long _gpuTotal;
    private long _nonGpuNow;
    private long _lagging; // power of the part that is not GPU, as long as the lag stands still and nothing follows at once
    private long _tickTicks;

    /// <summary>A server that is on, idle and cold, with all GPUs free, at time 0.</summary>
    /// <param name="index">Its number, handed to the listener.</param>
    /// <param name="model">What is fixed for its product.</param>
    /// <param name="physics">Draw and slowdown of its GPUs; must be of the model's GPU.</param>
    /// <param name="profile">Latencies of its actuators.</param>
    /// <param name="options">Lag and differences between GPUs; the usual when null.</param>
    public SimulatedServer(int index, ServerModel model, GpuPhysics physics, ActuatorProfile profile, SimulatedServerOptions? options = null)
    {
        options ??= SimulatedServerOptions.Default;
        if (physics.Model != model.Gpu)
            throw new ArgumentException($"physics of {physics.Model.Name} cannot stand for {model.Gpu.Name}", nameof(physics));
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        Index = index;
        Model = model;
        Physics = physics;
        _spread = options.GpuSpread > 0;
        _powerFactor = options.PowerFactor;
        _nonGpu = new NonGpuPower(model, options.NonGpuLag, options.NonGpuInstantShare);
        _gpus = new SimulatedGpu[model.GpuCount];
        ulong state = options.Seed + ((ulong)(uint)index * 0x9E3779B97F4A7C15UL);
        for (int i = 0; i < _gpus.Length; i++)
            _gpus[i] = new SimulatedGpu(this, i, profile, 1 - (options.GpuSpread * NextShare(ref state)));
        Retune();
        Settle(0, nowTicks: 0);
    }

    /// <summary>Its number, handed to the listener.</summary>
    public int Index { get; }

    /// <summary>What is fixed for its product.</summary>
    public ServerModel Model { get; }

    /// <summary>Draw and slowdown of its GPUs.</summary>
    public GpuPhysics Physics { get; }

    /// <summary>Its GPUs.</summary>
    public IReadOnlyList<SimulatedGpu> Gpus => _gpus;

    /// <summary>Is told of every change of <see cref="PowerMilliwatts"/> from now on. The power at the time it is set is the caller's to take.</summary>
    public IPowerListener? Listener { get; set; }

    /// <summary>
    /// Called when caps that took effect changed a slowdown, after power and slowdown have the new values, by every method but <see cref="SetActivity"/> (whose
    /// caller is at the start of an iteration and asks for the slowdown next).
    /// </summary>
    public Action<SimulatedServer, long>? ClockChanged { get; set; }

    /// <summary>Called with the new <see cref="NextActuationTicks"/> when a command makes it earlier: what a clockwork schedules.</summary>
    public Action<SimulatedServer, long>? ActuationScheduled { get; set; }

    /// <summary>False from <see cref="PowerOff"/> to <see cref="PowerOn"/>.</summary>
    public bool IsOn { get; private set; } = true;

    /// <summary>What it is doing.</summary>
    public ServerActivity Activity => _activity;

    /// <summary>Power of the GPUs now.</summary>
    public long GpuPowerMilliwatts => _gpuTotal;

    /// <summary>Power of all that is not GPU now.</summary>
    public long NonGpuPowerMilliwatts => _nonGpuNow;

    /// <summary>Power now.</summary>
    public long PowerMilliwatts => _gpuTotal + _nonGpuNow;

    /// <summary>How many times longer prompts take than at the maximum clock: of the slowest GPU, since tensor parallelism waits for it. 1 when free.</summary>
    public double PromptSlowdown { get; private set; }

    /// <summary>How many times longer decode takes than at the maximum clock: of the slowest GPU. 1 when free.</summary>
    public double DecodeSlowdown { get; private set; }

    /// <summary>When the next command in flight takes effect; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextActuationTicks { get; private set; } = long.MaxValue;

    /// <summary>Sets what it is doing from now on. Commands that are due take effect first. No allocation.</summary>
    public void SetActivity(in ServerActivity activity, long nowTicks)
    {
        if (NextActuationTicks <= nowTicks)
            ApplyDue(nowTicks, notify: false);
        _activity = activity;
        _drive = Physics.DriveOf(activity);
        Refresh(nowTicks);
    }

    /// <summary>Lets the commands take effect that are due, each at its own time.</summary>
    public void AdvanceTo(long nowTicks)
    {
        if (NextActuationTicks <= nowTicks)
            ApplyDue(nowTicks, notify: true);
    }

    /// <summary>Moves the lag of the part that is not GPU on to now; called at each telemetry tick.</summary>
    public void TickNonGpu(long nowTicks)
    {
        AdvanceTo(nowTicks);
        Account(nowTicks);
        long step = nowTicks - _tickTicks;
        if (step <= 0)
            return;
        _tickTicks = nowTicks;
        double meanGpu = _energy.TakeGpuSinceTick() / step; // mW
        if (!IsOn)
            return;
        _nonGpu.Step(LoadOf(meanGpu), step);
        _lagging = _nonGpu.Milliwatts(load: 0);
        Refresh(nowTicks);
    }

    /// <summary>Sets the lagged part as if the server had been doing for long what it does now: a run that starts in the middle of a day.</summary>
    public void SettleNonGpu(long nowTicks)
    {
        AdvanceTo(nowTicks);
        Settle(LoadOf(_gpuTotal), nowTicks);
    }

    /// <summary>
    /// Its breaker opened: no power, readings are unavailable, commands are refused. All clock locks and the commands in flight are lost; activity is idle.
    /// </summary>
    public void PowerOff(long nowTicks)
    {
        if (!IsOn)
            return;
        AdvanceTo(nowTicks);
        IsOn = false;
        foreach (SimulatedGpu gpu in _gpus)
            gpu.Reset();
        SetActivity(ServerActivity.Idle, nowTicks);
        FinishReset(nowTicks);
    }

    /// <summary>Power is back: idle, cold, and free of all caps, which do not survive a restart.</summary>
    public void PowerOn(long nowTicks)
    {
        if (IsOn)
            return;
        IsOn = true;
        SetActivity(ServerActivity.Idle, nowTicks);
        Settle(0, nowTicks);
    }

    /// <summary>Energy from time 0 to now, which must not be before the last call.</summary>
    public Joules EnergyAt(long nowTicks)
    {
        AdvanceTo(nowTicks);
        Account(nowTicks);
        return _energy.Total;
    }

    /// <summary>Energy of the GPUs from time 0 to now, which must not be before the last call.</summary>
    public Joules GpuEnergyAt(long nowTicks)
    {
        AdvanceTo(nowTicks);
        Account(nowTicks);
        return _energy.Gpus;
    }

    /// <summary>Energy from time 0 to now, exact, in milliwatts × ticks of 100 ns (10^-10 J).</summary>
    public Int128 EnergyMilliwattTicksAt(long nowTicks)
    {
        AdvanceTo(nowTicks);
        Account(nowTicks);
        return _energy.TotalMilliwattTicks;
    }

    /// <summary>Reads all GPUs in one go; where they are alike and none is faulty, one reading serves all.</summary>
    /// <param name="now">The present; actuations due by then must have been applied.</param>
    /// <param name="readings">As many as there are GPUs.</param>
    public void ReadGpus(TimeSpan now, Span<GpuReading> readings)
    {
        if (_alike && FaultyGpus == 0 && IsOn)
        {
            readings.Fill(new GpuReading(new Watts(_oneGpu / 1e3), Physics.ShownClock(_commonClock), DeviceHealth.Good));
            return;
        }

        for (int i = 0; i < _gpus.Length; i++)
            readings[i] = _gpus[i].Read(now);
    }

    /// <summary>How many GPUs have a fault set.</summary>
    internal int FaultyGpus { get; set; }

    internal long PowerOf(SimulatedGpu gpu) => _alike ? _oneGpu : gpu.OwnMilliwatts;

    internal void OnScheduled(long dueTicks)
    {
        if (dueTicks >= NextActuationTicks)
            return;
        NextActuationTicks = dueTicks;
        ActuationScheduled?.Invoke(this, dueTicks);
    }

    internal void OnReset(long nowTicks)
    {
        AdvanceTo(nowTicks);
        foreach (SimulatedGpu gpu in _gpus)
            gpu.Retune();
        FinishReset(nowTicks);
    }

    private void Settle(double load, long nowTicks)
    {
        _nonGpu.Settle(load);
        _lagging = _nonGpu.Milliwatts(load: 0);
        Refresh(nowTicks);
    }

    private void FinishReset(long nowTicks)
    {
        NextActuationTicks = NextDue();
        bool changed = Retune();
        Refresh(nowTicks);
        if (changed)
            ClockChanged?.Invoke(this, nowTicks);
    }

    private void ApplyDue(long nowTicks, bool notify)
    {
        while (NextActuationTicks <= nowTicks)
        {
            // A command may be due before the present only if nobody came at its time; nothing was accounted beyond it then, or its effect starts there.
            long due = Math.Max(NextActuationTicks, _energy.SinceTicks);
            bool moved = false;
            foreach (SimulatedGpu gpu in _gpus)
                moved |= gpu.Advance(due);
            NextActuationTicks = NextDue();
            if (!moved)
                continue;
            bool slower = Retune();
            Refresh(due);
            if (slower && notify)
                ClockChanged?.Invoke(this, due);
        }
    }

    private long NextDue()
    {
        long next = long.MaxValue;
        foreach (SimulatedGpu gpu in _gpus)
            next = Math.Min(next, gpu.NextDueTicks);
        return next;
    }

    // Takes over the GPUs' clocks; true when a slowdown changed.
    private bool Retune()
    {
        _commonClock = _gpus[0].ClockIndex;
        _alike = !_spread;
        double prompt = 1;
        double decode = 1;
        foreach (SimulatedGpu gpu in _gpus)
        {
            _alike &= gpu.ClockIndex == _commonClock;
            prompt = Math.Max(prompt, Physics.PromptSlowdown(gpu.ClockIndex));
            decode = Math.Max(decode, Physics.DecodeSlowdown(gpu.ClockIndex));
        }

        bool changed = prompt != PromptSlowdown || decode != DecodeSlowdown;
        PromptSlowdown = prompt;
        DecodeSlowdown = decode;
        return changed;
    }

    // Computes power anew from activity, clocks and lag; accounts and tells when it changed.
    private void Refresh(long nowTicks)
    {
        long gpuTotal = _alike ? RefreshAlike() : RefreshEach();
        long nonGpu = _nonGpu.FollowsAtOnce ? _nonGpu.Milliwatts(LoadOf(gpuTotal)) : _lagging;
        nonGpu = IsOn ? Scaled(nonGpu) : 0;
        long delta = gpuTotal + nonGpu - _gpuTotal - _nonGpuNow;
        if (gpuTotal == _gpuTotal && nonGpu == _nonGpuNow)
            return;
        Account(nowTicks);
        _gpuTotal = gpuTotal;
        _nonGpuNow = nonGpu;
        if (delta != 0)
            Listener?.PowerChanged(Index, delta, nowTicks);
    }

    private long RefreshAlike()
    {
        _oneGpu = IsOn ? Scaled(Physics.Milliwatts(_drive, _commonClock)) : 0;
        return _oneGpu * _gpus.Length;
    }

    private long RefreshEach()
    {
        long total = 0;
        foreach (SimulatedGpu gpu in _gpus)
        {
            gpu.OwnMilliwatts = IsOn ? Scaled(Physics.Milliwatts(new GpuDrive(_drive.Milliwatts * gpu.Draw, _drive.ComputeBound), gpu.ClockIndex)) : 0;
            total += gpu.OwnMilliwatts;
        }

        return total;
    }

    private long Scaled(long milliwatts) => _powerFactor == 1 ? milliwatts : (long)((milliwatts * _powerFactor) + .5);

    private void Account(long nowTicks) => _energy.Account(nowTicks, _gpuTotal, _gpuTotal + _nonGpuNow);

    private double LoadOf(double gpuMilliwatts)
    {
        double idle = Physics.FreeIdleMilliwatts * (double)_gpus.Length;
        double span = (Physics.TdpMilliwatts - Physics.FreeIdleMilliwatts) * (double)_gpus.Length;
        return Math.Max(0, (gpuMilliwatts - idle) / span);
    }

    // SplitMix64: a share of [0, 1).
    private static double NextShare(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
