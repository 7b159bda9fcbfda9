using PowerActors.Core.Control;
using PowerActors.Core.Placement;
using PowerActors.Simulation.Placement.Powered;

namespace PowerActors.Simulation.Tests.Placement.Powered;

public sealed class WorkQueueTests
{
    [Fact]
    public void NextEnd_SpeedChanges_WorkNotDoneTakesLonger()
    {
        WorkQueue queue = new();
        queue.Start(Task(10), 0);
        queue.Start(Task(4), 2);
        queue.NextEnd.ShouldBe(6);
        queue.SetSpeed(.5, 4); // 6 s of the first and 2 s of the second are left
        queue.NextEnd.ShouldBe(8);
        queue.End(8).Seconds.ShouldBe(4);
        queue.SetSpeed(1, 10);
        queue.NextEnd.ShouldBe(13);
        queue.End(13).Seconds.ShouldBe(10);
        double.IsPositiveInfinity(queue.NextEnd).ShouldBeTrue();
    }

    private static RunningTask Task(double seconds) =>
        new(new ArrivingTask(0, seconds, new TaskSpec { Name = "t", CpuMilli = 0 }, Priority.Low), default, 0, 0);
}
