using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Live;
using PowerActors.Core.Placement.Policies;

namespace PowerActors.Core.Tests.Placement.Live;

public sealed class LiveClusterTests
{
    private static readonly GpuPower[] Models = [new("A", new(30), new(300)), new("B", new(10), new(70)), new("C", new(50), new(400))];

    public static TheoryData<string> Policies => ["fgd", "pwr", "pwr+fgd:0.1", "pwr+fgd:0.5", "adaptive", "bestfit", "dotprod", "gpupacking"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Scores_ThroughArrivalsAndDepartures_RankFirstWhatTheIndexedEngineChooses(string name)
    {
        for (int seed = 1; seed <= 6; seed++)
        {
            Random random = new(seed);
            NodeSpec[] nodes = [.. Enumerable.Range(0, 40).Select(i => Node(random, i))];
            TaskSpec[] tasks = [.. Enumerable.Range(0, 300).Select(i => Task(random, i))];
            ShapeCatalog catalog = new();
            PlacementCluster engine = new(nodes, TypicalTasks.Of(tasks, catalog), catalog, Find(name));
            LiveCluster live = new(Find(name));
            foreach (NodeSpec node in nodes)
                live.SetNode(node);
            live.Learn(tasks);
            List<TaskPlacement> placed = [];
            for (int i = 0; i < tasks.Length; i++)
            {
                if (placed.Count > 0 && random.Next(4) == 0)
                {
                    TaskPlacement leaving = placed[random.Next(placed.Count)];
                    placed.Remove(leaving);
                    engine.Release(leaving);
                    live.RemoveTask(leaving.Task.Name).ShouldBeTrue();
                }

                TaskPlacement? chosen = engine.Choose(tasks[i]);
                string? first = First(live, tasks[i], nodes);
                first.ShouldBe(chosen is { } there ? nodes[there.Rank].Name : null, $"{name}, seed {seed}, task {i}");
                if (chosen is not { } placement)
                    continue;
                engine.Place(placement);
                live.SetTask(tasks[i].Name, first!, tasks[i], placement.Gpus);
                placed.Add(placement);
            }

            live.Load.UsedMilli.ShouldBe(engine.UsedMilli);
            live.Load.CapacityMilli.ShouldBe(engine.CapacityMilli);
            live.Load.Fragmentation.ShouldBe(engine.Fragmentation, 1e-6);
        }
    }

    [Fact]
    public void SetTask_OnANodeNotYetKnown_CountsOnceItIs()
    {
        LiveCluster cluster = new(new FgdPolicy());
        cluster.SetTask("t", "n", Whole("t", 3));
        cluster.NodeCount.ShouldBe(0);
        cluster.SetNode(Eight("n"));
        cluster.Find("n")!.State!.WholeGpus.ShouldBe(5);
        cluster.Load.UsedMilli.ShouldBe(3000);
    }

    [Fact]
    public void SetTask_SaidAgain_CountsOnceAsSaidLast()
    {
        LiveCluster cluster = new(new FgdPolicy());
        cluster.SetNode(Eight("a"));
        cluster.SetNode(Eight("b"));
        cluster.SetTask("t", "a", Whole("t", 2));
        cluster.SetTask("t", "b", Whole("t", 4));
        cluster.Find("a")!.State!.WholeGpus.ShouldBe(8);
        cluster.Find("b")!.State!.WholeGpus.ShouldBe(4);
        cluster.TaskCount.ShouldBe(1);
        cluster.RemoveTask("t");
        cluster.Find("b")!.State!.WholeGpus.ShouldBe(8);
    }

    [Fact]
    public void SetTask_MoreThanThereIs_LeavesNothingAndComesBackWhole()
    {
        LiveCluster cluster = new(new FgdPolicy());
        cluster.SetNode(Eight("n"));
        cluster.SetTask("a", "n", Whole("a", 6));
        cluster.SetTask("b", "n", Whole("b", 6) with { CpuMilli = 500_000 });
        cluster.Find("n")!.State!.FreeMilli.ShouldBe(0);
        cluster.Find("n")!.State!.FreeCpuMilli.ShouldBe(0);
        cluster.RemoveTask("b");
        cluster.Find("n")!.State!.WholeGpus.ShouldBe(2);
        cluster.RemoveTask("a");
        cluster.Find("n")!.State!.FreeMilli.ShouldBe(8000);
        cluster.Find("n")!.State!.FreeCpuMilli.ShouldBe(96_000);
    }

    [Fact]
    public void SetTask_Shares_GoWhereTheyFitTightest()
    {
        LiveCluster cluster = new(new FgdPolicy());
        cluster.SetNode(Eight("n"));
        cluster.SetTask("a", "n", Share("a", 500));
        cluster.SetTask("b", "n", Share("b", 400));
        cluster.SetTask("c", "n", Share("c", 700));
        cluster.Find("n")!.State!.FreeGpuMilli.ToArray().ShouldBe([(ushort)100, (ushort)300, .. Enumerable.Repeat((ushort)1000, 6)]);
    }

    [Fact]
    public void SetNode_WithFewerGpus_KeepsItsTasks()
    {
        LiveCluster cluster = new(new FgdPolicy());
        cluster.SetNode(Eight("n"));
        cluster.SetTask("a", "n", Whole("a", 2), gpus: 0b1100_0000);
        cluster.SetTask("b", "n", Whole("b", 2));
        cluster.SetNode(Eight("n") with { GpuCount = 4 });
        cluster.Find("n")!.State!.WholeGpus.ShouldBe(2); // what is known to be on GPUs that are gone takes none of those left
        cluster.Load.CapacityMilli.ShouldBe(4000);
    }

    [Fact]
    public void RemoveNode_WithTasks_IsForgottenWithTheLastOfThem()
    {
        LiveCluster cluster = new(new FgdPolicy());
        cluster.SetNode(Eight("n"));
        cluster.SetTask("a", "n", Whole("a", 2));
        cluster.RemoveNode("n").ShouldBeTrue();
        cluster.RemoveNode("n").ShouldBeFalse();
        cluster.NodeCount.ShouldBe(0);
        cluster.Load.CapacityMilli.ShouldBe(0);
        cluster.Find("n").ShouldNotBeNull();
        cluster.RemoveTask("a");
        cluster.Find("n").ShouldBeNull();
    }

    [Fact]
    public void ShapeOf_AnyNumberOfModelsInTasks_CostsNothing()
    {
        LiveCluster cluster = new(new FgdPolicy());
        cluster.SetNode(Eight("n"));
        for (int i = 0; i < 1000; i++)
            cluster.ShapeOf(Whole("t", 1) with { Models = $"model-{i}" }).ShouldBeNull();
        cluster.ShapeOf(Whole("t", 1) with { Models = "nothing|A" }).ShouldNotBeNull();
    }

    [Fact]
    public void SetNode_MoreModelsThanAreToldApart_StillWorks()
    {
        LiveCluster cluster = new(new FgdPolicy());
        for (int i = 0; i < 100; i++)
            cluster.SetNode(Eight($"n{i}") with { Gpu = new GpuPower($"model-{i}", new(30), new(300)) });
        cluster.Find("n99")!.Spec!.Gpu!.Name.ShouldBe(LiveCluster.OtherModel);
        cluster.ShapeOf(Whole("t", 1)).ShouldNotBeNull();
    }

    [Fact]
    public void ShapeOf_TensOfThousandsOfKinds_StaysCorrect()
    {
        LiveCluster cluster = new(new FgdPolicy());
        LiveNode node = cluster.SetNode(Eight("n"));
        cluster.Learn([Whole("w", 1)]);
        for (int i = 0; i < 10_000; i++)
        {
            TaskShape shape = cluster.ShapeOf(Whole("t", 1) with { CpuMilli = i + 1 })!;
            cluster.TryScore(node, shape, out _).ShouldBe(i + 1 <= 96_000);
        }
    }

    [Fact]
    public void New_WithAPolicyThatDraws_IsRefused() => Should.Throw<ArgumentException>(() => new LiveCluster(RandomPolicy.Instance));

    private static string? First(LiveCluster live, TaskSpec task, NodeSpec[] nodes)
    {
        if (live.ShapeOf(task) is not { } shape)
            return null;
        List<(LiveNode Node, NodeScore Score)> fitting = [];
        foreach (NodeSpec spec in nodes)
        {
            LiveNode node = live.Find(spec.Name)!;
            if (node.State!.FreeMemoryMib >= task.MemoryMib && live.TryScore(node, shape, out NodeScore score))
                fitting.Add((node, score));
        }

        if (fitting.Count == 0)
            return null;
        ScoreRange range = new(fitting.Min(static at => at.Score.First), fitting.Max(static at => at.Score.First), fitting.Min(static at => at.Score.Second), fitting.Max(static at => at.Score.Second));
        return fitting.OrderByDescending(at => live.Policy.Weigh(at.Score, range, live.Load)).ThenBy(static at => at.Node.Order).First().Node.Name;
    }

    private static NodeSpec Node(Random random, int i)
    {
        int gpus = random.Next(5) switch { 0 => 0, 1 => 2, 2 => 4, _ => 8 };
        return new NodeSpec { Name = $"n{i}", CpuMilli = random.Next(2, 9) * 16_000, MemoryMib = 262_144, GpuCount = gpus, Gpu = gpus == 0 ? null : Models[random.Next(Models.Length)] };
    }

    private static TaskSpec Task(Random random, int i)
    {
        int gpus = random.Next(6) switch { 0 => 0, 1 => 2, 2 => 4, _ => 1 };
        int milli = gpus == 0 ? 0 : gpus == 1 ? random.Next(1, 11) * 100 : 1000;
        return new TaskSpec { Name = $"t{i}", CpuMilli = random.Next(1, 25) * 1000, MemoryMib = random.Next(1, 64) * 1024, GpuCount = gpus, GpuMilli = milli, Models = gpus > 0 && random.Next(4) == 0 ? "A|C" : "" };
    }

    private static NodeSpec Eight(string name) => new() { Name = name, CpuMilli = 96_000, MemoryMib = 1 << 20, GpuCount = 8, Gpu = Models[0] };

    private static TaskSpec Whole(string name, int gpus) => new() { Name = name, CpuMilli = 1000, MemoryMib = 1024, GpuCount = gpus, GpuMilli = 1000 };

    private static TaskSpec Share(string name, int milli) => new() { Name = name, CpuMilli = 1000, MemoryMib = 1024, GpuCount = 1, GpuMilli = milli };

    private static IPlacementPolicy Find(string name) => KnownPolicies.TryFind(name, out IPlacementPolicy? policy, out string? problem) ? policy : throw new ArgumentException(problem, nameof(name));
}
