namespace PowerActors.Core.Energy.Dvfs;

/// <summary>Time and energy of an iteration.</summary>
/// <param name="TimeMs">Milliseconds.</param>
/// <param name="EnergyMj">Millijoules.</param>
public readonly record struct PlanTotals(double TimeMs, double EnergyMj)
{
    /// <summary>The share of a baseline's energy that this saves; negative where it takes more.</summary>
    public double SavingOn(PlanTotals baseline) => 1 - (EnergyMj / baseline.EnergyMj);

    /// <summary>How much longer than a baseline this takes, as a share; negative where it is faster.</summary>
    public double SlowdownOn(PlanTotals baseline) => (TimeMs / baseline.TimeMs) - 1;
}

/// <summary>What a plan chooses for one step of an iteration.</summary>
/// <param name="Step">The kernel, and how often.</param>
/// <param name="Clock">Column of the profile's clocks.</param>
public readonly record struct PlanChoice(SequenceStep Step, int Clock);

/// <summary>A choice of clocks for everything that an iteration runs, what it costs, and how far from the best it can be.</summary>
public sealed record DvfsPlan
{
    /// <summary>How many kernels share a pair of clocks.</summary>
    public required PlanGrain Grain { get; init; }

    /// <summary>The baseline: one pair throughout.</summary>
    public required PlanTotals Baseline { get; init; }

    /// <summary>The plan, changes of clocks included.</summary>
    public required PlanTotals Totals { get; init; }

    /// <summary>Changes of clocks in one iteration; the first setting and the return to it in the next iteration are not counted.</summary>
    public required int Switches { get; init; }

    /// <summary>Millijoules that no plan under the same rule can go below.</summary>
    public required double BoundMj { get; init; }

    /// <summary>One choice for each step, in order.</summary>
    public required IReadOnlyList<PlanChoice> Choices { get; init; }

    /// <summary>Pairs that were refused because they could not be told from the baseline; 0 without <see cref="PlanOptions.Confidence"/>.</summary>
    public int Refused { get; init; }

    /// <summary>Share of the baseline's energy that is saved.</summary>
    public double Saving => Totals.SavingOn(Baseline);

    /// <summary>Share of the baseline's time that is lost.</summary>
    public double Slowdown => Totals.SlowdownOn(Baseline);

    /// <summary>How far above <see cref="BoundMj"/> the plan is, as a share of the plan's energy; 0 is proven optimal.</summary>
    public double Gap => Math.Max(0, (Totals.EnergyMj - BoundMj) / Totals.EnergyMj);
}
