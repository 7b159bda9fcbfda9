using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>
/// What a GPU would draw at its maximum clock, judged from its draw at the clock it has now: what a controller must expect when it lifts a cap.
/// </summary>
/// <remarks>
/// What is idle at this clock is taken for what is idle at the maximum (<see cref="GpuModel.IdleAt"/>), and the draw above it is divided by the share that the most clock-sensitive work keeps at this clock (<see cref="GpuModel.DynamicPowerByClock"/>). Memory-bound
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
        if (clock >= model.SustainedClock || (power <= model.Idle && model.IdleByClock is null))
            return power;
        if (!(clock.Value > 0))
            return power <= model.Idle ? Watts.Max(power, model.IdleAt(model.MaxClock)) : Watts.Max(power, worst);
        Watts idle = model.IdleAt(clock);
        return FromKeptShare(power, KeptShare(model, clock), idle, model.IdleAt(model.MaxClock) - idle, worst);
    }

    /// <summary>The same for a caller that reads one GPU often and keeps <see cref="KeptShare"/> for as long as the clock stands still.</summary>
    /// <param name="power">Its draw now, a plausible one.</param>
    /// <param name="kept">The kept share at its clock, above 0.</param>
    /// <param name="idle">What it draws at its clock with nothing running.</param>
    /// <param name="idleHeld">By how much that would rise with the clock, 0 or more.</param>
    /// <param name="worst">Its worst draw at the maximum clock.</param>
    public static Watts FromKeptShare(Watts power, double kept, Watts idle, Watts idleHeld, Watts worst)
    {
        double dynamic = power.Value - idle.Value;
        double more = idleHeld.Value + (dynamic > 0 && kept < 1 ? (dynamic / kept) - dynamic : 0);
        return more > 0 ? Watts.Max(power, Watts.Min(new Watts(power.Value + more), worst)) : power;
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
