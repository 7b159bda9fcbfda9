using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>From what NVML tells of a GPU to the product that plans reckon with.</summary>
public static class NvmlGpuModels
{
    /// <summary>Lowest clock and step of a GPU that lists neither: those of NVIDIA's datacenter GPUs from Volta to Hopper.</summary>
    private static readonly (Megahertz Lowest, Megahertz Step) Usual = (new(210), new(15));

    /// <summary>
    /// The worst draw of a product that nobody has measured: at every share of the maximum clock, as a share of TDP, at least what any product of the catalogue is reckoned
    /// to draw. That is H100's measured curve, raised at low clocks for B200, which idles higher and whose own curve is assumed.
    /// </summary>
    private static readonly (double, double)[] CautiousWorst = [(.1, .5), (.2, .52), (.4, .62), (.5, .67), (.6, .745), (.7, .875), (.8, 1.02), (.85, 1.1), (.9, 1.3), (1, 1.3)];

    /// <summary>
    /// The product. A known one (<see cref="GpuCatalog"/>, by NVML's name) keeps its measured curves, with the limits and clocks that this very board tells. An unknown
    /// one is made from the board's own figures: TDP is its default power limit; it idles at a tenth of that; its worst draw by clock is not below that of any
    /// product of the catalogue, and its draw falls with the clock as fast as that of the product where it falls fastest (A100), so that what a released cap brings back is
    /// not underestimated.
    /// </summary>
    /// <param name="name">Product name as NVML writes it.</param>
    /// <param name="ranges">What can be set.</param>
    /// <param name="maxClock">Highest clock of the streaming multiprocessors, where the ranges list none.</param>
    /// <param name="isKnown">True when the product was measured.</param>
    public static GpuModel From(string name, NvmlRanges ranges, Megahertz? maxClock, out bool isKnown)
    {
        isKnown = GpuCatalog.BuiltIn.TryGet(name, out GpuModel? known) || GpuCatalog.BuiltIn.TryGet(WithoutVendor(name), out known);
        return isKnown ? Adjust(known!, ranges) : Make(name, ranges, maxClock);
    }

    private static GpuModel Adjust(GpuModel known, NvmlRanges ranges)
    {
        Megahertz highest = ranges.HighestClock ?? known.MaxClock;
        Megahertz lowest = Megahertz.Min(ranges.LowestClock ?? known.MinClock, highest);
        GpuModel own = known with
        {
            Tdp = ranges.DefaultLimit ?? known.Tdp,
            MinPowerCap = ranges.MinLimit ?? known.MinPowerCap,
            MinClock = lowest,
            MaxClock = highest,
            SustainedClock = Megahertz.Min(known.SustainedClock, highest),
            BrakeClock = Megahertz.Max(known.BrakeClock, lowest),
            ClockStep = StepOf(ranges) ?? known.ClockStep,
        };
        return own == known ? known : own;
    }

    private static GpuModel Make(string name, NvmlRanges ranges, Megahertz? maxClock)
    {
        // With no figure at all the GPU counts as the largest that air or a cold plate cools today: a plan must not come out short for not knowing.
        Watts tdp = ranges.DefaultLimit ?? ranges.MaxLimit ?? new Watts(1400);
        Megahertz highest = ranges.HighestClock ?? maxClock ?? GpuCatalog.H100Sxm.MaxClock;
        Megahertz lowest = Megahertz.Min(ranges.LowestClock ?? Usual.Lowest, highest);
        return new GpuModel
        {
            Name = name,
            Tdp = tdp,
            Idle = tdp * .1,
            MinPowerCap = ranges.MinLimit ?? tdp,
            MinClock = lowest,
            MaxClock = highest,
            SustainedClock = highest,
            ClockStep = StepOf(ranges) ?? Usual.Step,
            BrakeClock = lowest,
            WorstDrawByClock = CautiousWorst,
            DynamicPowerByClock = GpuCatalog.A100Sxm80.DynamicPowerByClock,
        };
    }

    /// <summary>The smallest distance between two listed clocks.</summary>
    private static Megahertz? StepOf(NvmlRanges ranges)
    {
        double step = double.PositiveInfinity;
        for (int i = 1; i < ranges.Clocks.Count; i++)
            step = Math.Min(step, (ranges.Clocks[i] - ranges.Clocks[i - 1]).Value);
        return double.IsFinite(step) ? new Megahertz(step) : null;
    }

    private static string WithoutVendor(string name) => name.StartsWith("NVIDIA ", StringComparison.OrdinalIgnoreCase) ? name[7..] : name;
}
