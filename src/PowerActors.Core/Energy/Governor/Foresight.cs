namespace PowerActors.Core.Energy.Governor;

/// <summary>
/// How well a governor foresaw which requests a low clock would make too late. It foresees them as if the clock it chose were held throughout; since it raises the clock at once when a prompt
/// is at risk, fewer come too late than that. What the allowance is spent on is requests that did. Both counts fade. Immutable.
/// </summary>
/// <param name="Foreseen">Requests that needed a higher clock than was chosen when they were served.</param>
/// <param name="Late">Requests that came too late and would not have at the highest clock.</param>
internal readonly record struct Foresight(double Foreseen, double Late)
{
    /// <summary>As many of either kind as it is taken to have seen from the start: until more have come, what is foreseen counts in full.</summary>
    private const double Prior = 2;

    /// <summary>Of those foreseen at least one in twenty counts, however many were saved.</summary>
    private const double LeastShare = .05;

    /// <summary>Counts fade this much slower than the requests that clocks are chosen by: there are few to count.</summary>
    private const double MemoryMultiple = 5;

    /// <summary>How many requests came too late for each one foreseen; above 1 where it foresaw too few.</summary>
    public double LatePerForeseen => Math.Max(LeastShare, (Late + Prior) / (Foreseen + Prior));

    /// <summary>With some more requests that were served while a step was chosen.</summary>
    public Foresight With(IReadOnlyList<ServedRequest> served, int chosen, ClockCosts costs, GovernorSettings settings)
    {
        if (served.Count == 0)
            return this;
        double kept = 1 - (1 / (settings.Memory * MemoryMultiple));
        double foreseen = Foreseen, late = Late;
        foreach (ServedRequest request in served)
        {
            int needed = NeededClocks.Needed(request, costs, settings);
            bool couldBeKept = needed <= costs.Highest;
            foreseen = (foreseen * kept) + (couldBeKept && needed > chosen ? 1 : 0);
            late = (late * kept) + (couldBeKept && request.Misses(settings) ? 1 : 0);
        }

        return new Foresight(foreseen, late);
    }
}
