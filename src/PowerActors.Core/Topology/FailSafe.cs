using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
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
        for (int percent = 100; percent > 0; percent--)
        {
            Ceilings ceilings = At(percent / 100.0);
            if (Fits(root, ceilings))
                return ceilings;
        }

        return At(.01);
    }

    private static Ceilings At(double share)
    {
        ClockCeiling ceiling = ClockCeiling.OfMaximum(share);
        return new Ceilings(ceiling, ceiling, Brake: false);
    }

    private static bool Fits(TopologyDomain domain, in Ceilings ceilings)
    {
        if (domain.HasLimit && domain.WorstCase().Under(ceilings) > domain.Limit)
            return false;
        foreach (TopologyDomain child in domain.Domains)
        {
            if (!Fits(child, ceilings))
                return false;
        }

        return true;
    }
}
