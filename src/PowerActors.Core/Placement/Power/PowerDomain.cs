using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Units;

namespace PowerActors.Core.Placement.Power;

/// <summary>A domain of the power tree as placement sees it: what is fixed.</summary>
public sealed record PowerDomain
{
    /// <summary>
    /// Share of the brake's threshold that placement leaves to the load's own rises where nothing milder than the brake caps a priority: POLCA measured rises of up to 11.8 % within the 40 s
    /// that a clock ceiling takes (Patel et al., ASPLOS'24, section 5), and 1 / 1.118 = .894.
    /// </summary>
    public const double BelowBrake = .89;

    /// <summary>Path in the tree, such as <c>site/row-1/rack-3</c>; unique.</summary>
    public required string Path { get; init; }

    /// <summary>Position of the domain above among all domains, less than its own; −1 at the top.</summary>
    public int Above { get; init; } = -1;

    /// <summary>What its breaker or feed allows; <see cref="Watts.Unlimited"/> for a domain that only adds up: it refuses nothing.</summary>
    public required Watts Limit { get; init; }

    /// <summary>
    /// Up to which share of its budget work of each priority may be placed, above 0. Low priority stays below the first rung, which would cap it. High priority may pass that: there
    /// only low priority pays for it. It stays below the first rung that caps high priority.
    /// </summary>
    public PerPriority<double> Threshold { get; init; } = new(.80, .89);

    /// <summary>Up to which share of its budget a domain with this ladder lets work of each priority in.</summary>
    /// <param name="ladder">Its ladder; without any rung, <see cref="BelowBrake"/> holds for both.</param>
    public static PerPriority<double> ThresholdOf(Ladder ladder) => new(Entry(ladder, Priority.Low), Entry(ladder, Priority.High));

    private static double Entry(Ladder ladder, Priority priority)
    {
        double brake = ladder.HasBrake ? ladder.Rungs[^1].EnterAt : 1;
        Rung? first = ladder.Rungs.FirstOrDefault(rung => !rung.IsBrake && (!rung.Ceilings[priority].IsFree || rung.Ceilings.Price[priority] > 0));
        return Math.Min(first?.EnterAt ?? double.PositiveInfinity, BelowBrake * brake);
    }
}
