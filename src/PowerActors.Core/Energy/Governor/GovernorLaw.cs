using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Governor;

/// <summary>
/// The law of a clock governor: a pure function of (state, input, now). At every look it raises the clock at once when a prompt that waits, or the batch that runs, would miss its
/// objective at the clock it has. Once per period it takes the lowest clock that would have kept the objectives of the requests served lately, but for an allowance, and that also pays:
/// where servers fall idle, work that takes longer at a lower draw can take more energy.
/// </summary>
/// <remarks>
/// What pays is the least of draw(f) · P(busy at f) over the clocks f that hold. Requests in flight are taken for Poisson with a mean that grows with the time of an iteration, so that
/// P(busy) = 1 − exp(−n · time(f)): at many requests in flight only the draw counts, since a larger batch absorbs the slowdown; at few, draw × time, the energy of the work.
/// </remarks>
public static class GovernorLaw
{
    /// <summary>A governor that has seen nothing yet: at the highest clock.</summary>
    public static GovernorState Start(ClockCosts costs, TimeSpan now) => new(costs.Highest, new NeededClocks(costs.Steps.Count)) { At = now };

    /// <summary>One look.</summary>
    public static (GovernorState State, GovernorDecision Decision) Look(GovernorSettings settings, ClockCosts costs, GovernorState state, in GovernorInput input, TimeSpan now)
    {
        state = state with
        {
            Needed = state.Needed.With(input.Served, costs, settings),
            InFlight = Average(settings, state, input, now),
            At = now,
        };
        int atOnce = AtOnce(settings, costs, input);
        bool isDue = now >= state.LooksAt;
        int step = state.Step;
        if (isDue)
        {
            state = state with { LooksAt = now + settings.Period };
            step = Math.Max(step, Lately(settings, costs, state, settings.Allowance));
        }

        step = Math.Max(step, atOnce);
        if (step > state.Step)
            state = state with { Step = step, MayLowerAt = now + settings.Hold };
        else if (isDue && now >= state.MayLowerAt)
            state = state with { Step = Math.Min(step, Math.Max(atOnce, Lately(settings, costs, state, settings.Allowance * settings.LowerAt))) };
        return (state, Decide(costs, state, input.Cap));
    }

    /// <summary>The lowest step that holds what is in sight now.</summary>
    private static int AtOnce(GovernorSettings settings, ClockCosts costs, in GovernorInput input)
    {
        int step = 0;
        if (double.IsFinite(input.PromptSlack))
            step = costs.ForPromptTime(Math.Max(1, input.PromptSlack * (1 - settings.Margin)));
        return input.IterationSeconds > 0 ? Math.Max(step, costs.ForTokenTime(settings.Tbt.TotalSeconds * (1 - settings.Margin) / input.IterationSeconds)) : step;
    }

    /// <summary>The step that costs least energy of those that would have kept the objectives lately.</summary>
    private static int Lately(GovernorSettings settings, ClockCosts costs, GovernorState state, double allowance)
    {
        if (state.Needed.Count < settings.Patience)
            return costs.Highest;
        int lowest = state.Needed.LowestFor(allowance);
        while (lowest < costs.Highest && costs.Steps[lowest].Clock < settings.Lowest)
            lowest++;
        int best = lowest;
        double least = double.PositiveInfinity;
        for (int step = lowest; step < costs.Steps.Count; step++)
        {
            ClockCost cost = costs.Steps[step];
            double power = cost.Draw * (1 - PortableMath.Exp(-Math.Max(state.InFlight, LeastInFlight) * cost.TokenTime));
            if (power < least)
                (best, least) = (step, power);
        }

        return best;
    }

    /// <summary>Below this all that counts is the energy of the work, and the exponential would lose its digits.</summary>
    private const double LeastInFlight = 1e-6;

    private static double Average(GovernorSettings settings, GovernorState state, in GovernorInput input, TimeSpan now)
    {
        double span = (now - state.At) / settings.LoadWindow;
        double share = span / (1 + span);
        return state.InFlight + (((input.InFlight / input.Slowdown) - state.InFlight) * share);
    }

    private static GovernorDecision Decide(ClockCosts costs, GovernorState state, Megahertz cap)
    {
        Megahertz wish = state.Step == costs.Highest ? Megahertz.Unlimited : costs.Steps[state.Step].Clock;
        return new GovernorDecision(wish, Megahertz.Min(wish, cap));
    }
}
