namespace PowerActors.Core.Energy.Dvfs.Knapsack;

/// <summary>
/// Solves multiple-choice knapsacks: the linear relaxation by a walk over convex hulls, which gives a bound and a choice near it, then <see cref="KnapsackCore"/> over
/// the options that can still matter. Time is O(N log N) in the options for the first, and for the second as a rule far less.
/// </summary>
public static class KnapsackSolver
{
    /// <summary>Sums within this share of a budget are taken to keep it, and energies within it to be equal: what rounding can do, and no more.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>The least energy within a budget.</summary>
    /// <param name="problem">What there is to choose from.</param>
    /// <param name="budget">The most time, to a relative <see cref="Tolerance"/>.</param>
    /// <param name="known">A choice that is known to be good, or null; the result is never worse, where it keeps the budget.</param>
    /// <param name="limits">When to stop.</param>
    /// <returns>The choice; null where even the fastest of each class takes longer than the budget.</returns>
    public static KnapsackSolution? Solve(ChoiceProblem problem, double budget, int[]? known = null, KnapsackLimits? limits = null)
    {
        ChoiceHulls hulls = new(problem);
        double most = budget + (Math.Abs(budget) * Tolerance);
        var positions = new int[problem.Classes];
        CompensatedSum time = default, energy = default;
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = hulls.Fastest(i);
            time.Add(problem.Times[hulls.Option(positions[i])]);
            energy.Add(problem.Energies[hulls.Option(positions[i])]);
        }

        if (time.Value > most)
            return null;
        int next = 0;
        for (; next < hulls.Edges.Length; next++)
        {
            int edge = hulls.Edges[next];
            int from = hulls.Option(edge), to = hulls.Option(edge + 1);
            if (time.Value + (problem.Times[to] - problem.Times[from]) > most)
                break;
            Step(problem, from, to, ref time, ref energy);
            positions[hulls.EdgeClasses[edge]] = edge + 1;
        }

        int[] basis = Options(hulls, positions);
        PlanTotals totals = problem.Evaluate(basis);
        if (next == hulls.Edges.Length)
            return new KnapsackSolution(basis, totals, totals.EnergyMj);

        int breaking = hulls.Edges[next];
        double price = hulls.Slope(hulls.Option(breaking), hulls.Option(breaking + 1));
        double bound = totals.EnergyMj - (price * Math.Max(0, most - totals.TimeMs));
        int[] best = Fill(hulls, positions, next, most, time, energy);
        PlanTotals bestTotals = problem.Evaluate(best);
        if (known is not null && problem.Evaluate(known) is var knownTotals && knownTotals.TimeMs <= most && knownTotals.EnergyMj < bestTotals.EnergyMj)
            (best, bestTotals) = ((int[])known.Clone(), knownTotals);

        KnapsackCore core = new(problem, basis, totals, price, most, limits ?? KnapsackLimits.Default);
        (int[]? better, double proven) = core.Improve(bestTotals.EnergyMj, bound);
        if (better is not null)
            (best, bestTotals) = (better, problem.Evaluate(better));
        return new KnapsackSolution(best, bestTotals, Math.Min(bestTotals.EnergyMj, proven));
    }

    /// <summary>
    /// The optima of the linear relaxation that need no fraction, from the fastest choice to the thriftiest: each is the true optimum at its own time. All that a budget
    /// can be spent on well lies on or, by less than one step, above the lines between them.
    /// </summary>
    /// <param name="problem">What there is to choose from.</param>
    public static IReadOnlyList<PlanTotals> Frontier(ChoiceProblem problem)
    {
        ChoiceHulls hulls = new(problem);
        CompensatedSum time = default, energy = default;
        for (int i = 0; i < problem.Classes; i++)
        {
            int option = hulls.Option(hulls.Fastest(i));
            time.Add(problem.Times[option]);
            energy.Add(problem.Energies[option]);
        }

        List<PlanTotals> points = [new(time.Value, energy.Value)];
        foreach (int edge in hulls.Edges)
        {
            Step(problem, hulls.Option(edge), hulls.Option(edge + 1), ref time, ref energy);
            points.Add(new PlanTotals(time.Value, energy.Value));
        }

        return points;
    }

    /// <summary>Goes on past the step that does not fit, with all later ones that do.</summary>
    private static int[] Fill(ChoiceHulls hulls, int[] positions, int next, double most, CompensatedSum time, CompensatedSum energy)
    {
        ChoiceProblem problem = hulls.Problem;
        int[] filled = [.. positions];
        for (; next < hulls.Edges.Length; next++)
        {
            int edge = hulls.Edges[next], index = hulls.EdgeClasses[edge];
            int from = hulls.Option(filled[index]), to = hulls.Option(edge + 1);
            if (filled[index] > edge || time.Value + (problem.Times[to] - problem.Times[from]) > most)
                continue;
            Step(problem, from, to, ref time, ref energy);
            filled[index] = edge + 1;
        }

        return Options(hulls, filled);
    }

    private static void Step(ChoiceProblem problem, int from, int to, ref CompensatedSum time, ref CompensatedSum energy)
    {
        time.Add(problem.Times[to] - problem.Times[from]);
        energy.Add(problem.Energies[to] - problem.Energies[from]);
    }

    private static int[] Options(ChoiceHulls hulls, int[] positions)
    {
        var options = new int[positions.Length];
        for (int i = 0; i < options.Length; i++)
            options[i] = hulls.Option(positions[i]);
        return options;
    }
}
