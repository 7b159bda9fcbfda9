using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>What is fixed for every GPU of one product: its clocks, its power range and the most it can draw at a clock.</summary>
public sealed record GpuModel
{
    /// <summary>Product name as settings and NVML's short form write it, such as <c>A100-SXM4-80GB</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Thermal design power: what the GPU may draw for long.</summary>
    public required Watts Tdp { get; init; }

    /// <summary>Draw with nothing running, at the lowest clocks where it depends on them.</summary>
    public required Watts Idle { get; init; }

    /// <summary>
    /// Points of (clock / <see cref="MaxClock"/>, draw with nothing running while the clock is held there, as it is where a process with a model is loaded), both rising, the last one at clock
    /// share 1. Null where it was not measured; <see cref="Idle"/> then counts at every clock.
    /// </summary>
    public IReadOnlyList<(double ClockShare, double Watts)>? IdleByClock { get; init; }

    /// <summary>Lowest power cap the driver accepts.</summary>
    public required Watts MinPowerCap { get; init; }

    /// <summary>Lowest streaming-multiprocessor clock.</summary>
    public required Megahertz MinClock { get; init; }

    /// <summary>Highest clock that can be asked for.</summary>
    public required Megahertz MaxClock { get; init; }

    /// <summary>The clock that holds under load when <see cref="MaxClock"/> is asked for (H100: 1830 of 1980).</summary>
    public required Megahertz SustainedClock { get; init; }

    /// <summary>Distance between two settable clocks; others are rounded down to one.</summary>
    public required Megahertz ClockStep { get; init; }

    /// <summary>The clock that the hardware's power brake forces.</summary>
    public required Megahertz BrakeClock { get; init; }

    /// <summary>
    /// Points of (clock / <see cref="MaxClock"/>, greatest draw above idle as a share of TDP minus idle), both rising, the last one at clock share 1. Short
    /// excursions above TDP are included, so the last share may pass 1.
    /// </summary>
    public required IReadOnlyList<(double ClockShare, double DrawShare)> WorstDrawByClock { get; init; }

    /// <summary>
    /// Points of (clock / <see cref="MaxClock"/>, draw above <see cref="IdleAt"/> as a share of what the same work draws above it at the maximum clock), both rising, the
    /// last one at clock share 1 with share 1: of the work whose draw falls most with the clock, compute-bound prompts. Null where it was not measured;
    /// <see cref="UncappedEstimate"/> then takes the shape of <see cref="WorstDrawByClock"/>.
    /// </summary>
    public IReadOnlyList<(double ClockShare, double DrawShare)>? DynamicPowerByClock { get; init; }

    /// <summary>
    /// The most this GPU can draw while its clock stays at or below <paramref name="clock"/>, whatever runs on it: what counts for a GPU that is silent and
    /// what the fail-safe check adds up.
    /// </summary>
    public Watts WorstDraw(Megahertz clock) =>
        Idle + ((Tdp - Idle) * PiecewiseLinear.At(WorstDrawByClock, Math.Clamp(clock / MaxClock, 0, 1)));

    /// <summary>Draw with nothing running while the clock is held at one.</summary>
    public Watts IdleAt(Megahertz clock) => IdleByClock is { } measured ? new Watts(PiecewiseLinear.At(measured, Math.Clamp(clock / MaxClock, 0, 1))) : Idle;

    /// <summary>The highest settable clock that is not above <paramref name="clock"/>; at least <see cref="MinClock"/>.</summary>
    public Megahertz RoundDown(Megahertz clock)
    {
        if (clock >= MaxClock)
            return MaxClock;
        if (clock <= MinClock)
            return MinClock;
        double steps = Math.Floor((clock.Value - MinClock.Value) / ClockStep.Value);
        return new Megahertz(MinClock.Value + (steps * ClockStep.Value));
    }
}
