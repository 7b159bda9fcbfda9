using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;

namespace PowerActors.Cluster.Sessions;

/// <summary>
/// What an agent brought along from an earlier life of its controllers. Until the tree has taken up the rungs behind it, or its lease is over, nothing looser goes to that agent (law P10).
/// </summary>
/// <param name="Epoch">The newest epoch that it has heard.</param>
/// <param name="Directive">What it holds; null when its lease was over.</param>
/// <param name="Until">The end of that lease.</param>
internal sealed record HeldDirective(long Epoch, Directive? Directive, TimeSpan Until)
{
    /// <summary>The rungs behind it, as long as it holds.</summary>
    public RungTrail TrailAt(TimeSpan now) => now < Until && Directive is { } held ? held.Trail : default;

    /// <summary>What may go to the agent in place of a directive: the tighter of both as long as the held one lasts.</summary>
    /// <param name="next">What the tree says.</param>
    /// <param name="now">The present, by the clock of <see cref="Until"/>.</param>
    /// <param name="isOver">True when this need not be asked any more: the tree says the same or tighter by itself, or the lease is over.</param>
    public Directive Guard(in Directive next, TimeSpan now, out bool isOver)
    {
        isOver = true;
        if (Directive is not { } held || now >= Until || held.Shadow)
            return next;
        ClockCeiling? pin = ClockCeiling.Tightest(next.Pin, held.Pin);
        isOver = !next.Shadow && next.Ceilings.IsAtLeastAsTightAs(held.Ceilings) && pin == next.Pin;
        return isOver ? next : next with { Ceilings = Ceilings.Tightest(next.Ceilings, held.Ceilings), Shadow = false, Pin = pin };
    }
}
