using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Serving;

/// <summary>The answer for one load.</summary>
public sealed record ServingPlan
{
    /// <summary>What was asked.</summary>
    public required ServingQuery Query { get; init; }

    /// <summary>The setting of least power, and so of least energy per token, that meets every objective; null when none does.</summary>
    public required OperatingPoint? Best { get; init; }

    /// <summary>The same setting at the highest clock of the profile; null without a best, or when that clock was not measured at this load.</summary>
    public required OperatingPoint? AtHighestClock { get; init; }

    /// <summary>Every setting that was measured around this load, those that meet the objectives first, then by power.</summary>
    public required IReadOnlyList<OperatingPoint> Candidates { get; init; }

    /// <summary>How many settings were left out because the load lies outside of what was measured of them.</summary>
    public required int NotMeasured { get; init; }

    /// <summary>What each objective costs, in the order of the query; empty without a best.</summary>
    public required IReadOnlyList<ObjectivePrice> Prices { get; init; }

    /// <summary>
    /// Without a best: the setting that comes closest, and the factor by which the objectives would have to be relaxed, all alike, for it to meet them. Null with a best, or when no
    /// setting was measured around this load.
    /// </summary>
    public required (OperatingPoint Point, double Factor)? Closest { get; init; }
}

/// <summary>What an objective costs, all others held: its shadow price, in steps because settings are.</summary>
/// <param name="Objective">Which.</param>
/// <param name="Value">Its metric at the best setting, seconds.</param>
/// <param name="Without">The best power if it were dropped.</param>
/// <param name="Relaxed">The next looser limit at which a cheaper setting would do, and that setting; null when none is cheaper.</param>
/// <param name="Tightened">What would be best if the limit were just below <paramref name="Value"/>; null when nothing would do.</param>
public sealed record ObjectivePrice(ServingObjective Objective, double Value, Watts Without, (TimeSpan Limit, OperatingPoint Point)? Relaxed, OperatingPoint? Tightened);

/// <summary>One line of a table over loads.</summary>
/// <param name="TokensPerSecond">The load.</param>
/// <param name="Best">The setting of least power that meets the objectives, or null.</param>
/// <param name="AtHighestClock">The same at the highest clock, or null.</param>
public sealed record LoadRow(double TokensPerSecond, OperatingPoint? Best, OperatingPoint? AtHighestClock);
