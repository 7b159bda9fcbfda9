using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>
/// A GPU of a <see cref="SimulatedServer"/>. Its cap is the lower of the clock lock in force and, while the brake is in force, the brake clock. A reading is the
/// power of this instant (as on A100; later products answer a mean over one second).
/// </summary>
public sealed class SimulatedGpu : IGpuDevice, IGpuReadback
{
    private readonly SimulatedServer _server;
    private readonly Actuator _clock; // settings are indices into the physics' clocks
    private readonly Actuator _brake; // 0 or 1
    private readonly TimeSpan _governorLatency;
    private Actuator? _governor; // like _clock; null until somebody governs
    private Megahertz _shownClock; // kept here so that a reading touches only this object and the server
    private bool _faulty;
    private SimulatedFaults _faults = SimulatedFaults.None;
    private Watts _stuckAt;

    internal SimulatedGpu(SimulatedServer server, int index, ActuatorProfile profile, double draw)
    {
        _server = server;
        Index = index;
        Draw = draw;
        _clock = new Actuator(profile.ClockLatency, server.Physics.MaxClockIndex);
        _brake = new Actuator(profile.BrakeLatency, setting: 0);
        _governorLatency = profile.GovernorLatency;
        ClockIndex = server.Physics.MaxClockIndex;
        _shownClock = server.Physics.ShownClock(ClockIndex);
    }

    /// <summary>Which of the server's GPUs, from 0.</summary>
    public int Index { get; }

    /// <inheritdoc/>
    public GpuModel Model => _server.Physics.Model;

    /// <summary>What is wrong with it; settable at any time.</summary>
    public SimulatedFaults Faults
    {
        get => _faults;
        set
        {
            if (value.Reading == ReadingFault.Stuck && _faults.Reading != ReadingFault.Stuck)
                _stuckAt = new Watts(PowerMilliwatts / 1e3);
            _faults = value;
            bool faulty = value != SimulatedFaults.None;
            if (faulty != _faulty)
                _server.FaultyGpus += faulty ? 1 : -1;
            _faulty = faulty;
        }
    }

    /// <summary>True power now, whatever the readings say.</summary>
    public long PowerMilliwatts => _server.PowerOf(this);

    /// <summary>True clock now: what the caps in force allow, at most the clock that holds under load; 0 without power.</summary>
    public Megahertz Clock => _server.IsOn ? _shownClock : Megahertz.Zero;

    /// <summary>The cap that acts on it now.</summary>
    public GpuCap CapInForce => CapOf(_clock.InForce, _brake.InForce);

    /// <summary>The last cap it accepted: in force once all commands in flight have landed.</summary>
    public GpuCap CapRequested => CapOf(_clock.Requested, _brake.Requested);

    internal int ClockIndex { get; private set; }

    /// <summary>Factor on the draw above idle, at most 1.</summary>
    internal double Draw { get; }

    /// <summary>Draw of its own, kept while the server's GPUs are not all alike.</summary>
    internal long OwnMilliwatts { get; set; }

    internal long NextDueTicks
    {
        get
        {
            long due = Math.Min(_clock.NextDueTicks, _brake.NextDueTicks);
            return _governor is null ? due : Math.Min(due, _governor.NextDueTicks);
        }
    }

