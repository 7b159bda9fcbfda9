using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;

namespace PowerActors.Core.Tests.Placement;

public sealed class LeastDrawTests
{
    [Fact]
    public void Watts_TasksOnTwoKindsOfNode_LightsTheCheapestThatMayHoldThem()
    {
        // a: 2 T4 (60 W more each when lit), b: 8 G2 (120 W). Idle: 20 + 240 W of GPUs, packages of 15 W: 2 for 64 vCPU, 3 for 96.
        LeastDraw least = new([Given.Node("a", 2, "T4", 64000), Given.Node("b", 8, "G2")]);
        least.Watts.Value.ShouldBe(260 + (5 * 15));

        least.Add(Given.Task(1, 500, 0));
        least.Watts.Value.ShouldBe(335 + 30);
        least.Add(Given.Task(2, 1000, 0)); // 2.5 GPUs: both T4 and half a G2
        least.Watts.Value.ShouldBe(335 + 120 + 60);
        least.Add(Given.Task(4, 1000, 32000)); // four on one node: G2 only; and a whole package
        least.Watts.Value.ShouldBe(335 + 480 + 120 + 60 + 105);
    }

    [Theory]
    [InlineData("fgd")]
    [InlineData("pwr")]
    [InlineData("adaptive")]
    public void Watts_AnyPlacement_DrawsNoLess(string policy)
    {
        NodeSpec[] nodes = [.. Enumerable.Range(0, 30).Select(static i => Given.Node($"n{i}", 1 << (i % 4), i % 2 == 0 ? "T4" : "G2"))];
        PlacementCluster cluster = Given.Cluster(Given.Policy(policy), nodes);
        LeastDraw least = new(nodes);
        Random random = new(5);
        int placed = 0;
        for (int i = 0; i < 150; i++)
        {
            TaskSpec task = Given.Workload[random.Next(Given.Workload.Count)];
            if (cluster.Choose(task) is not { } placement)
                continue;
            cluster.Place(placement);
            least.Add(task);
            placed++;
            least.Watts.Value.ShouldBeLessThanOrEqualTo(cluster.Draw.Value + 1e-6);
        }

        placed.ShouldBeGreaterThan(60);
    }
}
