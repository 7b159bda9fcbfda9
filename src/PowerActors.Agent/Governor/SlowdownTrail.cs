namespace PowerActors.Agent.Governor;

/// <summary>By how much the clock slowed its work down over the last minutes. What was measured then can be taken to the highest clock with the mean over the time it took.</summary>
internal sealed class SlowdownTrail
{
    private const int Most = 256;

    private readonly List<(TimeSpan Since, double Prompt, double Token)> _changes = [];

    public double Prompt => _changes.Count == 0 ? 1 : _changes[^1].Prompt;

    public double Token => _changes.Count == 0 ? 1 : _changes[^1].Token;

    /// <summary>Multiples from now on, 1 or more.</summary>
    public void Note(double prompt, double token, TimeSpan now)
    {
        if (_changes.Count > 0 && Prompt == prompt && Token == token)
            return;
        if (_changes.Count == Most)
            _changes.RemoveRange(0, Most / 2); // What is left goes back for minutes, and the first of it holds before that.
        _changes.Add((now, prompt, token));
    }

    /// <summary>Means over a span up to now; the first that is known holds before it.</summary>
    public (double Prompt, double Token) Mean(TimeSpan span, TimeSpan now)
    {
        if (_changes.Count == 0 || span <= TimeSpan.Zero)
            return (Prompt, Token);
        double prompt = 0, token = 0;
        TimeSpan from = now - span, end = now;
        for (int i = _changes.Count - 1; i >= 0 && end > from; i--)
        {
            TimeSpan start = i == 0 || _changes[i].Since < from ? from : _changes[i].Since;
            if (start >= end)
                continue;
            prompt += _changes[i].Prompt * (end - start).TotalSeconds;
            token += _changes[i].Token * (end - start).TotalSeconds;
            end = start;
        }

        return (prompt / span.TotalSeconds, token / span.TotalSeconds);
    }
}
