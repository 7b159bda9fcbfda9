namespace PowerActors.Core.Control.Ladders;

/// <summary>Where a domain stands on its ladder.</summary>
/// <param name="Rung">The rung in force; 0 for none.</param>
/// <param name="Since">When it was entered.</param>
/// <param name="QuietSince">Since when utilization has allowed leaving it without a break; null while it does not.</param>
public readonly record struct LadderState(int Rung, TimeSpan Since, TimeSpan? QuietSince)
{
    /// <summary>No rung, as at the start of time.</summary>
    public static LadderState Start => default;
}

/// <summary>What the ladder is told at one moment.</summary>
/// <param name="Utilization">Power over budget; never NaN.</param>
/// <param name="GivenBack">
/// By how much utilization would rise if the rung in force were exchanged for the one below: what its ceilings withhold now, as estimated below. 0 when nothing is withheld.
/// </param>
/// <param name="TripImminent">The breaker would trip before a brake given one reading later could act.</param>
/// <param name="MayLoosen">False while too little is known to loosen anything (law P3).</param>
public readonly record struct LadderInput(double Utilization, double GivenBack, bool TripImminent, bool MayLoosen)
{
    /// <summary>Power over limit where the budget is less than the limit; else the same as <see cref="Utilization"/>.</summary>
    public double OfLimit { get; init; } = Utilization;
}

/// <summary>
/// Climbs one rung per settle time, except the brake, which is immediate; descends one rung at a time after a hold. Immediate is the brake for the sake of the limit; where only a
/// budget below it is passed, it is the last rung, climbed as any other.
/// <para>
/// Leaving needs two things: utilization below the rung's leave threshold, as the paper has it, and room for what the rung withholds. Without the
/// second, a rung whose effect is larger than its hysteresis would be left, re-entered, and so on for ever (law P9); the brake always is such a rung. What is withheld
/// is an estimate and the load is noisy, so half the hysteresis is kept free: an estimate that is too low by less than that does not make the domain flap. When load
/// falls, what is withheld falls with it, so nothing is kept for good (law P8).
/// </para>
/// </summary>
public static class LadderLaw
{
    /// <summary>The state after one observation at <paramref name="now"/>, which must not be before the state's own times.</summary>
    public static LadderState Step(Ladder ladder, LadderState state, LadderInput input, TimeSpan now)
    {
        int top = ladder.Top;
        if (top == 0)
            return state;
        if (ladder.HasBrake && state.Rung < top && (input.TripImminent || input.OfLimit >= ladder.Rungs[top - 1].EnterAt))
            return new LadderState(top, now, QuietSince: null);

        if (state.Rung < top
            && input.Utilization >= ladder.Rungs[state.Rung].EnterAt
            && (state.Rung == 0 || now - state.Since >= ladder.Rungs[state.Rung - 1].Settle))
        {
            return new LadderState(state.Rung + 1, now, QuietSince: null);
        }

        if (state.Rung == 0)
            return state;
        if (!MayLeave(ladder.Rungs[state.Rung - 1], input))
            return state with { QuietSince = null };
        TimeSpan quietSince = state.QuietSince ?? now;
        if (now - quietSince >= ladder.Hold && now - state.Since >= ladder.Hold)
            return new LadderState(state.Rung - 1, now, QuietSince: null);
        return state with { QuietSince = quietSince };
    }

    /// <summary>True when this observation alone would allow the rung to be left.</summary>
    public static bool MayLeave(Rung rung, LadderInput input) =>
        input.MayLoosen
        && !input.TripImminent
        && input.Utilization < rung.LeaveBelow
        && input.Utilization + input.GivenBack < (rung.EnterAt + rung.LeaveBelow) / 2;
}