    /// <inheritdoc/>
    public GpuReading Read(TimeSpan now)
    {
        if (_faulty || !_server.IsOn)
            return ReadFaulty();
        return new GpuReading(new Watts(_server.PowerOf(this) / 1e3), _shownClock, DeviceHealth.Good);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Takes effect one latency after <paramref name="now"/>, see <see cref="Actuator"/>; the clock and the brake are separate paths. Without power it is refused.
    /// A cap that is already asked for is accepted and changes nothing.
    /// </remarks>
    public bool TryApply(GpuCap cap, TimeSpan now)
    {
        if (double.IsNaN(cap.Ceiling.Value) || !_server.IsOn)
            return false;
        if (_faulty && (_faults.Lost || _faults.Clock == ActuatorFault.Refuses || _faults.Brake == ActuatorFault.Refuses))
            return false;
        GpuPhysics physics = _server.Physics;
        long before = NextDueTicks;
        if (_faults.Clock != ActuatorFault.Ignores)
            _clock.Give(physics.IndexOf(Model.RoundDown(cap.Ceiling)), now.Ticks);
        if (_faults.Brake != ActuatorFault.Ignores)
            _brake.Give(cap.Brake ? 1 : 0, now.Ticks);
        if (NextDueTicks < before)
            _server.OnScheduled(NextDueTicks);
        return true;
    }

    /// <inheritdoc/>
    /// <remarks>It knows no power limits. Without power, or off the bus, it tells nothing.</remarks>
    public GpuEnforced ReadEnforced(TimeSpan now) =>
        !_server.IsOn || _faults.Lost ? default : new GpuEnforced(Held(_clock.Requested, _brake.Requested), Held(_clock.InForce, _brake.InForce), RequestedLimit: null, EnforcedLimit: null);

    /// <inheritdoc/>
    /// <remarks>The driver's clock lock, with a latency of its own; see <see cref="ActuatorProfile.GovernorLatency"/>. A fault of the clock's actuator is one of this too.</remarks>
    public bool TryGovern(Megahertz ceiling, TimeSpan now)
    {
        if (double.IsNaN(ceiling.Value) || !_server.IsOn || (_faulty && (_faults.Lost || _faults.Clock == ActuatorFault.Refuses)))
            return true; // There is such a path, only not now: to be told again.
        if (_faults.Clock == ActuatorFault.Ignores)
            return true;
        GpuPhysics physics = _server.Physics;
        long before = NextDueTicks;
        _governor ??= new Actuator(_governorLatency, physics.MaxClockIndex);
        _governor.Give(physics.IndexOf(Model.RoundDown(ceiling)), now.Ticks);
        if (NextDueTicks < before)
            _server.OnScheduled(NextDueTicks);
        return true;
    }

    /// <summary>The driver was reloaded: clock locks are lost, and commands in flight with them; the brake, which is a signal of its own, stays.</summary>
    public void LoseClockLock(long nowTicks)
    {
        _clock.Reset(_server.Physics.MaxClockIndex);
        _governor?.Reset(_server.Physics.MaxClockIndex);
        _server.OnReset(nowTicks);
    }

    internal void Reset()
    {
        _clock.Reset(_server.Physics.MaxClockIndex);
        _brake.Reset(0);
        _governor?.Reset(_server.Physics.MaxClockIndex);
        Retune();
    }

    internal bool Advance(long nowTicks)
    {
        _clock.Advance(nowTicks);
        _brake.Advance(nowTicks);
        _governor?.Advance(nowTicks);
        return Retune();
    }

    internal bool Retune()
    {
        GpuPhysics physics = _server.Physics;
        int index = _brake.InForce == 0 ? _clock.InForce : physics.Lower(_clock.InForce, physics.BrakeClockIndex);
        if (_governor is not null)
            index = physics.Lower(index, _governor.InForce);
        if (index == ClockIndex)
            return false;
        ClockIndex = index;
        _shownClock = physics.ShownClock(index);
        return true;
    }

    private GpuCap CapOf(int clockIndex, int brake)
    {
        GpuPhysics physics = _server.Physics;
        return new GpuCap(clockIndex == physics.MaxClockIndex ? Megahertz.Unlimited : physics.Clock(clockIndex), brake != 0);
    }

    /// <summary>The highest clock under a lock and a brake; unlimited for neither.</summary>
    private Megahertz Held(int clockIndex, int brake) =>
        brake == 0 ? CapOf(clockIndex, brake).Ceiling : Megahertz.Min(CapOf(clockIndex, brake).Ceiling, _server.Physics.Clock(_server.Physics.BrakeClockIndex));

    private GpuReading ReadFaulty()
    {
        if (_faults.Lost)
            return new GpuReading(Watts.Zero, Megahertz.Zero, DeviceHealth.Lost);
        if (!_server.IsOn)
            return new GpuReading(Watts.Zero, Megahertz.Zero, DeviceHealth.Unavailable);
        double truth = PowerMilliwatts / 1e3;
        return _faults.Reading switch
        {
            ReadingFault.Unavailable => new GpuReading(Watts.Zero, Megahertz.Zero, DeviceHealth.Unavailable),
            ReadingFault.Stuck => new GpuReading(_stuckAt, Clock, DeviceHealth.Good),
            ReadingFault.NotANumber => new GpuReading(new Watts(double.NaN), Clock, DeviceHealth.Good),
            ReadingFault.Negative => new GpuReading(new Watts(-truth), Clock, DeviceHealth.Good),
            ReadingFault.Absurd => new GpuReading(new Watts(1e9), Clock, DeviceHealth.Good),
            _ => new GpuReading(new Watts(truth * _faults.ReadingFactor), Clock, DeviceHealth.Good),
        };
    }
}
