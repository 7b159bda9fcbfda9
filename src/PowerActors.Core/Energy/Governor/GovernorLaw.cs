using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Governor;

/// <summary>
/// The law of a clock governor: a pure function of (state, input, now). At every look it goes to a higher clock at once, for as long as a prompt that waits, or the batch that runs, would miss its
/// objective at the clock it has chosen. Once per period it chooses anew: the lowest clock that would have kept the objectives of the requests served lately, but for an allowance, and that also pays;
/// where servers fall idle, work that takes longer at a lower draw can take more energy.
/// </summary>
/// <remarks>
/// What pays is the least of idle(f) + draw(f) · busy(f) over the clocks f that hold. Requests in flight are taken for Poisson with a mean that grows with the time of an iteration, so that
/// busy = 1 − exp(−n · time(f)): at many requests in flight only the draw counts, since a larger batch absorbs the slowdown; at few, draw × time, the energy of the work. Where servers are filled one
/// after the other (<see cref="GovernorSettings.FillsTo"/>) and this one is not over-full, a batch does not grow with the slowdown: busy = (1 − exp(−n)) · time(f).
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
            Foresight = input.IsHeld && input.Cap >= costs.Steps[state.Chosen].Clock ? state.Foresight.With(input.Served, state.Chosen, costs, settings) : state.Foresight,
            InFlight = Average(settings, state, input, now),
            At = now,
        };
        if (now >= state.LooksAt)
            state = Choose(settings, costs, state with { LooksAt = now + settings.Period }, now);
        int step = Math.Max(state.Chosen, AtOnce(settings, costs, input));
        state = state with { Step = IsIdle(costs, state, input) ? Math.Min(step, Cheapest(settings, costs, state, 0)) : step };
        return (state, Decide(costs, state, input.Cap));
    }

    /// <summary>Below this all that counts is the energy of the work, and the exponential would lose its digits.</summary>
    private const double LeastInFlight = 1e-6;

    /// <summary>With nothing in flight, and less than this in the mean, a server is idle: until a request comes it needs no clock for its objectives.</summary>
    private const double IdleBelow = .05;

    /// <summary>A server that is filled to its number has one more at times.</summary>
    private const double Overfull = 1.05;

    private static bool IsIdle(ClockCosts costs, GovernorState state, in GovernorInput input) =>
        costs.Steps[costs.Highest].Idle > 0 && input.InFlight == 0 && state.InFlight < IdleBelow;

    private static GovernorState Choose(GovernorSettings settings, ClockCosts costs, GovernorState state, TimeSpan now)
    {
        double allowance = settings.Allowance / state.Foresight.LatePerForeseen;
        int step = Lately(settings, costs, state, allowance);
        if (step > state.Chosen)
            return state with { Chosen = step, MayLowerAt = now + settings.Hold };
        return now >= state.MayLowerAt ? state with { Chosen = Math.Min(state.Chosen, Lately(settings, costs, state, allowance * settings.LowerAt)) } : state;
    }

    /// <summary>The lowest step that holds what is in sight now.</summary>
    private static int AtOnce(GovernorSettings settings, ClockCosts costs, in GovernorInput input)
    {
        int step = 0;
        if (double.IsFinite(input.PromptSlack))
            step = costs.ForPromptTime(Math.Max(1, input.PromptSlack * (1 - settings.Margin)));
        return input.IterationSeconds > 0 ? Math.Max(step, costs.ForTokenTime(settings.Tbt.TotalSeconds * (1 - settings.Margin) / input.IterationSeconds)) : step;
    }

    /// <summary>The step of least energy of those that would have kept the objectives lately.</summary>
    private static int Lately(GovernorSettings settings, ClockCosts costs, GovernorState state, double allowance) =>
        state.Needed.Count < settings.Patience ? costs.Highest : Cheapest(settings, costs, state, state.Needed.LowestFor(allowance));

    /// <summary>The step of least energy from one up.</summary>
    private static int Cheapest(GovernorSettings settings, ClockCosts costs, GovernorState state, int lowest)
    {
        while (lowest < costs.Highest && costs.Steps[lowest].Clock < settings.Lowest)
            lowest++;
        double load = Math.Max(state.InFlight, LeastInFlight);
        bool isFilled = load * costs.Steps[state.Chosen].TokenTime <= settings.FillsTo * Overfull;
        double busyAtHighest = 1 - PortableMath.Exp(-load);
        int best = lowest;
        double least = double.PositiveInfinity;
        for (int step = lowest; step < costs.Steps.Count; step++)
        {
            ClockCost cost = costs.Steps[step];
            double busy = isFilled ? busyAtHighest * cost.TokenTime : 1 - PortableMath.Exp(-load * cost.TokenTime);
            double power = cost.Idle + (cost.Draw * busy);
            if (power < least)
                (best, least) = (step, power);
        }

        return best;
    }

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
