using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Devices.Redfish.Ports;

/// <summary>
/// A GPU through its server's controller: slow, but independent of the server's operating system. Its clock limit is used where it has one that can be set; else its power limit, set to the
/// most that the GPU can draw at the clock that was asked for, so that what the tree reckons with holds either way.
/// </summary>
public sealed class RedfishGpu : IGpuDevice, IGpuReadback
{
    private readonly IPowerMeter? _power;
    private readonly RedfishActuator? _clockLimit;
    private readonly RedfishActuator? _powerLimit;
    private bool _usesPowerLimit;

    internal RedfishGpu(RedfishGpuInfo info, GpuModel model, IPowerMeter? power, RedfishActuator? clockLimit, RedfishActuator? powerLimit)
    {
        Info = info;
        Model = model;
        _power = power;
        _clockLimit = clockLimit;
        _powerLimit = powerLimit;
        _usesPowerLimit = clockLimit is null;
    }

    /// <summary>What the service tells of it.</summary>
    public RedfishGpuInfo Info { get; }

    /// <inheritdoc/>
    public GpuModel Model { get; }

    /// <summary>True when it has a limit that can be set.</summary>
    public bool IsSettable => _clockLimit is not null || _powerLimit is not null;

    /// <inheritdoc/>
    /// <remarks>The last reading of its meter, as long as it is fresh. The clock is not told: a controller's is older than the command that it would be judged by.</remarks>
    public GpuReading Read(TimeSpan now) => _power is not null && _power.TryRead(now, out Watts power)
        ? new GpuReading(power, Megahertz.Zero, DeviceHealth.Good)
        : new GpuReading(Watts.Zero, Megahertz.Zero, DeviceHealth.Unavailable);

    /// <inheritdoc/>
    /// <remarks>
    /// The command is queued and this returns at once; it is in force seconds to a minute later. False when the ceiling is below what the control allows (a brake then takes the lowest that it
    /// does allow), when the service has said no to it, and while the service cannot be reached; the newest command is tried again by itself.
    /// </remarks>
    public bool TryApply(GpuCap cap, TimeSpan now)
    {
        if (double.IsNaN(cap.Ceiling.Value))
            return false;
        Megahertz ceiling = cap.Brake ? Megahertz.Min(cap.Ceiling, Model.BrakeClock) : cap.Ceiling;
        bool isFree = ceiling >= Model.MaxClock;
        bool taken = false;
        if (_clockLimit is not null)
        {
            bool wasRefused = _clockLimit.IsRefused; // Asking again clears it.
            taken = _clockLimit.Ask(isFree ? null : Within(_clockLimit, Model.RoundDown(ceiling).Value, cap.Brake), cap.Brake);
            _usesPowerLimit |= wasRefused || (!taken && !isFree && !_clockLimit.Control.Allows(Model.RoundDown(ceiling).Value));
        }

        // Once the clock limit was refused, both are set from then on: neither is left behind looser than what is asked for.
        if (_powerLimit is not null && _usesPowerLimit)
            taken |= _powerLimit.Ask(isFree ? null : Within(_powerLimit, Math.Floor(Model.WorstDraw(Model.RoundDown(ceiling)).Value), cap.Brake), cap.Brake);
        return taken;
    }

    /// <inheritdoc/>
    public GpuEnforced ReadEnforced(TimeSpan now) => new(
        _clockLimit?.Requested is { } ceiling ? new Megahertz(ceiling) : null,
        _clockLimit?.Control.Enforced is { } clock ? new Megahertz(clock) : null,
        _powerLimit?.Requested is { } limit ? new Watts(limit) : null,
        _powerLimit?.Control is { Enforced: { } watts, Mode: not "Disabled" } ? new Watts(watts) : null);

    /// <summary>A brake takes the lowest that there is; a limit above the range is the top of the range, which allows no more than was asked for.</summary>
    private static double Within(RedfishActuator actuator, double value, bool isBrake)
    {
        RedfishControlInfo control = actuator.Control;
        if (isBrake && value < control.Min)
            return control.Min.Value;
        return value > control.Max ? control.Max.Value : value;
    }
}
