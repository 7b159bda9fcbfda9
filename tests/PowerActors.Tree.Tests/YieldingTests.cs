using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Energy.Yielding;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree.Tests;

/// <summary>A row whose first rung asks low priority for watts at a price, beside a ceiling or without one.</summary>
public class YieldingTests
{
    private static readonly WorkCost Top = new(new Megahertz(1410), 1, 1, 1, 1);

    // For each tenth of its draw the one takes a hundredth longer, the other a tenth.
    private static readonly WorkCosts Cheap = new([new WorkCost(new Megahertz(705), 1.05, 1.05, .5, .5), Top]);
    private static readonly WorkCosts Dear = new([new WorkCost(new Megahertz(705), 1.5, 1.5, .5, .5), Top]);

    [Fact]
    public void Price_TwoServersWithUnlikeWork_TheOneThatLosesLessPerWattIsLoweredFirst()
    {
        // A first rung at 20 %, a second at 200 %: the same row, and only the price rises.
        using TreeFixture tree = new(rowLadder: Ladder(Ask(.80, .2), Ask(.85, 2)), work: Unlike);
        tree.SetDemand(.82);
        tree.Advance(30);
        tree.Row.Rung.ShouldBe(1);
        tree.Servers[0].Fakes.ShouldAllBe(static gpu => gpu.Clock == new Megahertz(705));
        tree.Servers[2].Fakes.ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.Gpus(Priority.High).ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);

        tree.SetDemand(1.05);
        tree.Advance(30);
        tree.Row.Rung.ShouldBe(2);
        tree.Gpus(Priority.Low).ShouldAllBe(static gpu => gpu.Clock == new Megahertz(705));
        tree.Gpus(Priority.High).ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Price_WhatIsGivenUp_CountsAsWithheldSoThatTheRungStays()
    {
        using TreeFixture tree = new(rowLadder: Ladder(Ask(.80, 2)), work: static _ => new Work(Cheap));
        tree.SetDemand(.82);
        tree.Advance(600);
        tree.Row.Rung.ShouldBe(1);
        tree.Heard.Rungs.Count.ShouldBe(1);
        tree.Row.Withheld.Low.Value.ShouldBeGreaterThan(500);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Price_RungLeft_GivesEverythingBack()
    {
        using TreeFixture tree = new(rowLadder: Ladder(Ask(.80, 2)), work: static _ => new Work(Cheap));
        tree.SetDemand(.82);
        tree.Advance(60);
        tree.SetDemand(.5);
        tree.Advance(120);
        tree.Row.Rung.ShouldBe(0);
        tree.AllGpus().ShouldAllBe(static gpu => gpu.InForce == GpuCap.Free);
        tree.ShouldHaveBrokenNoLaw();
    }

    [Theory]
    [InlineData(1200, 705)]
    [InlineData(600, 600)] // whatever the work would give, the ceiling holds (law P2)
    public void Price_BesideACeiling_TheTighterHolds(double ceiling, double expected)
    {
        using TreeFixture tree = new(rowLadder: Ladder(Ask(.80, .2, ClockCeiling.At(ceiling))), work: static _ => new Work(Cheap));
        tree.SetDemand(.82);
        tree.Advance(30);
        tree.Gpus(Priority.Low).ShouldAllBe(gpu => gpu.InForce == new GpuCap(new Megahertz(expected), false));
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Price_NobodyKnowsWhatTheWorkLoses_TheCeilingAloneHolds()
    {
        using TreeFixture tree = new(rowLadder: Ladder(Ask(.80, 5, ClockCeiling.At(1275))));
        tree.SetDemand(.82);
        tree.Advance(60);
        tree.Gpus(Priority.Low).ShouldAllBe(static gpu => gpu.InForce == new GpuCap(new Megahertz(1275), false));
        tree.ShouldHaveBrokenNoLaw();
    }

    [Fact]
    public void Price_ForHighPriority_IsAskedBesideACeilingForLow()
    {
        Rung both = Ask(.80, .2, ClockCeiling.At(1275)) with { Ceilings = new Ceilings(ClockCeiling.At(1275), ClockCeiling.Free, Brake: false) { Price = new PerPriority<double>(.2, .2) } };
        using TreeFixture tree = new(rowLadder: Ladder(both), work: static node => new Work(node.Server!.Priority == Priority.High ? Cheap : Dear));
        tree.SetDemand(.82);
        tree.Advance(30);
        tree.Gpus(Priority.High).ShouldAllBe(static gpu => gpu.Clock == new Megahertz(705));
        tree.Gpus(Priority.Low).ShouldAllBe(static gpu => gpu.Clock == new Megahertz(1275)); // capped, and gives nothing more (law P7)
        tree.ShouldHaveBrokenNoLaw();
    }

    private static Work Unlike(TreeNode server) => new Work(server.Path.Contains("rack-1", StringComparison.Ordinal) ? Cheap : Dear);

    private static Ladder Ladder(params Rung[] rungs)
    {
        Ladder ladder = new() { Name = "asks", Hold = TimeSpan.FromSeconds(20), Rungs = rungs };
        ladder.Validate().ShouldBeEmpty();
        return ladder;
    }

    private static Rung Ask(double enter, double price, ClockCeiling? low = null) => new()
    {
        Name = $"at {price}",
        EnterAt = enter,
        LeaveBelow = enter - .05,
        Settle = TreeFixture.Second * 5,
        Ceilings = new Ceilings(low ?? ClockCeiling.Free, ClockCeiling.Free, Brake: false) { Price = new PerPriority<double>(price, 0) },
    };

    private sealed class Work(WorkCosts costs) : IWorkProfile
    {
        public void See(ReadOnlySpan<GpuReading> readings, TimeSpan now)
        {
            // It is the same all the time.
        }

        public Megahertz ClockFor(double price) => costs.ClockFor(price, new WorkMix(.5, 1, 1));
    }
}
