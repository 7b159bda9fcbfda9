using PowerActors.Agent.Governor;
using PowerActors.Agent.Governor.Metrics;

namespace PowerActors.Agent.Tests.Governor;

public class QueueSightTests
{
    private static readonly HistogramCounts OneOfASecond = new([1, 2, double.PositiveInfinity], [1, 1, 1], 1);

    [Fact]
    public void Look_NobodyWaits_IsInfinite() => Look(new QueueSight(), 1, OneOfASecond, waiting: 0).ShouldBe(double.PositiveInfinity);

    [Fact]
    public void Look_SomeWait_IsWhatTheObjectiveLeavesForAllOfThem()
    {
        QueueSight queue = new();
        Look(queue, 1, OneOfASecond, waiting: 0);
        Look(queue, 2, null, waiting: 1).ShouldBe(1.5, 1e-9); // 4 s, less the second that it may have waited, for two prompts of a second
    }

    [Fact]
    public void Look_NobodyWaitsAnyMore_HoldsForAsLongAsThePromptIsComputed()
    {
        QueueSight queue = new();
        Look(queue, 1, OneOfASecond, waiting: 0);
        double slack = Look(queue, 2, null, waiting: 1);
        Look(queue, 2.9, null, waiting: 0).ShouldBe(slack);
        Look(queue, 3.1, null, waiting: 0).ShouldBe(double.PositiveInfinity);
    }

    private static double Look(QueueSight queue, double seconds, HistogramCounts? ttft, double waiting) =>
        queue.Look(ttft, waiting, slowdown: 1, objective: 4, TimeSpan.FromSeconds(seconds));
}
