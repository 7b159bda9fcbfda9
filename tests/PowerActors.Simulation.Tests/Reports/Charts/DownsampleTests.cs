using FsCheck;
using FsCheck.Fluent;
using PowerActors.Simulation.Reports.Charts;

namespace PowerActors.Simulation.Tests.Reports.Charts;

public sealed class DownsampleTests
{
    [Fact]
    public void KeepPeaks_AnySeries_KeepsEveryColumnsExtremesAndTheOrder()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed =>
        {
            Random random = new(seed);
            int count = random.Next(1, 3000), columns = random.Next(1, 200);
            ChartPoint[] points = [.. Enumerable.Range(0, count).Select(i => new ChartPoint(i, random.NextDouble() < .05 ? double.NaN : random.NextDouble()))];
            IReadOnlyList<ChartPoint> kept = Downsample.KeepPeaks(points, columns);
            kept.Count.ShouldBeLessThanOrEqualTo(Math.Max(4 * columns, 5 * columns));
            kept.Select(static point => point.X).ShouldBeInOrder();
            double width = (count - 1d) / columns;
            foreach (IGrouping<int, ChartPoint> column in points.Where(static point => !double.IsNaN(point.Y)).GroupBy(Column))
            {
                ChartPoint highest = column.MaxBy(static point => point.Y), lowest = column.MinBy(static point => point.Y);
                kept.ShouldContain(highest);
                kept.ShouldContain(lowest);
            }

            int Column(ChartPoint point) => Enumerable.Range(0, columns).First(column => column == columns - 1 || point.X < (column + 1) * width);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(2024, 1));
    }

    [Fact]
    public void KeepPeaks_OneSpikeInAMillion_IsKept()
    {
        ChartPoint[] points = [.. Enumerable.Range(0, 1_000_000).Select(static i => new ChartPoint(i, i == 654_321 ? 1 : 0))];
        IReadOnlyList<ChartPoint> kept = Downsample.KeepPeaks(points, 800);
        kept.Count.ShouldBeLessThan(4000);
        kept.ShouldContain(new ChartPoint(654_321, 1));
    }

    [Fact]
    public void KeepPeaks_GapInsideAColumn_StaysAGap()
    {
        ChartPoint[] points = [.. Enumerable.Range(0, 1000).Select(static i => new ChartPoint(i, i is > 500 and < 505 ? double.NaN : 1))];
        Downsample.KeepPeaks(points, 10).ShouldContain(static point => double.IsNaN(point.Y));
    }

    [Fact]
    public void KeepPeaks_FewPoints_AreLeftAlone()
    {
        ChartPoint[] points = [new(0, 1), new(1, 2)];
        Downsample.KeepPeaks(points, 100).ShouldBeSameAs(points);
    }
}
