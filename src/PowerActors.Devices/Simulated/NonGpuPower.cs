using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>
/// The part of a server that is not GPU: between idle and busy in proportion to the GPUs' load, which it follows with a first-order lag (fans follow heat), a
/// part of it at once if so set (voltage regulators, CPUs). Never above <see cref="ServerModel.NonGpuMax"/>.
/// </summary>
/// <remarks>
/// Load is the GPUs' mean draw above idle as a share of TDP − idle; from <see cref="ServerModel.NonGpuBusyAt"/> on the rest is as busy as it gets. Between two steps the lagged load stands still. A step takes the
/// mean load since the last one, as if it had been constant: for steps far shorter than the lag, that is the exact solution but for terms of second order.
/// </remarks>
internal struct NonGpuPower
{
    private readonly double _idle;
    private readonly double _span; // busy − idle
    private readonly double _max;
    private readonly double _perLoad; // 1 / the load from which on it is busy
    private readonly double _instantShare;
    private readonly double _lagTicks;
    private double _lagged; // how busy, as the lag sees it
    private long _stepTicks; // the step for which _decay holds
    private double _decay;

    public NonGpuPower(ServerModel model, TimeSpan lag, double instantShare)
    {
        _idle = model.NonGpuIdle.Value * 1e3;
        _span = (model.NonGpuBusy.Value * 1e3) - _idle;
        _max = model.NonGpuMax.Value * 1e3;
        _perLoad = 1 / model.NonGpuBusyAt;
        _instantShare = instantShare;
        _lagTicks = lag.Ticks;
        _stepTicks = -1;
    }

    /// <summary>True when a change of load shows at once.</summary>
    public readonly bool FollowsAtOnce => _instantShare > 0;

    /// <summary>Power at this instant.</summary>
    /// <param name="load">The load at this instant, of which the part set as instantaneous counts.</param>
    public readonly long Milliwatts(double load)
    {
        double followed = (_instantShare * Busyness(load)) + ((1 - _instantShare) * _lagged);
        return (long)(Math.Min(_max, _idle + (_span * followed)) + 0.5);
    }

    /// <summary>How busy a load makes the rest: 0 idle, 1 as busy as it gets.</summary>
    private readonly double Busyness(double load) => Math.Min(1, load * _perLoad);

    /// <summary>Moves the lagged load on by a step in which the mean load was <paramref name="meanLoad"/>.</summary>
    public void Step(double meanLoad, long stepTicks)
    {
        if (stepTicks != _stepTicks)
        {
            _stepTicks = stepTicks;
            _decay = _lagTicks > 0 ? PortableMath.Exp(-stepTicks / _lagTicks) : 0;
        }

        double busyness = Busyness(meanLoad);
        _lagged = busyness + ((_lagged - busyness) * _decay);
    }

    /// <summary>Sets the lagged load, as if the load had been this for long.</summary>
    public void Settle(double load) => _lagged = Busyness(load);
}
