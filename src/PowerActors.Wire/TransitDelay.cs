namespace PowerActors.Wire;

/// <summary>
/// How much longer than the quickest one a message was on its way, told from the sender's and the receiver's monotonic clocks, which need not agree and never meet: the least difference seen
/// between the two stands for the bare distance. A report or directive that waited in a buffer for half a minute is thereby seen to be old, although it has just come.
/// </summary>
public struct TransitDelay
{
    /// <summary>By how much two clocks may drift apart: oscillators are good to 100 parts per million each.</summary>
    private const double Drift = 200e-6;

    private TimeSpan _least;
    private TimeSpan _at;
    private bool _seen;

    /// <summary>Notes a message.</summary>
    /// <param name="sent">When it was sent, by the sender's clock.</param>
    /// <param name="received">When it came, by the receiver's.</param>
    /// <returns>By how much it was later than the quickest; zero for the first.</returns>
    public TimeSpan Note(TimeSpan sent, TimeSpan received)
    {
        TimeSpan offset = received - sent;
        TimeSpan least = _seen ? _least + ((received - _at) * Drift) : offset;
        _least = offset < least ? offset : least;
        _at = received;
        _seen = true;
        return offset - _least;
    }
}
