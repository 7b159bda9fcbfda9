using PowerActors.Agent.Governor.Metrics;

namespace PowerActors.Agent.Governor;

/// <summary>
/// By how much prompts may be slowed until the last of those that wait is late. A server tells how many wait, not for how long nor how large they are, so both are estimated: the age of the oldest is the time
/// since nobody waited, but not more than the queue takes at the present rate; a prompt takes what the mean time to first token was when nobody waited.
/// </summary>
internal sealed class QueueSight
{
    private const double Weight = .2; // of the newest window

    private double _promptSeconds;
    private double _rate;
    private TimeSpan? _waitingSince;
    private TimeSpan _lookedAt;
    private bool _waited;
    private double _slack = double.PositiveInfinity;
    private TimeSpan _runsUntil;

    /// <summary>Looks at one window.</summary>
    /// <param name="ttft">Times to first token that were told in it; null before any.</param>
    /// <param name="waiting">Requests that wait now.</param>
    /// <param name="slowdown">Time multiple of prompts in the window.</param>
    /// <param name="objective">Time to first token that must hold, seconds.</param>
    /// <param name="now">Monotonic time.</param>
    /// <returns>The time multiple, 1 where it is less (nothing but the highest clock can help); infinite where nobody waits.</returns>
    public double Look(HistogramCounts? ttft, double waiting, double slowdown, double objective, TimeSpan now)
    {
        double seconds = (now - _lookedAt).TotalSeconds;
        if (ttft is { Count: > 0 } && seconds > 0)
        {
            if (!_waited && waiting == 0)
                _promptSeconds = _promptSeconds == 0 ? ttft.Mean / slowdown : _promptSeconds + (((ttft.Mean / slowdown) - _promptSeconds) * Weight);
            _rate += ((ttft.Count / seconds) - _rate) * (_rate == 0 ? 1 : Weight);
        }

        TimeSpan before = _lookedAt;
        _lookedAt = now;
        _waited = waiting > 0;
        if (waiting == 0)
        {
            _waitingSince = null;
            return now < _runsUntil ? _slack : double.PositiveInfinity; // What waited last is computed now.
        }

        _waitingSince ??= before;
        double age = (now - _waitingSince.Value).TotalSeconds;
        if (_rate > 0)
            age = Math.Min(age, waiting / _rate);
        double work = _promptSeconds * (waiting + 1); // and the one under way
        _slack = work > 0 ? Math.Max(1, (objective - age) / work) : 1;
        _runsUntil = now + TimeSpan.FromSeconds(Math.Min(_promptSeconds * slowdown, objective));
        return _slack;
    }
}
