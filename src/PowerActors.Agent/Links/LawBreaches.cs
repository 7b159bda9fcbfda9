using PowerActors.Core.Control.Laws;

namespace PowerActors.Agent.Links;

/// <summary>
/// Laws that were broken and are still to be told. A law that breaks does so with every reading: its first breach is told at once, then once in a while how many there were. Thread-safe.
/// </summary>
internal sealed class LawBreaches
{
    /// <summary>How often a law that keeps breaking is told.</summary>
    public static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Law, (LawViolation Latest, long Untold, TimeSpan? ToldAt)> _broken = [];

    /// <summary>Notes a breach.</summary>
    public void Note(LawViolation breach)
    {
        lock (_gate)
        {
            _broken.TryGetValue(breach.Law, out (LawViolation Latest, long Untold, TimeSpan? ToldAt) before);
            _broken[breach.Law] = (breach, before.Untold + 1, before.ToldAt);
        }
    }

    /// <summary>Takes what is to be told now.</summary>
    /// <param name="now">The present.</param>
    /// <returns>A law's latest breach, and how many there were since it was told last, that one included.</returns>
    public IReadOnlyList<(LawViolation Breach, long Count)> TakeDue(TimeSpan now)
    {
        lock (_gate)
        {
            if (_broken.Count == 0)
                return [];
            List<(LawViolation, long)> due = [];
            foreach ((Law law, (LawViolation latest, long untold, TimeSpan? toldAt)) in _broken.ToArray())
            {
                if (untold == 0 || now - toldAt < TellEvery)
                    continue;
                _broken[law] = (latest, 0, now);
                due.Add((latest, untold));
            }

            return due;
        }
    }
}
