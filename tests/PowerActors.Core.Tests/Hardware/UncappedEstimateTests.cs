using FsCheck;
using FsCheck.Fluent;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Hardware;

public sealed class UncappedEstimateTests
{
    private static readonly GpuModel A100 = GpuCatalog.A100Sxm80;

    [Fact]
    public void AtMaxClock_PromptAt1110_IsItsFreeDraw()
    {
        // 63 + 0.558 × (400 − 63): the measured median of prompts at 1110 MHz.
        UncappedEstimate.AtMaxClock(A100, new Watts(63 + (.558 * 337)), new Megahertz(1110)).Value.ShouldBe(400, 0.001);
    }

    [Theory]
    [InlineData(1410)]
    [InlineData(5000)]
    [InlineData(double.PositiveInfinity)]
    public void AtMaxClock_NotCapped_IsTheReading(double clock) =>
        UncappedEstimate.AtMaxClock(A100, new Watts(321), new Megahertz(clock)).ShouldBe(new Watts(321));

    [Fact]
    public void AtMaxClock_H100AtTheClockThatHolds_IsTheReading() =>
        UncappedEstimate.AtMaxClock(GpuCatalog.H100Sxm, new Watts(600), new Megahertz(1830)).ShouldBe(new Watts(600));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void AtMaxClock_ReadingThatNoMeterMeans_IsTheWorst(double watts) =>
        UncappedEstimate.AtMaxClock(A100, new Watts(watts), new Megahertz(1110)).ShouldBe(A100.WorstDraw(A100.MaxClock));

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    public void AtMaxClock_ClockUnknown_IsTheWorstUnlessIdle(double clock)
    {
        UncappedEstimate.AtMaxClock(A100, new Watts(200), new Megahertz(clock)).ShouldBe(A100.WorstDraw(A100.MaxClock));
        UncappedEstimate.AtMaxClock(A100, new Watts(63), new Megahertz(clock)).ShouldBe(new Watts(63));
    }

    [Fact]
    public void AtMaxClock_IdleThatRisesWithTheClock_IsCountedWithoutAnyWork()
    {
        UncappedEstimate.AtMaxClock(GpuCatalog.H100Sxm, new Watts(75), new Megahertz(1005)).Value.ShouldBe(110, 1e-9);
        UncappedEstimate.AtMaxClock(GpuCatalog.H100Sxm, new Watts(90 + (.768 * 100)), new Megahertz(1410)).Value.ShouldBe(110 + (100 * .768 / UncappedEstimate.KeptShare(GpuCatalog.H100Sxm, new Megahertz(1410))), 1e-6);
        UncappedEstimate.AtMaxClock(GpuCatalog.H100Sxm, new Watts(75), default).Value.ShouldBe(110, 1e-9);
    }

    [Fact]
    public void AtMaxClock_WithoutMeasuredTable_TakesTheShapeOfTheWorstDraw()
    {
        GpuModel gpu = A100 with { DynamicPowerByClock = null };
        double kept = (331.0 - 63) / (440 - 63);
        UncappedEstimate.KeptShare(gpu, new Megahertz(1170)).ShouldBe(kept, 1e-9);
        UncappedEstimate.AtMaxClock(gpu, new Watts(200), new Megahertz(1170)).Value.ShouldBe(63 + (137 / kept), 1e-6);
    }

    [Fact]
    public void AtMaxClock_Always_IsAtLeastTheReadingAtMostWorstAndFallsWithTheClock()
    {
        Prop.ForAll<NonNegativeInt, PositiveInt, PositiveInt>((watts, clockA, clockB) =>
        {
            foreach (GpuModel gpu in GpuCatalog.BuiltIn.Products)
            {
                Watts reading = new(watts.Get % 1200);
                Megahertz low = new(Math.Min(clockA.Get, clockB.Get) * 20 % 2200);
                Megahertz high = new(low.Value + (clockB.Get % 300));
                if (low.Value <= 0)
                    continue;
                Watts atLow = UncappedEstimate.AtMaxClock(gpu, reading, low);
                Watts atHigh = UncappedEstimate.AtMaxClock(gpu, reading, high);
                atHigh.ShouldBeGreaterThanOrEqualTo(reading);
                atLow.ShouldBeGreaterThanOrEqualTo(atHigh);
                atLow.ShouldBeLessThanOrEqualTo(Watts.Max(reading, gpu.WorstDraw(gpu.MaxClock)));
            }
        }).QuickCheckThrowOnFailure();
    }
}
