namespace PowerActors.Simulation.Serving;

/// <summary>
/// Counts of latencies in buckets whose width is a 128th of their power of two: a percentile read from it is off by at most 0.4 % (half a bucket), whatever the
/// range. Buckets are the upper bits of the number itself, so adding costs no logarithm and two histograms add up bucket by bucket.
/// </summary>
public sealed class LatencyHistogram
{
    private const int MantissaBits = 7;
    private const int LowestExponent = -20; // a microsecond
    private const int Octaves = 44; // to half a year
    private const long Offset = (LowestExponent + 1023L) << MantissaBits;

    private readonly long[] _counts = new long[Octaves << MantissaBits];
    private double _sum;
    private double _max;

    /// <summary>How many were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a latency; below a microsecond counts as one.</summary>
    /// <param name="seconds">Seconds, 0 or more.</param>
    public void Add(double seconds)
    {
        long bucket = (BitConverter.DoubleToInt64Bits(seconds) >> (52 - MantissaBits)) - Offset;
        _counts[Math.Clamp(bucket, 0, _counts.Length - 1)]++;
        Count++;
        _sum += seconds;
        _max = Math.Max(_max, seconds);
    }

    /// <summary>Adds all that another has counted.</summary>
    /// <param name="other">The other.</param>
    public void Merge(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        _sum += other._sum;
        _max = Math.Max(_max, other._max);
    }

    /// <summary>The value at a percentile, to half a bucket.</summary>
    /// <param name="q">0 to 1.</param>
    public double Percentile(double q)
    {
        if (Count == 0)
            return double.NaN;
        long rank = (long)((q * (Count - 1)) + 0.5);
        int bucket = 0;
        for (long passed = _counts[0]; passed <= rank; passed += _counts[bucket])
            bucket++;
        double low = Edge(bucket);
        return Math.Min(_max, low + ((Edge(bucket + 1) - low) / 2));
    }

    /// <summary>The buckets that have counted something, by rising bounds in seconds.</summary>
    public IEnumerable<(double Low, double High, long Count)> NonEmpty()
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
                yield return (Edge(i), Edge(i + 1), _counts[i]);
        }
    }

    /// <summary>Mean, percentiles and longest.</summary>
    public LatencySummary Summarize() => Count == 0
        ? LatencySummary.Of([])
        : new LatencySummary(Count, _sum / Count, Percentile(0.5), Percentile(0.9), Percentile(0.99), _max);

    private static double Edge(int bucket) => BitConverter.Int64BitsToDouble((bucket + Offset) << (52 - MantissaBits));
}
