using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;

namespace PowerActors.Core.Tests.Placement.Policies;

public sealed class PolicyTests
{
    [Theory]
    [InlineData("fgd", "fgd")]
    [InlineData("PWR", "pwr")]
    [InlineData("pwr+fgd:0.1", "pwr+fgd:0.1")]
    [InlineData("pwr+fgd:0.100", "pwr+fgd:0.1")]
    [InlineData("pwr+fgd:1", "pwr+fgd:1")]
    [InlineData("adaptive", "adaptive")]
    public void TryFind_KnownName_FindsIt(string name, string expected) => Given.Policy(name).Name.ShouldBe(expected);

    [Theory]
    [InlineData("worstfit", "unknown policy 'worstfit'")]
    [InlineData("pwr+fgd", "write pwr+fgd:0.1")]
    [InlineData("pwr+fgd:2", "write pwr+fgd:0.1")]
    [InlineData("pwr+fgd:-0.1", "write pwr+fgd:0.1")]
    [InlineData("pwr+fgd:0.0001", "write pwr+fgd:0.1")]
    public void TryFind_UnknownName_SaysWhatWouldBeRight(string name, string part)
    {
        KnownPolicies.TryFind(name, out _, out string? problem).ShouldBeFalse();
        problem!.ShouldContain(part);
    }

    [Theory]
    [InlineData(0, 1000, 1000, 50)] // empty node: 25, and what is used counts 25 more in full
    [InlineData(1, 1000, 1000, 75)]
    [InlineData(3, 1000, 1000, 50)]
    [InlineData(2, 1000, 1000, 0)]
    public void GpuClustering_Affinities_GiveTheirQuarter(int affinities, int free0, int free1, int least)
    {
        ShapeCatalog catalog = new();
        TypicalTasks typical = TypicalTasks.Of(Given.Workload, catalog);
        NodeState state = new(catalog.ShapeOf(Given.Node("n", 2)), 96000, 1 << 20, [(ushort)free0, (ushort)free1], (ushort)affinities, typical);
        int expected = (25 * (8000 - free0 - free1) / 8000) + (least == 50 && affinities == 0 ? 25 : least);
        new GpuClusteringPolicy().Score(state, catalog.ShapeOf(Given.Task(1, 300))).ShouldBe(new NodeScore(expected, 0));
    }

    [Fact]
    public void Adaptive_Price_RisesOnceRoomIsGone()
    {
        AdaptivePolicy.Price(0).ShouldBe(AdaptivePolicy.LowPrice);
        AdaptivePolicy.Price(.79).ShouldBe(AdaptivePolicy.LowPrice);
        AdaptivePolicy.Price(.8).ShouldBeInRange(AdaptivePolicy.LowPrice + 1, AdaptivePolicy.HighPrice - 1);
        AdaptivePolicy.Price(1).ShouldBe(AdaptivePolicy.HighPrice);
    }

    [Fact]
    public void Adaptive_WorkWithoutGpus_GoesWhereNoGpuIsLeftToStrand()
    {
        PlacementCluster cluster = Given.Cluster(new AdaptivePolicy(), Given.Node("idle"), Given.Node("full", 2, "T4", 104000));
        cluster.Place(new TaskPlacement(Given.Task(2, 1000), 1, 0b11));
        cluster.Choose(Given.Task(0, 0, 32000))!.Value.Rank.ShouldBe(1);
    }

    [Fact]
    public void Stretch_IsWholeNumbersBetweenTheExtremes()
    {
        ScoreRange.Stretch(-225, -345, -60, 100).ShouldBe(42);
        ScoreRange.Stretch(-60, -345, -60, 100).ShouldBe(100);
        ScoreRange.Stretch(5, 5, 5, 100).ShouldBe(100);
        ScoreRange.Stretch(5, 5, 5, 0).ShouldBe(0);
    }
}
