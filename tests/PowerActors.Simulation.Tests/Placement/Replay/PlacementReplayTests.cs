using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Replay;

namespace PowerActors.Simulation.Tests.Placement.Replay;

public sealed class PlacementReplayTests
{
    [Fact]
    public void Execute_SameSeed_IsTheSameRun()
    {
        Events(5).ShouldBe(Events(5));
        Events(5).ShouldNotBe(Events(6));
    }

    [Fact]
    public void Execute_Points_AreTheClusterAtEachPercent()
    {
        ReplayResult result = Replay(new FgdPolicy(), 1);
        result.Points.Select(static point => point.ArrivedPercent).ShouldBe(Enumerable.Range(0, result.Points.Count));
        result.Points.Count.ShouldBeInRange(125, 131);
        result.Points[0].AllocatedPercent.ShouldBe(0);
        double.IsNaN(result.Points[0].Grar).ShouldBeTrue();
        result.At(50)!.Grar.ShouldBe(1);
        result.At(50)!.AllocatedPercent.ShouldBeInRange(50, 55);
        result.At(120)!.Grar.ShouldBeLessThan(.9);
        result.At(500).ShouldBeNull();
        (result.Placed + result.Failed).ShouldBe(ArrivalOrder.Draw(SmallTrace.Create(), 1, 1.3).Count);
    }

    [Theory]
    [InlineData(.5)]
    [InlineData(1.3)]
    [InlineData(8)]
    public void Draw_Inflation_StopsBeforeItsBound(double inflate)
    {
        PlacementTrace trace = SmallTrace.Create();
        IReadOnlyList<int> order = ArrivalOrder.Draw(trace, 9, inflate);
        long arrived = order.Sum(at => (long)trace.Tasks[at].Spec.TotalGpuMilli);
        arrived.ShouldBeInRange((long)(inflate * trace.CapacityMilli) - 2000, (long)(inflate * trace.CapacityMilli));
        int distinct = order.Take(trace.Tasks.Count).Distinct().Count();
        distinct.ShouldBe(Math.Min(order.Count, trace.Tasks.Count)); // every task once before any comes again
    }

    private static string Events(ulong seed)
    {
        using StringWriter text = new();
        PlacementReplay replay = new(new ReplayOptions { Trace = SmallTrace.Create(), Policy = new RandomPolicy(), Seed = seed });
        replay.Execute(new EventWriter(text, replay.Cluster).Write);
        return text.ToString();
    }

    private static ReplayResult Replay(IPlacementPolicy policy, ulong seed) => new PlacementReplay(new ReplayOptions { Trace = SmallTrace.Create(), Policy = policy, Seed = seed }).Execute();
}
