using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Governor;

/// <summary>What serving at a clock costs, relative to the highest clock.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="PromptTime">Time of a prompt, 1 or more.</param>
/// <param name="TokenTime">Time of a decode iteration, 1 or more.</param>
/// <param name="Draw">Draw while decoding above that with nothing running at this clock, as a share of the same at the highest clock, above 0.</param>
public readonly record struct ClockCost(Megahertz Clock, double PromptTime, double TokenTime, double Draw)
{
    /// <summary>Draw with nothing running, above that at the lowest clock of the table, in the unit of <see cref="Draw"/>; 0 or more.</summary>
    public double Idle { get; init; }
}

/// <summary>The clocks that a governor chooses from, and what each costs: from a profile of the GPU and model.</summary>
public sealed class ClockCosts
{
    /// <summary>A table.</summary>
    /// <param name="steps">Two or more, by rising clock; times do not rise with it, the last are 1.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public ClockCosts(IReadOnlyList<ClockCost> steps)
    {
        if (steps.Count < 2)
            throw new ArgumentException("a governor needs two clocks to choose from", nameof(steps));
        for (int i = 0; i < steps.Count; i++)
        {
            ClockCost step = steps[i];
            if (!(step.PromptTime >= 1 && step.TokenTime >= 1 && step.Draw > 0 && step.Idle >= 0))
                throw new ArgumentException($"at {step.Clock}: times must be 1 or more, the draw above 0 and the idle draw 0 or more", nameof(steps));
            if (i > 0 && (step.Clock <= steps[i - 1].Clock || step.PromptTime > steps[i - 1].PromptTime || step.TokenTime > steps[i - 1].TokenTime))
                throw new ArgumentException($"at {step.Clock}: clocks must rise, and times must not", nameof(steps));
        }

        if (steps[^1].PromptTime != 1 || steps[^1].TokenTime != 1)
            throw new ArgumentException("times are relative to the highest clock, where they are 1", nameof(steps));
        Steps = steps;
    }

    /// <summary>The clocks and their costs, rising.</summary>
    public IReadOnlyList<ClockCost> Steps { get; }

    /// <summary>The last step.</summary>
    public int Highest => Steps.Count - 1;

    /// <summary>What a clock costs: that of the lowest step at or above it, of the highest beyond, so that a slowdown is rather taken for too small.</summary>
    public ClockCost At(Megahertz clock)
    {
        int step = 0;
        while (step < Highest && Steps[step].Clock < clock)
            step++;
        return Steps[step];
    }

    /// <summary>The lowest step at which a prompt takes at most this multiple of its time; the highest where none does.</summary>
    public int ForPromptTime(double multiple)
    {
        int step = Highest;
        while (step > 0 && Steps[step - 1].PromptTime <= multiple)
            step--;
        return step;
    }

    /// <summary>The same for decode.</summary>
    public int ForTokenTime(double multiple)
    {
        int step = Highest;
        while (step > 0 && Steps[step - 1].TokenTime <= multiple)
            step--;
        return step;
    }
}
