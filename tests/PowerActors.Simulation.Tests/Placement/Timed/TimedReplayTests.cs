using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Timed;

namespace PowerActors.Simulation.Tests.Placement.Timed;

public sealed class TimedReplayTests
{
    private static readonly NodeSpec OneGpu = new() { Name = "n", CpuMilli = 32000, MemoryMib = 100, GpuCount = 1, Gpu = PowerTable.BuiltIn.FindGpu("T4") };

    [Fact]
    public void Execute_NoRoom_WaitsUntilATaskLeaves()
    {
        // b comes while a runs and waits 6 s; c takes no GPU and does not wait; d ends the measured time.
        TimedResult result = Run([Task("a", 1, 0, 10), Task("b", 1, 4, 10), Task("c", 0, 5, 6), Task("d", 0, 20, 21)]);
        (result.Arrived, result.Placed, result.PlacedAfterWaiting, result.Refused).ShouldBe((4, 4, 1, 0));
        result.MaxWaitSeconds.ShouldBe(6);
        result.MeanWaitSeconds.ShouldBe(1.5);
        result.GpuHours.ShouldBe(16.0 / 3600, 1e-9); // a from 0 to 10, b from 10 to 16
        result.Mean.AllocatedPercent.ShouldBe(80, 1e-9);
        result.Mean.Grar.ShouldBe(16.0 / 22, 1e-9);
        result.Mean.Waiting.ShouldBe(6.0 / 20, 1e-9);

        // One T4: 10 W idle, 70 W lit; one package: 15 W, 120 W from 5 s to 6 s.
        result.EnergyMegawattHours.ShouldBe(((16 * 70) + (4 * 10) + (19 * 15) + 120) / 3.6e9, 1e-15);
    }

    [Fact]
    public void Execute_TaskThatNeverFindsRoom_CountsAsStillWaiting()
    {
        // a holds the GPU to the end; b and c never get it, which no figure of the waits shows.
        TimedResult result = Run([Task("a", 1, 0, 100), Task("b", 1, 1, 2), Task("c", 1, 2, 3), Task("d", 0, 20, 21)]);
        (result.Arrived, result.Placed, result.Refused, result.StillWaiting, result.MaxWaitSeconds).ShouldBe((4, 2, 0, 2, 0));
    }

    [Fact]
    public void Execute_TaskThatNoNodeHolds_IsRefusedAndDoesNotWait()
    {
        TimedResult result = Run([Task("a", 2, 0, 10), Task("b", 1, 1, 2)]);
        (result.Placed, result.Refused).ShouldBe((1, 1));
        result.Mean.Waiting.ShouldBe(0);
    }

    [Fact]
    public void Execute_Points_AddUpToTheWhole()
    {
        TimedResult result = new TimedReplay(new TimedOptions { Trace = SmallTrace.Create(), Policy = new AdaptivePolicy(), Points = 7, Load = 2 }).Execute();
        result.Points.Count.ShouldBe(7);
        result.Points.Average(static point => point.EopcWatts).ShouldBe(result.Mean.EopcWatts, 1e-6);
        result.Points.Average(static point => point.AllocatedPercent).ShouldBe(result.Mean.AllocatedPercent, 1e-9);
        result.Points[^1].Seconds.ShouldBe(result.Seconds, 1e-9);
    }

    [Fact]
    public void Execute_RepeatAndLoad_MakeAStreamOfAnyLength()
    {
        TimedOptions options = new() { Trace = SmallTrace.Create(), Policy = new FgdPolicy() };
        TimedResult once = new TimedReplay(options).Execute();
        TimedResult thrice = new TimedReplay(options with { Repeat = 3 }).Execute();
        thrice.Arrived.ShouldBe(3 * once.Arrived);
        thrice.Seconds.ShouldBe((3 * once.Seconds) + 20, 1e-6); // two gaps of 10 s, as between any two arrivals
        new TimedReplay(options with { Load = 4 }).Execute().Mean.AllocatedPercent.ShouldBeGreaterThan(once.Mean.AllocatedPercent * 1.2);
    }

    [Fact]
    public void Execute_Consolidate_MovesRunningTasksAndDrawsLess()
    {
        TimedOptions options = new() { Trace = SmallTrace.Create(), Policy = new AdaptivePolicy(), Load = 1 };
        TimedResult stays = new TimedReplay(options).Execute();
        TimedResult moves = new TimedReplay(options with { Consolidate = new Watts(60), MoveSeconds = 5 }).Execute();

        stays.Moves.ShouldBe(0);
        moves.Moves.ShouldBeGreaterThan(5);
        moves.Mean.EopcWatts.ShouldBeLessThan(stays.Mean.EopcWatts);
        moves.GpuHours.ShouldBeGreaterThan(stays.GpuHours, "a task that moves runs longer");
        moves.Placed.ShouldBe(stays.Placed);
    }

    [Fact]
    public void LoadFor_Share_IsTheLoadAtWhichSoMuchIsAskedFor()
    {
        // Two GPUs for 100 s each, from 0 s and 100 s: at load 1, (100 + 0) / 100 s of one GPU on one.
        PlacementTrace trace = PlacementTrace.Of([OneGpu], [Task("a", 1, 0, 25), Task("b", 1, 100, 125)]);
        TimedArrivals.LoadFor(trace, .25, 1, 1e5).ShouldBe(1, .02);
        TimedArrivals.LoadFor(trace, .5, 1, 1e5).ShouldBe(2, .02);
    }

    [Fact]
    public void New_TaskWithoutTimes_IsRefused() =>
        Should.Throw<InputException>(static () => Run([new TraceTask(new TaskSpec { Name = "a", CpuMilli = 1 })])).Message.ShouldContain("task a has no creation_time");

    private static TraceTask Task(string name, int gpus, double created, double deleted) =>
        new(new TaskSpec { Name = name, CpuMilli = gpus > 0 ? 0 : 1000, GpuCount = gpus, GpuMilli = gpus > 0 ? 1000 : 0 }, created, deleted);

    private static TimedResult Run(TraceTask[] tasks) => new TimedReplay(new TimedOptions { Trace = PlacementTrace.Of([OneGpu], tasks), Policy = new FgdPolicy() }).Execute();
}
