using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;

namespace PowerActors.Core.Tests.Placement.Policies;

/// <summary>Scores, ties and GPUs worked out by hand from the published formulas.</summary>
public sealed class HandComputedScoreTests
{
    private readonly ShapeCatalog _catalog = new();
    private readonly TypicalTasks _typical;

    public HandComputedScoreTests() => _typical = TypicalTasks.Of(Given.Workload, _catalog);

    [Theory]
    [InlineData(1, 1000, 8000, 96000, new[] { 1000, 1000 }, 59)] // 1 − .5 · 88/128 − .5 · 1000/8000 = .59375
    [InlineData(1, 460, 6000, 64000, new[] { 500, 0 }, 77)] // 1 − .5 · 58/128 − .5 · 40/8000 = .7709
    [InlineData(0, 0, 16000, 128000, new[] { 1000 }, 50)] // 1 − .5 · 112/128 − .5 · 1000/8000 = .5
    public void BestFit_Raw_TruncatesAHundredTimesOneMinusWhatIsLeft(int gpus, int milli, int cpu, int freeCpu, int[] free, int expected) =>
        Score(new BestFitPolicy(), State(freeCpu, free), Given.Task(gpus, milli, cpu)).First.ShouldBe(expected);

    [Theory]
    [InlineData(1, 1000, 12000, 96000, new[] { 1000, 1000, 1000, 1000 }, 93)] // 1 − (96 · 12 / 128² + 4000 · 1000 / 8000²) / 2 = .9336
    [InlineData(8, 1000, 80000, 128000, new[] { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 }, 18)] // 1 − (.625 + 1) / 2 = .1875
    [InlineData(0, 0, 64000, 128000, new[] { 1000 }, 75)] // 1 − (.5 + 0) / 2
    public void DotProd_Raw_TruncatesAHundredTimesOneMinusHalfTheProduct(int gpus, int milli, int cpu, int freeCpu, int[] free, int expected) =>
        Score(new DotProdPolicy(), State(freeCpu, free), Given.Task(gpus, milli, cpu)).First.ShouldBe(expected);

    [Theory]
    [InlineData(0, 0, new[] { 1000, 500 }, 0)] // no GPU
    [InlineData(1, 500, new[] { 1000, 1000, 1000, 1000 }, 29)] // all free: 33 − 4
    [InlineData(8, 1000, new[] { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 }, 25)] // 33 − 8
    [InlineData(2, 1000, new[] { 1000, 1000, 0, 1000 }, 48)] // two dark ones: 50 − 2
    [InlineData(1, 700, new[] { 600, 1000, 0, 0 }, 49)] // a share that needs a dark one: 50 − 1
    [InlineData(1, 300, new[] { 600, 355, 1000, 0 }, 97)] // on the GPU with 355 left: 100 − (355 · 100 / 1000) / 10 = 100 − 3
    [InlineData(1, 300, new[] { 999, 1000, 0, 0 }, 91)] // 100 − 99 / 10
    public void GpuPacking_Score_PrefersGpusThenNodesInUse(int gpus, int milli, int[] free, int expected) =>
        Score(new GpuPackingPolicy(), State(96000, free), Given.Task(gpus, milli)).First.ShouldBe(expected);

    [Fact]
    public void GpuPacking_SixteenDarkGpus_NeverFallsBelowThirtyThree()
    {
        int[] free = [.. Enumerable.Repeat(1000, 15), 0];
        Score(new GpuPackingPolicy(), State(96000, free), Given.Task(15, 1000)).First.ShouldBe(35);
        Score(new GpuPackingPolicy(), State(96000, [.. Enumerable.Repeat(1000, 16)]), Given.Task(1, 1000)).First.ShouldBe(17); // max(33 − 16, 16)
    }

    [Theory]
    [InlineData(0, 0, 3000, 0, 0)] // no GPU: 0, whatever stands there
    [InlineData(1, 1000, 1000, 0b10, 96)] // one whole GPU beside one whole GPU only: 25 · 7000 / 8000 = 21, + 75
    [InlineData(1, 1000, 1000, 0b11, 71)] // and beside shares
    [InlineData(1, 500, 1000, 0b10, 21)] // a share beside whole GPUs only
    [InlineData(2, 1000, 2000, 0b10, 18)] // two GPUs are another affinity than one: 25 · 6000 / 8000 = 18
    [InlineData(2, 1000, 4000, 0, 37)] // an empty node: 12 + 25
    public void GpuClustering_Score_CountsAffinities(int gpus, int milli, int freeMilli, int affinities, int expected)
    {
        int[] free = [.. Enumerable.Repeat(1000, freeMilli / 1000), .. Enumerable.Repeat(0, 8 - (freeMilli / 1000))];
        NodeState state = State(96000, free, affinities);
        Score(new GpuClusteringPolicy(), state, Given.Task(gpus, milli)).First.ShouldBe(expected);
    }

