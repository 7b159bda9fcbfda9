using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Units;

namespace PowerActors.Core.Topology;

/// <summary>Chooses the fail-safe caps where settings leave it to the program.</summary>
public static class FailSafe
{
    /// <summary>
    /// The highest clock share, the same for both priorities, at which every limit of the tree holds with every GPU drawing its worst (law P6); searched in steps of one percent.
    /// When not even the lowest clock fits, the lowest is returned, and the check of the topology says what lacks.
    /// </summary>
    public static Ceilings Highest(TopologyDomain root)
    {
        // Adding up a large tree costs far more than trying ceilings on its sums.
        (Watts Limit, WorstCase Worst)[] limits =
            [.. root.AllDomains().Where(static domain => domain.HasLimit).Select(static domain => (domain.Limit, domain.WorstCase()))];
        for (int percent = 100; percent > 0; percent--)
        {
            Ceilings ceilings = At(percent / 100.0);
            if (Array.TrueForAll(limits, limit => limit.Worst.Under(ceilings) <= limit.Limit))
                return ceilings;
        }

        return At(.01);
    }

    private static Ceilings At(double share)
    {
        ClockCeiling ceiling = ClockCeiling.OfMaximum(share);
        return new Ceilings(ceiling, ceiling, Brake: false);
    }
}
