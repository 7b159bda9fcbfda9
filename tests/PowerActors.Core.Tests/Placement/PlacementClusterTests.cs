using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;

namespace PowerActors.Core.Tests.Placement;

public sealed class PlacementClusterTests
{
    private static readonly string[] Models = ["G2", "T4", "G3", "P100"];

    public static TheoryData<string> Policies => new("fgd", "pwr", "pwr+fgd:0.1", "pwr+fgd:0.7", "adaptive", "bestfit", "dotprod", "gpupacking", "gpuclustering");

    /// <summary>The index must answer what looking at every node would, through arrivals and departures, on nodes where memory runs short too.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public void Choose_ThroughArrivalsAndDepartures_EqualsLookingAtEveryNode(string name)
    {
        Random random = new(name.Length);
        IPlacementPolicy policy = Given.Policy(name);
        NodeSpec[] nodes = [.. Enumerable.Range(0, 40).Select(i => Given.Node($"n{i}", 1 << (i % 4), Models[i % Models.Length], 32000 * (1 + (i % 3)), 16384 * (1 + (i % 5))))];
        ShapeCatalog catalog = new();
        TypicalTasks typical = TypicalTasks.Of(Given.Workload, catalog);
        PlacementCluster cluster = new(nodes, typical, catalog, policy);
        List<TaskPlacement> running = [];
        int placed = 0;
        int nowhere = 0;
        for (int i = 0; i < 1500; i++)
        {
            if (running.Count > 0 && random.Next(100) < 40)
            {
                int at = random.Next(running.Count);
                cluster.Release(running[at]);
                running.RemoveAt(at);
                continue;
            }

            TaskSpec task = Given.Workload[random.Next(Given.Workload.Count)] with { MemoryMib = 1024 << random.Next(6) };
            TaskPlacement? chosen = cluster.Choose(task);
            chosen.ShouldBe(Naive(cluster, policy, catalog.ShapeOf(task), task), $"{name}, step {i}");
            if (chosen is { } placement)
            {
                cluster.Place(placement);
                running.Add(placement);
                placed++;
            }
            else
            {
                nowhere++;
            }
        }

        placed.ShouldBeGreaterThan(200);
        nowhere.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Release_OfEverything_LeavesTheClusterAsItWas()
    {
        PlacementCluster cluster = Given.Cluster(new GpuClusteringPolicy(), Given.Node("a"), Given.Node("b", 2, "T4"));
        ClusterLoad before = cluster.Load;
        double watts = cluster.Draw.Value;
        NodeState[] states = [cluster.StateOf(0), cluster.StateOf(1)];
        List<TaskPlacement> running = [];
        foreach (TaskSpec task in Given.Workload.Take(60))
        {
            if (cluster.Choose(task) is not { } placement)
                continue;
            cluster.Place(placement);
            running.Add(placement);
        }

        running.Count.ShouldBeGreaterThan(5);
        cluster.Draw.Value.ShouldBeGreaterThan(watts);
        foreach (TaskPlacement placement in running)
            cluster.Release(placement);
        cluster.UsedMilli.ShouldBe(0);
        cluster.UsedCpuMilli.ShouldBe(0);
        cluster.Draw.Value.ShouldBe(watts);
        cluster.Fragmentation.ShouldBe(before.Fragmentation, 1e-6);
        cluster.StateOf(0).ShouldBeSameAs(states[0]);
        cluster.StateOf(1).ShouldBeSameAs(states[1]);
    }

    [Fact]
    public void Choose_OnlyAdmittedNodes_AreConsidered()
    {
        PlacementCluster cluster = Given.Cluster(new FgdPolicy(), Given.Node("a"), Given.Node("b", 8, "G3", 128000));
        cluster.Choose(Given.Task(1, 500), static state => state.Shape.Gpu!.Name == "G3")!.Value.Rank.ShouldBe(1);
        cluster.Choose(Given.Task(1, 500), static _ => false).ShouldBeNull();
        cluster.Choose(Given.Task(1, 500)).ShouldNotBeNull();
    }

    [Fact]
    public void Choose_ModelNotAllowed_FitsNowhere()
    {
        PlacementCluster cluster = Given.Cluster(new PwrPolicy(), Given.Node("a"));
        cluster.Choose(Given.Task(1, 500, models: "T4")).ShouldBeNull();
        cluster.Choose(Given.Task(1, 500, models: "T4|G2")).ShouldNotBeNull();
    }

    [Fact]
    public void Choose_ModelsOfATaskWithoutGpus_AreOfNoConcern()
    {
        PlacementCluster cluster = Given.Cluster(new FgdPolicy(), Given.Node("a", 0));
        cluster.Choose(Given.Task(0, 0, models: "T4")).ShouldNotBeNull();
        cluster.Choose(Given.Task(1, 500)).ShouldBeNull();
    }

    [Fact]
    public void Choose_Random_DrawsEveryFittingNodeAndNoOther()
    {
        PlacementCluster cluster = Given.Cluster(new RandomPolicy(), [.. Enumerable.Range(0, 200).Select(static i => Given.Node($"n{i}", i < 5 ? 2 : 1))]);
        HashSet<int> drawn = [.. Enumerable.Range(0, 400).Select(_ => cluster.Choose(Given.Task(2, 1000))!.Value.Rank)];
        drawn.Order().ShouldBe([0, 1, 2, 3, 4]);
        cluster.Choose(Given.Task(4, 1000)).ShouldBeNull();
    }

    private static TaskPlacement? Naive(PlacementCluster cluster, IPlacementPolicy policy, TaskShape shape, TaskSpec task)
    {
        List<(int Rank, NodeScore Score)> fitting = [];
        for (int rank = 0; rank < cluster.Nodes.Count; rank++)
        {
            NodeState state = cluster.StateOf(rank);
            if (state.FreeMemoryMib >= task.MemoryMib && state.Fits(shape))
                fitting.Add((rank, policy.Score(state, shape)));
        }

        if (fitting.Count == 0)
            return null;
        ScoreRange range = new(
            fitting.Min(static f => f.Score.First), fitting.Max(static f => f.Score.First), fitting.Min(static f => f.Score.Second), fitting.Max(static f => f.Score.Second));
        (int rankOfBest, NodeScore score) = fitting.OrderByDescending(f => policy.Weigh(f.Score, range, cluster.Load)).ThenBy(static f => f.Rank).First();
        ushort[] free = cluster.StateOf(rankOfBest).FreeGpuMilli.ToArray();
        return new TaskPlacement(task, rankOfBest, NodeState.Take(free, shape, policy.ChooseGpu(score, cluster.Load)));
    }
}