    [Theory]
    [InlineData("bestfit")]
    [InlineData("dotprod")]
    [InlineData("gpupacking")]
    [InlineData("gpuclustering")]
    public void Baselines_GpuOfAShare_IsTheTightestThenTheFirst(string policy)
    {
        Score(Given.Policy(policy), State(96000, [1000, 600, 400, 600, 400]), Given.Task(1, 350)).FirstGpu.ShouldBe(2);
        Score(Given.Policy(policy), State(96000, [1000, 600, 400, 600, 400]), Given.Task(1, 500)).FirstGpu.ShouldBe(1);
        Score(Given.Policy(policy), State(96000, [1000, 600, 1000]), Given.Task(1, 1000)).FirstGpu.ShouldBe(-1, "whole GPUs are taken from the lowest index");
    }

    [Fact]
    public void WholeGpus_AreTheLowestFullyFreeOnes()
    {
        PlacementCluster cluster = Given.Cluster(new FgdPolicy(), Given.Node("a", 4));
        cluster.Place(new TaskPlacement(Given.Task(1, 200), 0, 0b0001));
        cluster.Choose(Given.Task(2, 1000))!.Value.GpuIndices.ShouldBe([1, 2]);
    }

    [Fact]
    public void Pwr_Raw_IsTheTruncatedDrawAddedOnTheBestGpu()
    {
        // T4 10 → 70 W; 32 of 64 vCPU are busy, that is one package of two; 2 vCPU more light the second: 15 → 120 W.
        NodeState state = State(32000, [400, 1000], model: "T4", cpu: 64000);
        Score(new PwrPolicy(), state, Given.Task(1, 300, 2000)).ShouldBe(new NodeScore(-105, 0)); // the lit GPU costs nothing
        Score(new PwrPolicy(), state, Given.Task(1, 600, 2000)).ShouldBe(new NodeScore(-165, 1)); // the dark one 60 W
        Score(new PwrPolicy(), State(33999, [400, 1000], model: "T4", cpu: 64000), Given.Task(1, 300, 1000)).First.ShouldBe(0); // a core begun counts whole
    }

    [Fact]
    public void Ties_GoToTheFirstInNodeOrder()
    {
        foreach (string policy in (string[])["fgd", "pwr", "pwr+fgd:0.1", "bestfit", "dotprod", "gpupacking", "gpuclustering"])
        {
            PlacementCluster cluster = Given.Cluster(Given.Policy(policy), Given.Node("z"), Given.Node("a"), Given.Node("m"));
            cluster.Choose(Given.Task(1, 500))!.Value.Rank.ShouldBe(0, policy);
        }
    }

    [Fact]
    public void BestFit_AllNodesEqual_StretchesToZeroAndPwrToAHundred()
    {
        ScoreRange range = new(70, 70, 0, 0);
        new BestFitPolicy().Weigh(new NodeScore(70), range, default).ShouldBe(0);
        new PwrPolicy().Weigh(new NodeScore(-60), new ScoreRange(-60, -60, 0, 0), default).ShouldBe(100);
    }

    [Fact]
    public void PwrFgd_WeightsAndGpu_FollowTheHeavierPart()
    {
        ScoreRange range = new(40, 60, -120, 0);
        NodeScore score = new(48, 1, -60, 3);
        new PwrFgdPolicy(.1m).Weigh(score, range, default).ShouldBe((100 * 50) + (900 * 48));
        new PwrFgdPolicy(.1m).ChooseGpu(score, default).ShouldBe(1);
        new PwrFgdPolicy(.5m).ChooseGpu(score, default).ShouldBe(1, "FGD on a tie");
        new PwrFgdPolicy(.7m).ChooseGpu(score, default).ShouldBe(3);
    }

    private NodeState State(int freeCpu, int[] free, int affinities = 0, string model = "G2", int cpu = 128000) => new(
        _catalog.ShapeOf(Given.Node("n", free.Length, model, cpu)), freeCpu, 1 << 20, [.. free.Select(static milli => (ushort)milli)], (ushort)affinities, _typical);

    private NodeScore Score(IPlacementPolicy policy, NodeState state, TaskSpec task)
    {
        TaskShape shape = _catalog.ShapeOf(task);
        state.Fits(shape).ShouldBeTrue();
        return policy.Score(state, shape);
    }
}
