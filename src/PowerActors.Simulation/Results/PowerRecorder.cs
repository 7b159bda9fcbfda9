namespace PowerActors.Simulation.Results;

/// <summary>Statistics of sampled power, in one pass: mean, peak, and the largest rise within 2 and within 40 s. Milliwatts, exact.</summary>
/// <param name="period">Time between two samples.</param>
public sealed class PowerRecorder(TimeSpan period)
{
    private readonly WindowMinimum _within2 = new(Samples(2, period));
    private readonly WindowMinimum _within40 = new(Samples(40, period));
    private Int128 _sum;

    /// <summary>Samples taken.</summary>
    public long Count { get; private set; }

    /// <summary>Largest sample, milliwatts.</summary>
    public long Peak { get; private set; }

    /// <summary>The GPUs' part of the largest sample, milliwatts.</summary>
    public long GpusAtPeak { get; private set; }

    /// <summary>Largest rise within 2 s, milliwatts.</summary>
    public long MaxRise2s { get; private set; }

    /// <summary>Largest rise within 40 s, milliwatts.</summary>
    public long MaxRise40s { get; private set; }

    /// <summary>Mean sample, milliwatts; 0 before the first.</summary>
    public double Mean => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>Takes a sample.</summary>
    /// <param name="milliwatts">All power.</param>
    /// <param name="gpuMilliwatts">The GPUs' part of it.</param>
    public void Add(long milliwatts, long gpuMilliwatts)
    {
        Count++;
        _sum += milliwatts;
        if (milliwatts > Peak)
        {
            Peak = milliwatts;
            GpusAtPeak = gpuMilliwatts;
        }

        MaxRise2s = Math.Max(MaxRise2s, milliwatts - _within2.Add(milliwatts));
        MaxRise40s = Math.Max(MaxRise40s, milliwatts - _within40.Add(milliwatts));
    }

    private static int Samples(int seconds, TimeSpan period) => Math.Max(1, (int)(TimeSpan.FromSeconds(seconds).Ticks / period.Ticks)) + 1;

    /// <summary>Smallest of the last n samples, amortised O(1): a queue in which every later, smaller sample pushes out those before it.</summary>
    private sealed class WindowMinimum(int length)
    {
        private readonly (long Index, long Value)[] _queue = new (long, long)[length + 1];
        private int _head;
        private int _count;
        private long _index;

        public long Add(long value)
        {
            while (_count > 0 && _queue[(_head + _count - 1) % _queue.Length].Value >= value)
                _count--;
            _queue[(_head + _count++) % _queue.Length] = (_index, value);
            if (_queue[_head].Index <= _index - length)
            {
                _head = (_head + 1) % _queue.Length;
                _count--;
            }

            _index++;
            return _queue[_head].Value;
        }
    }
}
