using PowerActors.Core.Placement.Live;

namespace PowerActors.Core.Tests.Placement.Live;

public sealed class RankBandsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(100)]
    [InlineData(5000)]
    public void LevelOf_EveryRank_FallsFromTenAndUsesEveryLevelThatThereAreNodesFor(int nodes)
    {
        int[] bounds = RankBands.Bounds(nodes);
        int[] levels = [.. Enumerable.Range(0, nodes).Select(rank => RankBands.LevelOf(rank, bounds))];
        if (nodes == 0)
            return;
        levels[0].ShouldBe(10);
        levels.Count(static level => level == 10).ShouldBe(1);
        levels.ShouldBe([.. levels.OrderDescending()]);
        levels.Distinct().Count().ShouldBe(Math.Min(nodes, 11));
        int[] sizes = [.. levels.GroupBy(static level => level).OrderByDescending(static level => level.Key).Select(static level => level.Count())];
        sizes.ShouldBe([.. sizes.Order()]); // a level holds no more nodes than the one below
    }

    [Fact]
    public void LevelOf_FiveThousandNodes_TellsTheTopApartBest()
    {
        int[] bounds = RankBands.Bounds(5000);
        bounds[9].ShouldBeLessThan(5);
        bounds[5].ShouldBeLessThan(100);
        bounds[0].ShouldBe(5000);
    }
}
