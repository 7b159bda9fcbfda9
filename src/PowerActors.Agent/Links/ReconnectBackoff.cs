using PowerActors.Actors;

namespace PowerActors.Agent.Links;

/// <summary>
/// How long to wait before the next try: doubled with each failure up to a longest, of which the second half is left to chance, so that a thousand agents that lost the same node do not come
/// back in the same moment. The same seed gives the same waits.
/// </summary>
/// <param name="first">The first wait, at most.</param>
/// <param name="longest">The longest.</param>
/// <param name="seed">Of the jitter.</param>
internal sealed class ReconnectBackoff(TimeSpan first, TimeSpan longest, ulong seed)
{
    private const int MostDoublings = 40;

    private SeededRandom _random = new(seed);
    private int _failures;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        long most = first.Ticks;
        for (int i = 0; i < _failures && most < longest.Ticks; i++)
            most *= 2;
        most = Math.Min(most, longest.Ticks);
        _failures = Math.Min(_failures + 1, MostDoublings);
        double share = (_random.NextUInt64() >> 11) * (1.0 / (1UL << 53));
        return TimeSpan.FromTicks((most / 2) + (long)(most / 2 * share));
    }

    /// <summary>It went well: the next failure is the first again.</summary>
    public void Reset() => _failures = 0;
}
