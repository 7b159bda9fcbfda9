namespace PowerActors.Simulation.Reports.Charts;

/// <summary>Fewer points that look the same: what a screen of so many columns can show, with every peak and every trough kept.</summary>
public static class Downsample
{
    /// <summary>The first, lowest, highest and last point of each of a number of equal columns, in the order in which they stand. At most four times as many points as columns.</summary>
    /// <param name="points">Points by rising x; where y is NaN there is a gap, which is kept.</param>
    /// <param name="columns">Columns, 1 or more.</param>
    public static IReadOnlyList<ChartPoint> KeepPeaks(IReadOnlyList<ChartPoint> points, int columns)
    {
        if (points.Count <= 4 * columns)
            return points;
        double low = points[0].X, width = (points[^1].X - low) / columns;
        if (!(width > 0))
            return points;
        List<ChartPoint> kept = [];
        int start = 0;
        for (int column = 0; column < columns && start < points.Count; column++)
        {
            double end = column == columns - 1 ? double.PositiveInfinity : low + ((column + 1) * width);
            int last = start;
            while (last + 1 < points.Count && points[last + 1].X < end)
                last++;
            if (points[start].X < end)
            {
                AddColumn(points, start, last, kept);
                start = last + 1;
            }
        }

        return kept;
    }

    private static void AddColumn(IReadOnlyList<ChartPoint> points, int first, int last, List<ChartPoint> kept)
    {
        int lowest = first, highest = first, gap = -1;
        for (int i = first; i <= last; i++)
        {
            double y = points[i].Y;
            if (double.IsNaN(y))
            {
                gap = i;
                continue;
            }

            if (!(points[lowest].Y <= y))
                lowest = i;
            if (!(points[highest].Y >= y))
                highest = i;
        }

        Span<int> at = [first, lowest, highest, last];
        at.Sort();
        int previous = -1;
        foreach (int i in at)
        {
            if (i != previous)
                kept.Add(points[i]);
            previous = i;
        }

        // A gap shorter than a column would be drawn over: it is kept at the column's end.
        if (gap >= 0 && !double.IsNaN(kept[^1].Y))
            kept.Add(new ChartPoint(points[last].X, double.NaN));
    }
}

/// <summary>A point of a chart.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards; NaN for a gap in a line.</param>
public readonly record struct ChartPoint(double X, double Y);
