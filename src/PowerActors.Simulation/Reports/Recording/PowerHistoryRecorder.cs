namespace PowerActors.Simulation.Reports.Recording;

/// <summary>Collects power and rungs of a run whose length is not known: when all stretches are full, neighbours are merged and stretches are twice as long from then on.</summary>
internal sealed class PowerHistoryRecorder(TimeSpan period, int rungs)
{
    private const int Capacity = 2048;
    private readonly Stretch[] _stretches = new Stretch[Capacity];
    private readonly int[] _rungSamples = new int[Capacity * rungs];
    private int _count;
    private int _samplesPerStretch = 1;

    public void Add(long milliwatts, int rung)
    {
        if (_count == 0 || _stretches[_count - 1].Samples == _samplesPerStretch)
        {
            if (_count == Capacity)
                Merge();
            if (_count == 0 || _stretches[_count - 1].Samples == _samplesPerStretch)
                _stretches[_count++] = new Stretch { Low = long.MaxValue };
        }

        ref Stretch last = ref _stretches[_count - 1];
        last.Samples++;
        last.Sum += milliwatts;
        last.Low = Math.Min(last.Low, milliwatts);
        last.High = Math.Max(last.High, milliwatts);
        _rungSamples[((_count - 1) * rungs) + rung]++;
    }

    public PowerHistory ToHistory(TimeSpan end)
    {
        // The sample at the very end of a run belongs to the stretch that it ends.
        while (_count > 1 && period * ((_count - 1) * (long)_samplesPerStretch) >= end)
        {
            Merge(_count - 2, _count - 2, _count - 1);
            _count--;
        }

        PowerStretch[] stretches = new PowerStretch[_count];
        for (int i = 0; i < _count; i++)
        {
            Stretch stretch = _stretches[i];
            double[] shares = new double[rungs];
            for (int rung = 0; rung < rungs; rung++)
                shares[rung] = (double)_rungSamples[(i * rungs) + rung] / stretch.Samples;
            stretches[i] = new PowerStretch(stretch.Low / 1e3, (double)stretch.Sum / stretch.Samples / 1e3, stretch.High / 1e3, shares);
        }

        return new PowerHistory(period * _samplesPerStretch, end, stretches);
    }

    private void Merge()
    {
        for (int i = 0; i < Capacity / 2; i++)
            Merge(i, 2 * i, (2 * i) + 1);
        _rungSamples.AsSpan(Capacity / 2 * rungs).Clear();
        _count = Capacity / 2;
        _samplesPerStretch *= 2;
    }

    private void Merge(int to, int firstAt, int secondAt)
    {
        Stretch first = _stretches[firstAt], second = _stretches[secondAt];
        _stretches[to] = new Stretch
        {
            Samples = first.Samples + second.Samples,
            Sum = first.Sum + second.Sum,
            Low = Math.Min(first.Low, second.Low),
            High = Math.Max(first.High, second.High),
        };
        for (int rung = 0; rung < rungs; rung++)
            _rungSamples[(to * rungs) + rung] = _rungSamples[(firstAt * rungs) + rung] + _rungSamples[(secondAt * rungs) + rung];
    }

    private struct Stretch
    {
        public int Samples;
        public Int128 Sum;
        public long Low;
        public long High;
    }
}
