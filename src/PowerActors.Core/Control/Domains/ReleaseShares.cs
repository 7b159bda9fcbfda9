namespace PowerActors.Core.Control.Domains;

/// <summary>
/// The greatest share of what is withheld that exchanging one set of ceilings for a looser one would give back to any child. Asked with every report while a
/// domain stands on a rung, and the same until the rung or the directive changes: so the answer is kept, and a report stays O(1).
/// </summary>
/// <param name="children">The domain's children.</param>
internal sealed class ReleaseShares(IReadOnlyList<WorstCase> children)
{
    private Ceilings _from;
    private Ceilings _to;
    private PerPriority<double>? _shares;

    /// <summary>The shares for an exchange, 0 to 1.</summary>
    public PerPriority<double> Between(in Ceilings from, in Ceilings to)
    {
        if (_shares is { } kept && _from == from && _to == to)
            return kept;
        double low = 0, high = 0;
        foreach (WorstCase child in children)
        {
            low = Math.Max(low, child.ReleasedShare(Priority.Low, from, to));
            high = Math.Max(high, child.ReleasedShare(Priority.High, from, to));
        }

        PerPriority<double> shares = new(low, high);
        (_from, _to, _shares) = (from, to, shares);
        return shares;
    }
}
