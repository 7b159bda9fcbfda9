namespace PowerActors.Agent.Governor.Metrics;

/// <summary>One label set of a histogram while it is read: its lines may come in any order.</summary>
/// <param name="name">For messages.</param>
internal sealed class PrometheusHistogram(string name)
{
    private const int MostBuckets = 512;

    private double? _count;
    private bool _hasSum;

    /// <summary>Cumulative counts by upper bound.</summary>
    public SortedDictionary<double, double> Buckets { get; } = [];

    public double Total { get; private set; }

    public string? Add(string part, string? bound, double value)
    {
        if (part == "_sum")
        {
            (Total, _hasSum) = (value, true);
            return null;
        }

        if (part == "_count")
        {
            _count = value;
            return null;
        }

        if (bound is null || !PrometheusLine.TryNumber(bound, out double le) || double.IsNaN(le))
            return $"a bucket of {name} has no bound le=\"...\"";
        if (Buckets.Count == MostBuckets)
            return $"{name} has more than {MostBuckets} buckets";
        return Buckets.TryAdd(le, value) ? null : $"{name} has the bucket le=\"{bound}\" twice";
    }

    /// <summary>What does not add up, or null.</summary>
    public string? Check()
    {
        if (Buckets.Count == 0 || _count is not { } count || !_hasSum)
            return $"{name} lacks its buckets, its _sum or its _count";
        double last = 0;
        foreach ((double bound, double value) in Buckets)
        {
            if (value < last)
                return $"{name} counts {value} at le=\"{(double.IsInfinity(bound) ? "+Inf" : bound.ToString())}\" and more below it";
            last = value;
        }

        if (!Buckets.ContainsKey(double.PositiveInfinity))
            return $"{name} has no bucket le=\"+Inf\"";
        return last == count ? null : $"{name} counts {last} in its buckets and {count} in all";
    }
}
