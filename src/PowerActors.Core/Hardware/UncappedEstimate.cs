using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>
/// What a GPU would draw at its maximum clock, judged from its draw at the clock it has now: what a controller must expect when it lifts a cap.
/// </summary>
/// <remarks>
/// The draw above idle is divided by the share that the most clock-sensitive work keeps at this clock (<see cref="GpuModel.DynamicPowerByClock"/>). Memory-bound
/// work, such as decode, keeps a greater share, so for it the estimate is too high: never too low is what matters, since it is used to loosen.
/// </remarks>
public static class UncappedEstimate
{
    /// <summary>The estimate: never below the reading, never above both the reading and <see cref="GpuModel.WorstDraw"/> at the maximum clock.</summary>
    /// <param name="model">The GPU's product.</param>
    /// <param name="power">Its draw now. One that no meter could have meant (NaN, negative, infinite) counts as the worst draw.</param>
    /// <param name="clock">
    /// Its clock now, or the ceiling in force where the device does not tell its clock. Zero or NaN counts as unknown: the estimate is then the worst draw, unless
    /// the GPU draws no more than idle.
    /// </param>
    public static Watts AtMaxClock(GpuModel model, Watts power, Megahertz clock)
    {
        Watts worst = model.WorstDraw(model.MaxClock);
        if (!power.IsPlausible)
            return worst;
        if (power <= model.Idle || clock >= model.SustainedClock)
            return power;
        return clock.Value > 0 ? FromKeptShare(model, power, KeptShare(model, clock), worst) : Watts.Max(power, worst);
    }

    /// <summary>The same for a caller that reads one GPU often and keeps <see cref="KeptShare"/> for as long as the clock stands still.</summary>
    /// <param name="model">The GPU's product.</param>
    /// <param name="power">Its draw now, a plausible one.</param>
    /// <param name="kept">The kept share at its clock, above 0.</param>
    /// <param name="worst">Its worst draw at the maximum clock.</param>
    public static Watts FromKeptShare(GpuModel model, Watts power, double kept, Watts worst)
    {
        double dynamic = power.Value - model.Idle.Value;
        if (dynamic <= 0 || kept >= 1)
            return power;
        Watts estimate = new(model.Idle.Value + (dynamic / kept));
        return Watts.Max(power, Watts.Min(estimate, worst));
    }

    /// <summary>Share of the draw above idle that the most clock-sensitive work keeps at a clock; 1 at the maximum clock, above 0.</summary>
    public static double KeptShare(GpuModel model, Megahertz clock)
    {
        double share = Math.Clamp(clock / model.MaxClock, 0, 1);
        if (model.DynamicPowerByClock is { } measured)
            return PiecewiseLinear.At(measured, share);
        double top = PiecewiseLinear.At(model.WorstDrawByClock, 1);
        return Math.Min(1, PiecewiseLinear.At(model.WorstDrawByClock, share) / top);
    }
}
