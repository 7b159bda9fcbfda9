namespace PowerActors.Simulation.Reports.Recording;

/// <summary>Keeps the samples of some minutes around the highest one, without knowing beforehand which that will be.</summary>
/// <param name="period">Time between two samples.</param>
internal sealed class WorstMomentRecorder(TimeSpan period)
{
    /// <summary>How much is kept on either side.</summary>
    public static readonly TimeSpan Around = TimeSpan.FromSeconds(150);

    private const int MostSamples = 20_000;
    private readonly PowerSample[] _recent = new PowerSample[Math.Clamp((int)(Around.Ticks / period.Ticks), 1, MostSamples)];
    private readonly List<PowerSample> _kept = [];
    private long _seen;
    private int _missing;
    private long _highest = long.MinValue;

    /// <summary>When the highest sample was taken.</summary>
    public TimeSpan At { get; private set; }

    /// <summary>True once there is a highest sample.</summary>
    public bool HasAny => _highest != long.MinValue;

    public IReadOnlyList<PowerSample> Samples => _kept;

    /// <summary>Takes a sample.</summary>
    /// <param name="at">When it was taken.</param>
    /// <param name="milliwatts">How much.</param>
    /// <param name="rung">The rung in force.</param>
    /// <param name="counts">False for a sample of the warm-up, which can stand around the highest one but not be it.</param>
    /// <returns>True when it is the highest so far.</returns>
    public bool Add(TimeSpan at, long milliwatts, int rung, bool counts)
    {
        PowerSample sample = new(at, milliwatts / 1e3, rung);
        bool isHighest = counts && milliwatts > _highest;
        if (isHighest)
        {
            (_highest, At) = (milliwatts, at);
            KeepRecent();
            _missing = _recent.Length + 1;
        }

        if (_missing > 0)
        {
            _kept.Add(sample);
            _missing--;
        }

        _recent[_seen++ % _recent.Length] = sample;
        return isHighest;
    }

    private void KeepRecent()
    {
        _kept.Clear();
        for (long i = Math.Max(0, _seen - _recent.Length); i < _seen; i++)
            _kept.Add(_recent[i % _recent.Length]);
    }
}
