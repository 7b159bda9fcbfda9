namespace PowerActors.Simulation.Results;

/// <summary>Power during one stretch of time, as shares of the limit.</summary>
/// <param name="Mean">Mean sample.</param>
/// <param name="Peak">Largest sample.</param>
public readonly record struct PowerTimelineBucket(double Mean, double Peak);

/// <summary>Power over a whole run in a bounded number of equal stretches, for charts.</summary>
/// <param name="BucketLength">Length of a stretch.</param>
/// <param name="Buckets">At most 80, in order of time.</param>
public sealed record PowerTimeline(TimeSpan BucketLength, IReadOnlyList<PowerTimelineBucket> Buckets);

/// <summary>Collects a timeline of a run whose length is not known: when all stretches are full, neighbours are merged and stretches are twice as long from then on.</summary>
/// <param name="period">Time between two samples.</param>
internal sealed class PowerTimelineRecorder(TimeSpan period)
{
    private const int Capacity = 80;
    private readonly (Int128 Sum, long Peak)[] _buckets = new (Int128, long)[Capacity];
    private int _full;
    private int _inLast;
    private int _samplesPerBucket = 1;

    public void Add(long milliwatts)
    {
        if (_inLast == _samplesPerBucket)
        {
            _full++;
            _inLast = 0;
        }

        if (_full == Capacity)
            Merge();
        ref (Int128 Sum, long Peak) bucket = ref _buckets[_full];
        if (_inLast == 0)
            bucket = default;
        bucket = (bucket.Sum + milliwatts, Math.Max(bucket.Peak, milliwatts));
        _inLast++;
    }

    /// <summary>The timeline, with power as shares of a limit.</summary>
    public PowerTimeline Timeline(double limitMilliwatts)
    {
        List<PowerTimelineBucket> buckets = [];
        for (int i = 0; i <= _full && i < Capacity; i++)
        {
            int samples = i < _full ? _samplesPerBucket : _inLast;
            if (samples > 0)
                buckets.Add(new PowerTimelineBucket((double)_buckets[i].Sum / samples / limitMilliwatts, _buckets[i].Peak / limitMilliwatts));
        }

        return new PowerTimeline(period * _samplesPerBucket, buckets);
    }

    private void Merge()
    {
        for (int i = 0; i < Capacity / 2; i++)
            _buckets[i] = (_buckets[2 * i].Sum + _buckets[(2 * i) + 1].Sum, Math.Max(_buckets[2 * i].Peak, _buckets[(2 * i) + 1].Peak));
        _full = Capacity / 2;
        _samplesPerBucket *= 2;
        _inLast = 0;
    }
}
