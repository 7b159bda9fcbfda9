namespace PowerActors.Core.Energy.Dvfs.Knapsack;

/// <summary>A choice, and the proof that comes with it.</summary>
/// <param name="Options">For each class the option taken.</param>
/// <param name="Totals">Their sums.</param>
/// <param name="Bound">No choice within the budget has less energy than this.</param>
public sealed record KnapsackSolution(int[] Options, PlanTotals Totals, double Bound);

/// <summary>How much the search may do before it stops and states the gap that is left; counted in states, so that the same input stops at the same place on any machine.</summary>
/// <param name="States">The most states kept at once.</param>
/// <param name="Work">The most states made in all.</param>
public readonly record struct KnapsackLimits(int States, long Work)
{
    /// <summary>Well below a second on any machine, and enough for every profile measured so far.</summary>
    public static KnapsackLimits Default => new(1 << 18, 30_000_000);
}
