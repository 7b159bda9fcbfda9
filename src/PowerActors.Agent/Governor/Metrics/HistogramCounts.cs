namespace PowerActors.Agent.Governor.Metrics;

/// <summary>A Prometheus histogram at one moment, or what was added to one between two moments.</summary>
/// <param name="Bounds">Upper bounds of the buckets, rising, the last one infinite.</param>
/// <param name="Cumulative">For each bound, how many were at or below it.</param>
/// <param name="Sum">Sum of all.</param>
internal sealed record HistogramCounts(IReadOnlyList<double> Bounds, IReadOnlyList<double> Cumulative, double Sum)
{
    /// <summary>How many there are.</summary>
    public double Count => Cumulative[^1];

    /// <summary>Mean of all; NaN for none.</summary>
    public double Mean => Count > 0 ? Sum / Count : double.NaN;

    /// <summary>How many are in one bucket.</summary>
    public double In(int bucket) => bucket == 0 ? Cumulative[0] : Cumulative[bucket] - Cumulative[bucket - 1];

    /// <summary>
    /// What was added since an earlier moment. A count that has fallen means that the server has started anew: then everything it has is new, as in Prometheus' own <c>increase</c>.
    /// </summary>
    /// <param name="earlier">The earlier moment; null where the histogram was not there, so that all of it is new.</param>
    /// <param name="isReset">True when the server has started anew.</param>
    public HistogramCounts Since(HistogramCounts? earlier, out bool isReset)
    {
        isReset = false;
        if (earlier is null)
            return this;
        isReset = earlier.Bounds.Count != Bounds.Count;
        double[] added = new double[Cumulative.Count];
        double before = 0;
        for (int i = 0; i < added.Length && !isReset; i++)
        {
            added[i] = Cumulative[i] - earlier.Cumulative[i];
            isReset = added[i] < before || Bounds[i] != earlier.Bounds[i]; // a bucket that has lost some
            before = added[i];
        }

        return isReset ? this : new HistogramCounts(Bounds, added, Math.Max(0, Sum - earlier.Sum));
    }
}
