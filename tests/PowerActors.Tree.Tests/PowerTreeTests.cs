using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree.Tests;

/// <summary>The whole tree on virtual time: what goes up, what comes down, and what the GPUs end up with.</summary>
public class PowerTreeTests
{
    [Fact]
    public void Row_BelowEveryThreshold_CapsNothing()
    {
        using TreeFixture tree = new();
        tree.SetDemand(.7);
        tree.Advance(120);
        tree.Heard.Rungs.ShouldBeEmpty();
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.Row.Utilization.ShouldBe(.7, .01);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Row_AboveT1_CapsLowPriorityAlone()
    {
        using TreeFixture tree = new();
        tree.SetDemand(.82);
        tree.Advance(20);
        tree.Row.Rung.ShouldBe(1);
        tree.Gpus(Priority.Low).ShouldAllBe(static gpu => gpu.InForce == new GpuCap(new Megahertz(1275), false));
        tree.Gpus(Priority.High).ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Row_OverItsLimit_BrakesEveryGpuWithinTwoTelemetryPeriods()
    {
        using TreeFixture tree = new();
        tree.SetDemand(.7);
        tree.Advance(60);
        TimeSpan over = tree.System.Now;
        tree.SetDemand(1.05);
        tree.Advance(2 * tree.Timing.Telemetry.TotalSeconds);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce.Brake && gpu.InForce.Ceiling == new Megahertz(288));
        tree.Heard.Caps.Where(static cap => cap.Cap.Brake).Max(static cap => cap.At).ShouldBeLessThanOrEqualTo(over + (2 * tree.Timing.Telemetry));
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Gpus_BrakedToTheirBrakeClock_HoldWhatWasAskedFor()
    {
        using TreeFixture tree = new(rowLimit: 20000, rackLimit: 2600);
        foreach (FakeGpu gpu in tree.AllGpus())
            (gpu.Demand, gpu.BrakesTo) = (new Watts(350), gpu.Model.BrakeClock);
        tree.Advance(60);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce.Brake && gpu.InForce.Ceiling == Megahertz.Zero); // For an escalation the tightest that there is.
        tree.Heard.Alerts.ShouldNotContain(static alert => alert.Kind == AlertKind.CapNotInForce); // though 288 MHz is more than that, and than the lowest clock
    }

    [Fact]
    public void Gpus_HeldByTheirOwnPowerLimit_WithholdNothing()
    {
        using TreeFixture tree = new();
        tree.SetDemand(.7);
        foreach (FakeGpu gpu in tree.AllGpus())
            gpu.OwnLimit = new Megahertz(1065);
        tree.Advance(30);
        tree.Row.Withheld.Low.ShouldBe(Watts.Zero);
        tree.Row.Withheld.High.ShouldBe(Watts.Zero);
    }

    [Fact]
    public void Gpus_WhoseCapIsBelowTheirOwnPowerLimit_WithholdWhatTheCapTakes()
    {
        using TreeFixture tree = new();
        tree.SetDemand(.82);
        foreach (FakeGpu gpu in tree.Gpus(Priority.Low))
            gpu.OwnLimit = new Megahertz(1350);
        tree.Advance(20);
        tree.Row.Rung.ShouldBe(1); // Low priority holds to 1275 MHz: that, and not the board, keeps it down.
        tree.Row.Withheld.Low.ShouldBeGreaterThan(Watts.Zero);
    }

    [Fact]
    public void Row_WhenLoadFalls_ReleasesEveryCap()
    {
        using TreeFixture tree = new();
        tree.SetDemand(1.05);
        tree.Advance(60);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce.Brake);
        tree.SetDemand(.6);
        tree.Advance(600);
        tree.Row.Rung.ShouldBe(0);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Rack_WithoutABrakeOfItsOwn_IsBrakedByItsParentAlone()
    {
        // Row far from its limit; rack 1 alone is over its own.
        using TreeFixture tree = new(rowLimit: 20000, rackLimit: 2600);
        foreach (FakeGpu gpu in tree.AllGpus())
            gpu.Demand = new Watts(100);
        foreach (FakeGpu gpu in tree.Servers[0].Fakes.Concat(tree.Servers[1].Fakes))
            gpu.Demand = new Watts(350);
        tree.Advance(60);
        tree.Servers[0].Fakes.Concat(tree.Servers[1].Fakes).ShouldAllBe(static gpu => gpu.InForce.Brake);
        tree.Servers[2].Fakes.Concat(tree.Servers[3].Fakes).ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.Heard.Alerts.ShouldContain(static alert => alert.Kind == AlertKind.Escalated);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Rack_WhenItsEscalationIsOver_IsReleasedByItsParent()
    {
        using TreeFixture tree = new(rowLimit: 20000, rackLimit: 2600);
        foreach (FakeGpu gpu in tree.AllGpus())
            gpu.Demand = new Watts(350);
        tree.Advance(60);
        foreach (FakeGpu gpu in tree.AllGpus())
            gpu.Demand = new Watts(80);
        tree.Advance(600);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Row_WithAMeterThatReadsMore_BelievesTheMeter()
    {
        using TreeFixture tree = new(rowMeter: true);
        tree.SetDemand(.6);
        tree.RowMeter.Reading = new Watts(.95 * 8000);
        tree.Advance(20);
        tree.Row.Utilization.ShouldBe(.95, .001);
        tree.Row.Rung.ShouldBeGreaterThan(0);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Row_WithAMeterThatReadsLess_BelievesTheChildren()
    {
        using TreeFixture tree = new(rowMeter: true);
        tree.SetDemand(.85);
        tree.RowMeter.Reading = new Watts(.3 * 8000);
        tree.Advance(20);
        tree.Row.Rung.ShouldBe(1);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Snapshots_ArePublishedForEveryNode()
    {
        using TreeFixture tree = new();
        tree.SetDemand(.5);
        tree.Advance(10);
        foreach (TreeNode node in tree.Index.Nodes)
            tree.Board[node.Index].ShouldNotBeNull(node.Path);
        tree.Board[0]!.Power.Value.ShouldBe(.5 * 8000, 40);
    }

    [Fact]
    public void SameSeed_GivesTheSameDecisions_AnotherSeedOnlyAnotherOrder()
    {
        static List<string> Run(ulong seed)
        {
            using TreeFixture tree = new(seed: seed);
            tree.SetDemand(.93);
            tree.Advance(300);
            return [.. tree.Heard.Caps.Select(static cap => $"{cap.At} {cap.Server.Path} {cap.Gpu} {cap.Cap.Ceiling}")];
        }

        List<string> first = Run(5);
        first.ShouldNotBeEmpty();
        Run(5).ShouldBe(first);
        Run(6).Order(StringComparer.Ordinal).ShouldBe(first.Order(StringComparer.Ordinal));
    }
}
