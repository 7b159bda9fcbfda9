using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// The greatest share of what is withheld that exchanging one set of ceilings for a looser one would give back to any child. Asked with every report while a
/// domain stands on a rung, and the same until the rung or the directive changes: so the answer is kept, and a report stays O(1).
/// </summary>
/// <param name="worst">The most that each of the domain's children could draw.</param>
/// <param name="children">The children as they are.</param>
internal sealed class ReleaseShares(IReadOnlyList<WorstCase> worst, ChildLedger children)
{
    private Ceilings _from;
    private Ceilings _to;
    private PerPriority<double>? _shares;

    /// <summary>
    /// What the children would draw more after an exchange, now or once those above have let go too: so it is to be counted from what they are held to, not from the
    /// domain's own rung.
    /// </summary>
    public Watts GivenBack(in Ceilings from, in Ceilings to)
    {
        PerPriority<double> shares = Between(from, to);
        return (children.Withheld.Low * shares.Low) + (children.Withheld.High * shares.High) + children.SilentRise(from, to);
    }

    /// <summary>The shares for an exchange, 0 to 1.</summary>
    private PerPriority<double> Between(in Ceilings from, in Ceilings to)
    {
        if (_shares is { } kept && _from == from && _to == to)
            return kept;
        double low = 0, high = 0;
        foreach (WorstCase child in worst)
        {
            low = Math.Max(low, child.ReleasedShare(Priority.Low, from, to));
            high = Math.Max(high, child.ReleasedShare(Priority.High, from, to));
        }

        // What was given up beyond a ceiling only the work itself knows: all that is withheld may come back once less is asked for (law P9).
        if (from.Price.Low > to.Price.Low)
            low = 1;
        if (from.Price.High > to.Price.High)
            high = 1;
        PerPriority<double> shares = new(low, high);
        (_from, _to, _shares) = (from, to, shares);
        return shares;
    }
}
