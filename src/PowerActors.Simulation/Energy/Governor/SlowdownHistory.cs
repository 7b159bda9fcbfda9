namespace PowerActors.Simulation.Energy.Governor;

/// <summary>How much the clock slowed a server down, over the last while: the mean over any span within.</summary>
internal sealed class SlowdownHistory
{
    private const long Kept = 30 * TimeSpan.TicksPerMinute;
    private const int PruneAt = 256;

    private readonly List<(long Since, double Prompt, double Token)> _changes = [(0, 1, 1)];

    /// <summary>Slowdowns from now on.</summary>
    public void Change(long nowTicks, double prompt, double token)
    {
        if (_changes[^1] is { } last && last.Prompt == prompt && last.Token == token)
            return;
        _changes.Add((nowTicks, prompt, token));
        if (_changes.Count < PruneAt || _changes[PruneAt / 2].Since > nowTicks - Kept)
            return;
        _changes.RemoveRange(0, PruneAt / 2); // what is left begins before all that may still be asked for
    }

    /// <summary>The decode slowdown now.</summary>
    public double Token => _changes[^1].Token;

    /// <summary>Means over a span; the first known value holds before it.</summary>
    public (double Prompt, double Token) Mean(long from, long to)
    {
        double prompt = 0, token = 0;
        long end = to;
        for (int i = _changes.Count - 1; i >= 0 && end > from; i--)
        {
            long start = i == 0 ? from : Math.Max(from, _changes[i].Since);
            if (start >= end)
                continue;
            prompt += _changes[i].Prompt * (end - start);
            token += _changes[i].Token * (end - start);
            end = start;
        }

        double span = to - from;
        return span > 0 ? (prompt / span, token / span) : (_changes[^1].Prompt, _changes[^1].Token);
    }
}
