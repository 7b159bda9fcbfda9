using PowerActors.Core.Control;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Powered;

namespace PowerActors.Simulation.Tests.Placement.Powered;

public sealed class PoweredReplayTests
{
    private static readonly NodeSpec Node = new() { Name = "n", CpuMilli = 32000, MemoryMib = 100, GpuCount = 4, Gpu = PowerTable.BuiltIn.FindGpu("G3") };

    [Fact]
    public void Execute_NothingIsShort_WorkTakesItsTimeAndNobodyStandsOnARung()
    {
        PoweredResult result = Run(Trace(1, [Task("a", 2, 0, 100), Task("b", 1, 50, 30), Task("end", 0, 400, 1)]), limit: 1e6, PowerHeed.Refuse);

        result.MinutesOnRungs.ShouldBe(0);
        result.Work.High.GpuHoursDone.ShouldBe(((2 * 100) + 30) / 3600.0, 1e-9);
        result.Work.High.GpuHoursLostToCaps.ShouldBe(0, 1e-9);
        result.Work.High.Finished.ShouldBe(2);
        result.LawViolations.ShouldBe(0);
    }

    [Fact]
    public void Execute_RackOverItsFirstThreshold_CapsLowPriorityWhichTakesLonger()
    {
        // Four G3 at work: 4 · 400 + 120 W = 1720 W of 2000 W are 86 %: T1. A low-priority GPU then runs at 1275 / 1410 of its clock.
        TraceTask[] tasks = [Task("low", 2, 0, 1000, "BE"), Task("high", 2, 0, 1000), Task("end", 0, 3000, 1)];
        PoweredResult result = Run(Trace(1, tasks), limit: 2000, PowerHeed.None);

        PoweredLevel rack = result.Levels.ShouldHaveSingleItem();
        rack.MinutesOnRung[0].Minutes.ShouldBeGreaterThan(10);
        rack.MinutesOnRung.Skip(1).Sum(static rung => rung.Minutes).ShouldBe(0);
        rack.PeakUtilization.ShouldBe(.86, 1e-9);
        double expected = 1 / CappedWork.Speed(new Ceilings(ClockCeiling.OfMaximum(1275.0 / 1410), ClockCeiling.Free, Brake: false), Priority.Low);
        expected.ShouldBeInRange(1.04, 1.07);
        result.Work.Low.MeanLonger.ShouldBeInRange((expected - 1) * .85, expected - 1);
        result.Work.High.MeanLonger.ShouldBe(0, 1e-9);
        result.Work.Low.GpuHoursDone.ShouldBe(2000 / 3600.0, 1e-9);
        result.LawViolations.ShouldBe(0);
    }

    [Fact]
    public void Execute_TwoRacks_AwareSpreadsWhatUnawareStacks()
    {
        TraceTask[] tasks = [.. Enumerable.Range(0, 4).Select(static i => Task($"t{i}", 1, i * 100, 2000, i % 2 == 0 ? "BE" : "LS")), Task("end", 0, 3000, 1)];
        PlacementTrace trace = Trace(2, tasks);

        PoweredResult unaware = Run(trace, limit: 2000, PowerHeed.None);
        PoweredResult prefers = Run(trace, limit: 2000, PowerHeed.Prefer);
        PoweredResult refuses = Run(trace, limit: 2000, PowerHeed.Refuse);

        unaware.MinutesOnRungs.ShouldBeGreaterThan(10);
        prefers.MinutesOnRungs.ShouldBe(0);
        refuses.MinutesOnRungs.ShouldBe(0);
        refuses.Work.Low.PlacedAfterWaiting.ShouldBe(0);
        refuses.GpuHoursDone.ShouldBeGreaterThan(unaware.GpuHoursDone - 1e-9);
    }

    [Fact]
    public void Execute_OneRackOnly_RefusingMakesLowPriorityWaitAndKeepsHighUncapped()
    {
        TraceTask[] tasks = [.. Enumerable.Range(0, 4).Select(static i => Task($"t{i}", 1, i * 100, 1000, i == 3 ? "BE" : "LS")), Task("end", 0, 3000, 1)];

        PoweredResult refuses = Run(Trace(1, tasks), limit: 2000, PowerHeed.Refuse);

        refuses.MinutesOnRungs.ShouldBe(0);
        refuses.Work.Low.PlacedAfterWaiting.ShouldBe(1);
        refuses.Work.Low.MeanWaitSeconds.ShouldBeInRange(760, 775); // until the first has ended at 60 + 1000 s and the next look
    }

    [Fact]
    public void Execute_SameSeed_GivesTheSameFigures()
    {
        PlacementTrace trace = SmallTrace.Create(200);
        PoweredOptions options = new() { Trace = trace, Policy = new AdaptivePolicy(), Site = PowerSite.Deal(trace.Nodes, 3, 2, .5), Heed = PowerHeed.Refuse, Load = 4 };
        PoweredResult first = new PoweredReplay(options).Execute(), second = new PoweredReplay(options).Execute();
        (second with { WallSeconds = 0, Levels = [], Points = [] }).ShouldBe(first with { WallSeconds = 0, Levels = [], Points = [] });
        second.Points.ShouldBe(first.Points);
        first.LawViolations.ShouldBe(0);
    }

    [Fact]
    public void Deal_Nodes_GetRacksRowsAndLimits()
    {
        NodeSpec[] nodes = [.. Enumerable.Range(0, 7).Select(static i => Node with { Name = $"n{i}" })];
        PowerSite site = PowerSite.Deal(nodes, 2, 2, .25);

        site.Domains.Select(static domain => domain.Path).ShouldBe(["site", "row-1", "row-1/rack-1", "row-1/rack-2", "row-2", "row-2/rack-1", "row-2/rack-2"]);
        site.DomainOfNode.ShouldBe([2, 2, 3, 3, 5, 5, 6]);
        PowerSite.MostOf(Node).ShouldBe(new Watts(1720));
        site.Domains[2].Limit.Value.ShouldBe(2 * 1720 / 1.25);
        site.Domains[1].Limit.Value.ShouldBe(4 * 1720 / 1.25);
        double.IsPositiveInfinity(site.Domains[0].Limit.Value).ShouldBeTrue();
    }

    private static PlacementTrace Trace(int nodes, IReadOnlyList<TraceTask> tasks) => PlacementTrace.Of([.. Enumerable.Range(0, nodes).Select(static i => Node with { Name = $"n{i}" })], tasks);

    // One node to a rack, no rows.
    private static PoweredResult Run(PlacementTrace trace, double limit, PowerHeed heed)
    {
        string[] racks = [.. trace.Nodes.Select(static (_, i) => $"rack-{i + 1}")];
        PowerSite site = PowerSite.Of(trace.Nodes, racks, racks.ToDictionary(static rack => rack, _ => new Watts(limit)), 0);
        return new PoweredReplay(new PoweredOptions { Trace = trace, Policy = new PwrPolicy(), Site = site, Heed = heed }).Execute();
    }

    private static TraceTask Task(string name, int gpus, double created, double runs, string qos = "LS") =>
        new(new TaskSpec { Name = name, CpuMilli = 1000, GpuCount = gpus, GpuMilli = gpus > 0 ? 1000 : 0 }, created, created + runs, qos);
}
