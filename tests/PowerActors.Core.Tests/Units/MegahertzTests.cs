using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Units;

public sealed class MegahertzTests
{
    [Fact]
    public void ToString_ClockOrNoCeiling_SaysSo()
    {
        new Megahertz(1275).ToString().ShouldBe("1275 MHz");
        Megahertz.Unlimited.ToString().ShouldBe("free");
    }

    [Fact]
    public void Operators_OfClocks_CompareAndScale()
    {
        Megahertz low = new(705), high = new(1410);
        (low / high).ShouldBe(.5);
        (high * .5).ShouldBe(low);
        (high - low).ShouldBe(low);
        Megahertz.Min(low, Megahertz.Unlimited).ShouldBe(low);
        Megahertz.Max(low, high).ShouldBe(high);
        (low < high && high > low && low <= high && high >= low && low.CompareTo(high) < 0).ShouldBeTrue();
        Megahertz.Zero.Value.ShouldBe(0);
    }
}
