namespace PowerActors.Core.Energy.Phases;

/// <summary>How long a phase lasts: mean and mean deviation, exponentially averaged over its visits.</summary>
internal struct PhaseDwell
{
    private double _mean;
    private double _deviation;
    private int _visits;

    /// <summary>Whether the phase counted as worth a change when it was last looked at.</summary>
    public bool IsWorth { get; set; }

    public void Note(TimeSpan lasted, PhaseSettings settings)
    {
        double seconds = lasted.TotalSeconds;
        _visits = Math.Min(_visits + 1, int.MaxValue - 1);
        double weight = Math.Max(1.0 / _visits, 1 / settings.Memory);
        double off = Math.Abs(seconds - _mean);
        _deviation += _visits == 1 ? 0 : (off - _deviation) * weight;
        _mean += (seconds - _mean) * weight;
    }

    /// <summary>
    /// How much longer a visit will last that has lasted for a while, careful rather than likely. A phase that is not known yet, or lasts longer than it ever does, is taken to last as long again as it has.
    /// </summary>
    public readonly double Remaining(TimeSpan lasted, PhaseSettings settings)
    {
        double seconds = lasted.TotalSeconds;
        bool isKnown = _visits >= settings.Patience && seconds <= _mean + (2 * _deviation);
        return isKnown ? _mean - _deviation - seconds : seconds;
    }
}
