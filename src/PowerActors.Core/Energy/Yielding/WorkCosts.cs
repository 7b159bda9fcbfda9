using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Yielding;

/// <summary>What work costs at a clock, relative to the highest clock.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="PromptTime">Time of a prompt, 1 or more.</param>
/// <param name="TokenTime">Time of a decode iteration, 1 or more.</param>
/// <param name="PromptDraw">Draw while a prompt is computed above that of an idle GPU at the lowest clock, above 0; 1 at the highest clock.</param>
/// <param name="TokenDraw">The same while decoding.</param>
public readonly record struct WorkCost(Megahertz Clock, double PromptTime, double TokenTime, double PromptDraw, double TokenDraw)
{
    /// <summary>What a GPU draws with nothing running above what it draws so at the lowest clock, as a share of its TDP; 0 or more.</summary>
    public double Idle { get; init; }
}

/// <summary>What the time of a server is made of. Its idle time loses nothing, and saves what an idle GPU draws less.</summary>
/// <param name="PromptShare">The part of its busy time that it computes prompts, 0 to 1; decode is the rest.</param>
/// <param name="PromptDraw">What a GPU draws for a prompt at the highest clock above an idle one at the lowest, as a share of its TDP; 0 or more.</param>
/// <param name="TokenDraw">The same for decode.</param>
public readonly record struct WorkMix(double PromptShare, double PromptDraw, double TokenDraw)
{
    /// <summary>The part of its time that it works, 0 to 1.</summary>
    public double BusyShare { get; init; } = 1;
}

/// <summary>
/// What the work of a server loses and saves at each clock, from a profile of its GPU and model. Asked for watts at a price, it answers the clock of least loss - price * saved (Lagrange's method): servers
/// that all answer to one price give up, together, their watts at the least loss that is possible for so many, each server's work being taken for worth its GPUs' TDP.
/// </summary>
public sealed class WorkCosts
{
    /// <summary>A table.</summary>
    /// <param name="steps">Two or more, by rising clock; at the last all costs are 1.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
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

        if (steps[^1] is not { PromptTime: 1, TokenTime: 1, PromptDraw: 1, TokenDraw: 1 })
            throw new ArgumentException("costs are relative to the highest clock, where they are 1", nameof(steps));
        Steps = steps;
    }

    /// <summary>The clocks and their costs, rising.</summary>
    public IReadOnlyList<WorkCost> Steps { get; }

    /// <summary>The same of a governor's table, which knows one draw for prompts and decode.</summary>
    /// <param name="costs">The table.</param>
    /// <param name="gpu">The GPU that it is of.</param>
    public static WorkCosts Of(ClockCosts costs, GpuModel gpu) => new([.. costs.Steps.Select(step =>
        new WorkCost(step.Clock, step.PromptTime, step.TokenTime, Of(step) / Of(costs.Steps[^1]), Of(step) / Of(costs.Steps[^1])) { Idle = IdleShare(gpu, step.Clock) })]);

    /// <summary><see cref="WorkCost.Idle"/> of a GPU at a clock.</summary>
    public static double IdleShare(GpuModel gpu, Megahertz clock) => (gpu.IdleAt(clock) - gpu.Idle) / gpu.Tdp;

    private static double Of(in ClockCost cost) => cost.Draw + cost.Idle;

    /// <summary>The clock down to which work gives up watts.</summary>
    /// <param name="price">By how many percent it may take longer for each percent of TDP that it saves; 0 asks for nothing.</param>
    /// <param name="mix">What it is made of.</param>
    /// <returns>The clock; <see cref="Megahertz.Unlimited"/> where the highest is best.</returns>
    public Megahertz ClockFor(double price, in WorkMix mix)
    {
        int best = Steps.Count - 1;
        double least = 0;
        for (int i = Steps.Count - 2; i >= 0; i--)
        {
            WorkCost step = Steps[i];
            double decode = 1 - mix.PromptShare;
            double lost = (mix.PromptShare * step.PromptTime) + (decode * step.TokenTime) - 1;
            double saved = (mix.PromptShare * mix.PromptDraw * (1 - step.PromptDraw)) + (decode * mix.TokenDraw * (1 - step.TokenDraw));
            double idle = (1 - mix.BusyShare) * (Steps[^1].Idle - step.Idle);
            double worth = (mix.BusyShare * lost) - (price * ((mix.BusyShare * saved) + idle));
            if (worth < least)
                (best, least) = (i, worth);
        }

        return best == Steps.Count - 1 ? Megahertz.Unlimited : Steps[best].Clock;
    }
}
