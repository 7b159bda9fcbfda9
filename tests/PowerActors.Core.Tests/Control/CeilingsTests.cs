using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control;

public sealed class CeilingsTests
{
    [Fact]
    public void TightestAndLoosest_AnyTwo_AreBounds() => Properties.Hold(300, static random =>
    {
        Ceilings a = RandomLadders.Ceilings(random), b = RandomLadders.Ceilings(random);
        Ceilings tightest = Ceilings.Tightest(a, b), loosest = Ceilings.Loosest(a, b);
        tightest.ShouldBe(Ceilings.Tightest(b, a));
        tightest.ShouldBeAtLeastAsTightAs(a);
        tightest.ShouldBeAtLeastAsTightAs(b);
        a.ShouldBeAtLeastAsTightAs(loosest);
        b.ShouldBeAtLeastAsTightAs(loosest);
        a.ShouldBeAtLeastAsTightAs(Ceilings.Free);
        foreach (Priority priority in Enum.GetValues<Priority>())
        {
            GpuCap cap = tightest.ForGpu(GpuCatalog.A100Sxm80, priority);
            cap.IsLooserThan(a.ForGpu(GpuCatalog.A100Sxm80, priority)).ShouldBeFalse();
            cap.IsLooserThan(b.ForGpu(GpuCatalog.A100Sxm80, priority)).ShouldBeFalse();
        }
    });

    [Fact]
    public void Prices_OfSeveralDomains_TheHighestOfEachPriorityHolds()
    {
        Ceilings a = Ceilings.Free with { Price = new PerPriority<double>(.3, .2) }, b = Ceilings.Free with { Price = new PerPriority<double>(.5, 0) };
        Ceilings.Tightest(a, b).Price.ShouldBe(new PerPriority<double>(.5, .2));
        Ceilings.Loosest(a, b).Price.ShouldBe(new PerPriority<double>(.3, 0));
        a.IsAtLeastAsTightAs(b).ShouldBeFalse();
        a.IsAtLeastAsTightAs(Ceilings.Free).ShouldBeTrue();
        Ceilings.Free.IsAtLeastAsTightAs(a).ShouldBeFalse();
        Ceilings.Braked.IsAtLeastAsTightAs(a).ShouldBeTrue("a brake leaves nothing to give up");
        (a.IsFree, Ceilings.Free.IsFree).ShouldBe((false, true));
        a.ForExempt.ShouldBe(Ceilings.Free);
    }

    [Theory]
    [InlineData(1275, 1, 1275)]
    [InlineData(1410, 1, double.PositiveInfinity)]
    [InlineData(1275, .5, 705)]
    [InlineData(600, .5, 600)]
    [InlineData(double.PositiveInfinity, 1, double.PositiveInfinity)]
    public void Resolve_OnA100_IsTheTighterOfClockAndShare(double megahertz, double share, double expected) =>
        new ClockCeiling(new Megahertz(megahertz), share).Resolve(GpuCatalog.A100Sxm80).Value.ShouldBe(expected);

    [Fact]
    public void ToString_AnyCeilings_ReadAsWords()
    {
        Ceilings.Free.ToString().ShouldBe("free");
        new Ceilings(ClockCeiling.At(1275), ClockCeiling.Free, Brake: false).ToString().ShouldBe("low 1275 MHz, high free");
        new Ceilings(ClockCeiling.OfMaximum(.7), new ClockCeiling(new Megahertz(900), .8), Brake: true).ToString().ShouldBe("low 70 %, high 900 MHz, 80 %, brake");
        new Ceilings(ClockCeiling.At(1275), ClockCeiling.Free, Brake: false) { Price = new PerPriority<double>(.305, .1) }.ToString().ShouldBe("low 1275 MHz and 30.5 % for watts, high free and 10 % for watts");
        Ceilings.Free[Priority.High].IsFree.ShouldBeTrue();
        new PerPriority<int>(1, 2)[Priority.High].ShouldBe(2);
    }
}
