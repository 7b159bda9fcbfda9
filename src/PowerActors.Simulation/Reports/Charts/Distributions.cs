namespace PowerActors.Simulation.Reports.Charts;

/// <summary>How many values lie between two bounds.</summary>
/// <param name="Low">Lower bound, included.</param>
/// <param name="High">Upper bound.</param>
/// <param name="Count">How many.</param>
public readonly record struct Bin(double Low, double High, long Count);

/// <summary>A distribution to be drawn.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Bins">Its bins by rising bounds; empty ones may be left out.</param>
/// <param name="IsReference">Drawn dashed: what the others are compared with.</param>
public sealed record DistributionSeries(string Name, IReadOnlyList<Bin> Bins, bool IsReference = false)
{
    /// <summary>How many values there are.</summary>
    public long Total => Bins.Sum(static bin => bin.Count);
}

/// <summary>Distributions as shares of values per bin; an <see cref="AxisKind.Logarithmic"/> axis has bins of equal width on it.</summary>
public static class Histogram
{
    /// <summary>Draws distributions over one another.</summary>
    /// <param name="caption">What the chart shows.</param>
    /// <param name="axis">The values.</param>
    /// <param name="series">The distributions.</param>
    /// <param name="bins">Bins across the whole range.</param>
    /// <param name="cover">Share of each distribution that is drawn; the longest tails would squeeze the rest.</param>
    public static LineChart Of(string caption, Axis axis, IReadOnlyList<DistributionSeries> series, int bins = 60, double cover = .9995)
    {
        double low = series.SelectMany(static s => s.Bins).Select(static bin => bin.Low).DefaultIfEmpty(axis.Kind == AxisKind.Logarithmic ? .1 : 0).Min();
        double high = series.Select(s => Quantile(s, cover)).DefaultIfEmpty(1).Max();
        if (!(high > low))
            high = low + 1;
        double[] edges = Edges(axis.Kind, axis.Low ?? low, axis.High ?? high, bins);
        return new LineChart
        {
            Caption = caption,
            X = axis with { Low = edges[0], High = edges[^1] },
            Y = Axis.Percent("share of requests", 0) with { Low = 0 },
            Width = LineChart.HalfWidth,
            Height = 250,
            Series = [.. series.Select((s, i) => new Series(s.Name, Outline(s, edges)) { Drawing = Drawing.Steps, IsDashed = s.IsReference, IsFilled = !s.IsReference, Tone = ToneOf(series, i) })],
        };
    }

    /// <summary>Colours go to what is not a reference, in order.</summary>
    internal static Tone ToneOf(IReadOnlyList<DistributionSeries> series, int number) =>
        series[number].IsReference ? Tone.Muted : Tone.Series(series.Take(number).Count(static s => !s.IsReference));

    /// <summary>The value that a share of a distribution does not exceed, to the bin.</summary>
    internal static double Quantile(DistributionSeries series, double share)
    {
        double rank = share * series.Total;
        long passed = 0;
        foreach (Bin bin in series.Bins)
        {
            passed += bin.Count;
            if (passed >= rank)
                return bin.High;
        }

        return series.Bins.Count == 0 ? double.NaN : series.Bins[^1].High;
    }

    private static double[] Edges(AxisKind kind, double low, double high, int bins)
    {
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++)
            edges[i] = kind == AxisKind.Logarithmic ? Math.Exp(Math.Log(low) + (i * (Math.Log(high) - Math.Log(low)) / bins)) : low + (i * (high - low) / bins);
        return edges;
    }

    private static List<ChartPoint> Outline(DistributionSeries series, double[] edges)
    {
        double[] shares = new double[edges.Length - 1];
        double total = Math.Max(1, series.Total);
        int at = 0;
        foreach (Bin bin in series.Bins)
        {
            double middle = (bin.Low + bin.High) / 2;
            while (at < shares.Length - 1 && edges[at + 1] <= middle)
                at++;
            if (middle <= edges[^1])
                shares[at] += bin.Count / total;
        }

        List<ChartPoint> points = [new(edges[0], 0)];
        for (int i = 0; i < shares.Length; i++)
            points.Add(new ChartPoint(edges[i], shares[i]));
        points.Add(new ChartPoint(edges[^1], shares[^1]));
        points.Add(new ChartPoint(edges[^1], 0));
        return points;
    }
}

/// <summary>What share of values is longer than a given one, on a logarithmic scale: medians, 99th percentiles and what lies beyond can be read side by side.</summary>
public static class CdfChart
{
    /// <summary>Draws distributions over one another.</summary>
    /// <param name="caption">What the chart shows.</param>
    /// <param name="axis">The values.</param>
    /// <param name="series">The distributions.</param>
    /// <param name="tail">The least share that is drawn: 0.001 for up to the 99.9th percentile.</param>
    public static LineChart Of(string caption, Axis axis, IReadOnlyList<DistributionSeries> series, double tail = .001) => new()
    {
        Caption = caption,
        X = axis,
        Y = new Axis("share of requests that took longer") { Kind = AxisKind.Logarithmic, Low = tail, High = 1, Format = static share => Show.Percent(share, share < .01 ? 1 : 0) },
        Width = LineChart.HalfWidth,
        Height = 250,
        LabelRoom = 44,
        Thresholds = [new Threshold("P50", .5), new Threshold("P90", .1), new Threshold("P99", .01)],
        Series = [.. series.Select((s, i) => new Series(s.Name, Outline(s, tail)) { IsDashed = s.IsReference, Tone = Histogram.ToneOf(series, i) })],
    };

    private static List<ChartPoint> Outline(DistributionSeries series, double tail)
    {
        List<ChartPoint> points = [];
        double total = series.Total;
        long passed = 0;
        foreach (Bin bin in series.Bins)
        {
            if (points.Count == 0)
                points.Add(new ChartPoint(bin.Low, 1));
            passed += bin.Count;
            double longer = 1 - (passed / total);
            points.Add(new ChartPoint(bin.High, Math.Max(longer, tail)));
            if (longer <= tail)
                break;
        }

        return points;
    }
}
