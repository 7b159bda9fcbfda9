using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree.Tests;

/// <summary>A governor's ceiling beside the caps, on devices with a single path for both.</summary>
public class ClockGovernorTests
{
    [Fact]
    public void Governor_NoCap_ItsCeilingHolds()
    {
        using TreeFixture tree = new(governors: static _ => new Wisher(1005));
        tree.SetDemand(.7);
        tree.Advance(60);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.Clock == new Megahertz(1005));
        tree.Row.Rung.ShouldBe(0);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Governor_WishesForMoreThanTheCap_TheCapHolds()
    {
        using TreeFixture tree = new(governors: static _ => new Wisher(1350));
        tree.SetDemand(.86); // 0.83 of it at 1350 MHz
        tree.Advance(20);
        tree.Row.Rung.ShouldBe(1);
        tree.Gpus(Priority.Low).ShouldAllBe(static gpu => gpu.InForce == new GpuCap(new Megahertz(1275), false));
        tree.Gpus(Priority.High).ShouldAllBe(static gpu => gpu.Clock == new Megahertz(1350));
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Governor_HasTheClockBelowTheCap_TheRungIsLeftAndStaysLeft()
    {
        Wisher wisher = new(double.PositiveInfinity);
        using TreeFixture tree = new(governors: _ => wisher);
        tree.SetDemand(.82);
        tree.Advance(60);
        tree.Row.Rung.ShouldBe(1);
        wisher.Wish = new Megahertz(1005);
        tree.Advance(300);
        tree.Row.Rung.ShouldBe(0); // what the governor gives back, no rung would release
        tree.Heard.Rungs.Count.ShouldBe(2);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Governor_WishesForMoreUnderACap_IsCountedAsWithheldSoThatTheRungStays()
    {
        using TreeFixture tree = new(governors: static _ => new Wisher(double.PositiveInfinity));
        tree.SetDemand(.82);
        tree.Advance(600);
        tree.Row.Rung.ShouldBe(1);
        tree.Heard.Rungs.Count.ShouldBe(1);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Governor_SameWish_IsAskedOfTheDeviceOnce()
    {
        using TreeFixture tree = new(governors: static _ => new Wisher(1005));
        tree.SetDemand(.5);
        tree.Advance(30);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.Asked.Count(static cap => cap.Ceiling == new Megahertz(1005)) == 1); // though told again once per heartbeat
    }

    [Fact]
    public void Governor_SeesTheCapInForce()
    {
        List<Wisher> wishers = [];
        using TreeFixture tree = new(governors: _ =>
        {
            wishers.Add(new Wisher(1350));
            return wishers[^1];
        });
        tree.SetDemand(1.2);
        tree.Advance(30);
        wishers.ShouldAllBe(static wisher => wisher.Cap == new Megahertz(288));
    }

    private sealed class Wisher(double clock) : IClockGovernor
    {
        public TimeSpan Watch { get; } = TimeSpan.FromSeconds(1);

        public Megahertz Wish { get; set; } = new(clock);

        public Megahertz Cap { get; private set; }

        public Megahertz Look(Megahertz cap, TimeSpan now)
        {
            Cap = cap;
            return Wish;
        }
    }
}
