using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree.Tests;

/// <summary>What the tree does when a part of it fails.</summary>
public class TreeFaultTests
{
    [Fact]
    public void Row_ThatCrashes_ComesBackOnTheSameRungAndIsObeyed()
    {
        using TreeFixture tree = new(faults: CrashOnce("/row", TimeSpan.FromSeconds(60)));
        tree.SetDemand(.82);
        tree.Advance(58);
        tree.Row.Rung.ShouldBe(1);
        tree.Advance(30);
        tree.System.FaultCount(FaultKind.Crash).ShouldBeGreaterThan(0);
        tree.Row.Rung.ShouldBe(1);
        tree.Gpus(Priority.Low).ShouldAllBe(static gpu => gpu.InForce.Ceiling == new Megahertz(1275));

        tree.SetDemand(1.05);
        tree.Advance(10);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce.Brake);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Row_ThatCrashes_NeverBrakesForThat()
    {
        using TreeFixture tree = new(faults: CrashOnce("/row", TimeSpan.FromSeconds(60)));
        tree.SetDemand(.7);
        tree.Advance(180);
        tree.System.FaultCount(FaultKind.Crash).ShouldBeGreaterThan(0);
        tree.Heard.Rungs.ShouldBeEmpty();
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Gpu_ThatCrashes_TakesUpItsCapAgain()
    {
        using TreeFixture tree = new(faults: CrashOnce("/gpu-0", TimeSpan.FromSeconds(60)));
        tree.SetDemand(.82);
        tree.Advance(120);
        tree.System.FaultCount(FaultKind.Crash).ShouldBeGreaterThan(0);
        tree.Gpus(Priority.Low).ShouldAllBe(static gpu => gpu.InForce.Ceiling == new Megahertz(1275));
        tree.Gpus(Priority.High).ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Gpus_WhenEveryControllerIsDead_FallToTheFailSafe()
    {
        // From one minute on nothing that anybody directs arrives anywhere.
        FaultPlan silence = new(new FaultRule(FaultKind.Drop)
        {
            Applies = static (_, _, message) => message is TreeMessages.DirectiveIssued,
            From = TimeSpan.FromSeconds(60),
        });
        using TreeFixture tree = new(faults: silence);
        tree.SetDemand(.7);
        tree.Advance(59);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.Advance(tree.Timing.Lease.TotalSeconds + (2 * tree.Timing.Telemetry.TotalSeconds));
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce.Ceiling == new Megahertz(810));
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Gpus_WhenEveryControllerDiesDuringABrake_StayBraked()
    {
        FaultPlan silence = new(new FaultRule(FaultKind.Drop)
        {
            Applies = static (_, _, message) => message is TreeMessages.DirectiveIssued,
            From = TimeSpan.FromSeconds(60),
        });
        using TreeFixture tree = new(faults: silence);
        tree.SetDemand(1.05);
        tree.Advance(300);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce.Brake);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Theory]
    [InlineData(DeviceHealth.Unavailable)]
    [InlineData(DeviceHealth.Lost)]
    public void Server_ThatFallsSilent_CountsAsItsWorstCase(DeviceHealth health)
    {
        using TreeFixture tree = new();
        tree.SetDemand(.6);
        tree.Advance(60);
        double before = tree.Row.Power.Value;
        foreach (FakeGpu gpu in tree.Servers[0].Fakes)
            gpu.Health = health;
        tree.Advance(tree.Timing.Staleness.TotalSeconds + 30);
        double worst = TreeFixture.Model.WorstDraw(Megahertz.Unlimited).Value;
        tree.Row.Power.Value.ShouldBeGreaterThanOrEqualTo(before - (before / 4) + worst - 100);
        tree.Heard.Alerts.ShouldContain(static alert => alert.Kind == AlertKind.ChildSilent);
        tree.Heard.Alerts.ShouldContain(static alert => alert.Kind == AlertKind.DeviceFault);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Gpu_ThatRefusesACap_IsAskedAgainUntilItTakesIt()
    {
        using TreeFixture tree = new();
        FakeGpu stubborn = tree.Gpus(Priority.Low).First();
        stubborn.Refuses = true;
        tree.SetDemand(.82);
        tree.Advance(30);
        stubborn.InForce.ShouldBe(GpuCap.Free);
        tree.Heard.Alerts.ShouldContain(static alert => alert.Kind == AlertKind.DeviceFault);
        stubborn.Refuses = false;
        tree.Advance(4);
        stubborn.InForce.Ceiling.ShouldBe(new Megahertz(1275));
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Gpu_BrakedToLessThanItsLowestClock_HoldsItAtThat()
    {
        using TreeFixture tree = new(rowLimit: 20000, rackLimit: 2600);
        foreach (FakeGpu gpu in tree.AllGpus())
            (gpu.HasFloor, gpu.Demand) = (true, new Watts(100));
        foreach (FakeGpu gpu in tree.Servers[0].Fakes.Concat(tree.Servers[1].Fakes))
            gpu.Demand = new Watts(350);
        tree.Advance(60);
        tree.Servers[0].Fakes.ShouldAllBe(static gpu => gpu.InForce.Brake && gpu.Clock == gpu.Model.MinClock);
        tree.Heard.Alerts.ShouldNotContain(static alert => alert.Kind == AlertKind.CapNotInForce);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Gpu_WhoseActuatorIsStuck_RaisesAnAlertAndIsAskedAgain()
    {
        using TreeFixture tree = new();
        FakeGpu stuck = tree.Gpus(Priority.Low).First();
        stuck.IsStuck = true;
        tree.SetDemand(.82);
        tree.Advance(60);
        tree.Heard.Alerts.ShouldContain(static alert => alert.Kind == AlertKind.CapNotInForce);
        stuck.Asked.Count.ShouldBeGreaterThan(1);
        stuck.IsStuck = false;
        tree.Advance(20);
        stuck.InForce.Ceiling.ShouldBe(new Megahertz(1275));
    }

    [Fact]
    public void Reports_LostLateDoubledAndOutOfOrder_StillLeadToTheSameEnd()
    {
        FaultPlan noise = new(
            new FaultRule(FaultKind.Drop, .2) { Applies = static (_, _, message) => message is TreeMessages.ChildReport },
            new FaultRule(FaultKind.Delay, .2) { Applies = static (_, _, message) => message is TreeMessages.ChildReport, MaxDuration = TimeSpan.FromSeconds(8) },
            new FaultRule(FaultKind.Duplicate, .2),
            new FaultRule(FaultKind.Reorder, .2));
        foreach (ulong seed in Enumerable.Range(1, 20).Select(static i => (ulong)i))
        {
            using TreeFixture tree = new(faults: noise, seed: seed);
            tree.SetDemand(1.05);
            tree.Advance(60);
            tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce.Brake, $"seed {seed}");
            tree.Laws.Violations.ShouldBeEmpty($"seed {seed}");
        }
    }

    private static FaultPlan CrashOnce(string pathEnd, TimeSpan at) => new(new FaultRule(FaultKind.Crash)
    {
        Applies = (_, target, _) => target.Path.EndsWith(pathEnd, StringComparison.Ordinal),
        From = at,
        Until = at + TimeSpan.FromMilliseconds(100),
    });
}
