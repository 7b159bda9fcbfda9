using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Devices.Tests.Nvml;

public sealed class NvmlGpuModelsTests
{
    [Theory]
    [InlineData("NVIDIA A100-SXM4-80GB", "A100-SXM4-80GB")]
    [InlineData("NVIDIA H100 80GB HBM3", "H100-SXM5-80GB")]
    [InlineData("NVIDIA H200", "H200-SXM-141GB")]
    [InlineData("NVIDIA B200", "B200-SXM-180GB")]
    public void From_KnownProductWithItsUsualFigures_IsTheCatalogue(string name, string product)
    {
        GpuCatalog.BuiltIn.TryGet(product, out GpuModel? known).ShouldBeTrue();
        NvmlGpuModels.From(name, RangesOf(known!), maxClock: null, out bool isKnown).ShouldBeSameAs(known);
        isKnown.ShouldBeTrue();
    }

    [Fact]
    public void From_KnownProductWithLowerLimit_KeepsTheCurvesAndTakesTheLimit()
    {
        GpuModel model = NvmlGpuModels.From("NVIDIA H100 80GB HBM3", RangesOf(GpuCatalog.H100Sxm) with { DefaultLimit = new Watts(500), MaxLimit = new Watts(500) }, maxClock: null, out _);
        model.Tdp.ShouldBe(new Watts(500));
        model.WorstDrawByClock.ShouldBeSameAs(GpuCatalog.H100Sxm.WorstDrawByClock);
    }

    [Fact]
    public void From_UnknownProduct_IsNeverBelowOneOfTheCatalogue()
    {
        foreach (GpuModel known in GpuCatalog.BuiltIn.Products)
        {
            GpuModel unknown = NvmlGpuModels.From("NVIDIA Z9000", RangesOf(known), maxClock: null, out bool isKnown);
            isKnown.ShouldBeFalse();
            foreach (Megahertz clock in RangesOf(known).Clocks)
            {
                unknown.WorstDraw(clock).Value.ShouldBeGreaterThanOrEqualTo(known.WorstDraw(clock).Value, $"{known.Name} at {clock}");
                foreach (double load in (double[])[.25, .5, .75, 1])
                {
                    Watts power = known.Tdp * load;
                    UncappedEstimate.AtMaxClock(unknown, power, clock).Value
                        .ShouldBeGreaterThanOrEqualTo(UncappedEstimate.AtMaxClock(known, power, clock).Value, $"{known.Name} at {clock} and {power}");
                }
            }
        }
    }

    [Fact]
    public void From_NoFiguresAtAll_IsLargeAndUsable()
    {
        GpuModel model = NvmlGpuModels.From("NVIDIA Z9000", new NvmlRanges([], null, null, null), maxClock: null, out _);
        (model.Tdp, model.MinClock, model.MaxClock, model.ClockStep).ShouldBe((new Watts(1400), new Megahertz(210), new Megahertz(1980), new Megahertz(15)));
    }

    [Theory]
    [InlineData(1410, 1410)]
    [InlineData(1409, 1395)]
    [InlineData(1275, 1275)]
    [InlineData(100, 210)]
    [InlineData(double.PositiveInfinity, 1410)]
    public void ClockAtOrBelow_Ceiling_IsAListedClock(double ceiling, double clock) =>
        RangesOf(GpuCatalog.A100Sxm80).ClockAtOrBelow(new Megahertz(ceiling)).ShouldBe(new Megahertz(clock));

    [Theory]
    [InlineData(50, 100)]
    [InlineData(250, 250)]
    [InlineData(999, 400)]
    public void Clamp_Limit_IsWithinTheRange(double asked, double given) => RangesOf(GpuCatalog.A100Sxm80).Clamp(new Watts(asked)).ShouldBe(new Watts(given));

    private static NvmlRanges RangesOf(GpuModel model)
    {
        List<Megahertz> clocks = [];
        for (double clock = model.MinClock.Value; clock <= model.MaxClock.Value; clock += model.ClockStep.Value)
            clocks.Add(new Megahertz(clock));
        return new NvmlRanges(clocks, model.MinPowerCap, model.Tdp, model.Tdp);
    }
}
