using PowerActors.Agent.Governor.Metrics;

namespace PowerActors.Agent.Governor;

/// <summary>
/// The mean time between tokens over the last while, at the highest clock. A second is too short for it: a prompt or two in it stretch a few intervals to many times the others, which evens out over the seconds that a
/// request takes.
/// </summary>
internal sealed class TokenPace(TimeSpan over)
{
    private double _seconds;
    private double _tokens;

    /// <summary>Seconds; 0 before any.</summary>
    public double Mean => _tokens > 0 ? _seconds / _tokens : 0;

    /// <summary>Adds a window.</summary>
    /// <param name="tokens">The times between tokens that were told in it.</param>
    /// <param name="slowdown">Time multiple of decode in it.</param>
    /// <param name="window">Its length.</param>
    public void Note(HistogramCounts tokens, double slowdown, TimeSpan window)
    {
        double kept = 1 / (1 + (window / over));
        _seconds = (_seconds * kept) + (tokens.Sum / slowdown);
        _tokens = (_tokens * kept) + tokens.Count;
    }
}
