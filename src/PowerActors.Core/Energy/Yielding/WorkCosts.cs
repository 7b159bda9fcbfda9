using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Yielding;

/// <summary>What work costs at a clock.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="PromptTime">Time of a prompt over that at the highest clock, 1 or more.</param>
/// <param name="TokenTime">The same for a decode iteration.</param>
/// <param name="PromptDraw">Draw of a GPU while it computes a prompt, watts.</param>
/// <param name="TokenDraw">Draw while it decodes, watts.</param>
public readonly record struct WorkCost(Megahertz Clock, double PromptTime, double TokenTime, double PromptDraw, double TokenDraw);

/// <summary>
/// What the work of a server loses and saves at each clock, from a profile of its GPU and model. Asked for watts at a price, it lowers its clock as long as each share of its draw costs at most
/// the price in speed: the optimum of loss - price * saved, as in Lagrange's method, so that servers which all answer to one price together give up their watts at the least loss, each one's
/// work being taken for worth what it draws.
/// </summary>
public sealed class WorkCosts
{
    /// <summary>A table.</summary>
    /// <param name="steps">Two or more, by rising clock.</param>
    /// <exception cref="ArgumentException">They are fewer, do not rise, or hold what cannot be a time or a draw.</exception>
    public WorkCosts(IReadOnlyList<WorkCost> steps)
    {
        if (steps.Count < 2)
            throw new ArgumentException("work needs two clocks to choose from", nameof(steps));
        for (int i = 0; i < steps.Count; i++)
        {
            WorkCost step = steps[i];
            if (!(step.PromptTime >= 1 && step.TokenTime >= 1 && step.PromptDraw > 0 && step.TokenDraw > 0) || (i > 0 && step.Clock <= steps[i - 1].Clock))
                throw new ArgumentException($"at {step.Clock}: clocks must rise, times be 1 or more, and draws above 0", nameof(steps));
        }

        Steps = steps;
    }

    /// <summary>The clocks and their costs, rising.</summary>
    public IReadOnlyList<WorkCost> Steps { get; }

    /// <summary>The clock for a price.</summary>
    /// <param name="price">Share of speed that may be lost per share of draw that is saved; 0 or more.</param>
    /// <param name="promptShare">The part of its busy time that the server computes prompts, 0 to 1.</param>
    /// <returns>The clock; <see cref="Megahertz.Unlimited"/> where the highest is best.</returns>
    public Megahertz ClockFor(double price, double promptShare)
    {
        WorkCost top = Steps[^1];
        double full = Mix(promptShare, top.PromptDraw, top.TokenDraw);
        int best = Steps.Count - 1;
        double least = 0;
        for (int i = Steps.Count - 2; i >= 0; i--)
        {
            WorkCost step = Steps[i];
            double lost = Mix(promptShare, step.PromptTime, step.TokenTime) - 1;
            double saved = 1 - (Mix(promptShare, step.PromptDraw, step.TokenDraw) / full);
            double worth = lost - (price * saved);
            if (worth < least)
                (best, least) = (i, worth);
        }

        return best == Steps.Count - 1 ? Megahertz.Unlimited : Steps[best].Clock;
    }

    private static double Mix(double promptShare, double prompt, double token) => (promptShare * prompt) + ((1 - promptShare) * token);
}
