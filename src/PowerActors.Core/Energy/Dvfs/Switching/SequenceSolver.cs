namespace PowerActors.Core.Energy.Dvfs.Switching;

/// <summary>
/// The least energy of a sequence within a time, changes of clocks priced: the price of time is searched at which the relaxed sequence just keeps the budget, which
/// gives the bound; what the relaxation leaves is closed by joining its two neighbouring answers and by single moves, and in sequences short enough by an exact search.
/// </summary>
public static class SequenceSolver
{
    private const int MostPrices = 100;

    /// <summary>The least energy within a budget.</summary>
    /// <param name="problem">The sequence.</param>
    /// <param name="budget">The most time, changes included, to a relative <see cref="Knapsack.KnapsackSolver.Tolerance"/>.</param>
    /// <param name="known">Choices that are known to be good; the result is never worse than one that keeps the budget.</param>
    /// <returns>The choice; null where even the fastest takes longer than the budget.</returns>
    public static SequenceSolution? Solve(SequenceProblem problem, double budget, params ReadOnlySpan<int[]> known)
    {
        double most = budget + (Math.Abs(budget) * Knapsack.KnapsackSolver.Tolerance);
        SequenceRelaxation relaxation = new(problem);
        Point thrifty = Point.Of(problem, relaxation.Solve(0));
        if (thrifty.Totals.TimeMs <= most)
            return new SequenceSolution(thrifty.Choice, thrifty.Totals, thrifty.Totals.EnergyMj);
        Point fast = Point.Of(problem, relaxation.Solve(double.PositiveInfinity));
        if (fast.Totals.TimeMs > most)
            return null;
        (double price, double bound) = Search(problem, relaxation, most, ref thrifty, ref fast);

        SequenceRepair repair = new(problem, most);
        Point best = fast;
        foreach (int[] choice in known)
            Take(Point.Of(problem, choice));
        Take(repair.Join(fast, thrifty));
        Take(repair.Join(thrifty, fast));
        Take(repair.Improve(best));
        if (best.Totals.EnergyMj > bound)
        {
            (int[]? better, double proven) = SequenceLabels.Search(problem, most, price, best.Totals.EnergyMj, bound);
            if (better is not null)
                Take(Point.Of(problem, better));
            bound = Math.Max(bound, proven);
        }

        return new SequenceSolution(best.Choice, best.Totals, Math.Min(bound, best.Totals.EnergyMj));

        void Take(Point? point)
        {
            if (point is { } found && found.Totals.TimeMs <= most && found.Totals.EnergyMj < best.Totals.EnergyMj)
                best = found;
        }
    }

    /// <summary>
    /// Optima of the relaxation at prices of time from infinite to zero: each is the true optimum at its own time.
    /// </summary>
    /// <param name="problem">The sequence.</param>
    /// <param name="most">How many at most, 2 or more.</param>
    public static IReadOnlyList<PlanTotals> Frontier(SequenceProblem problem, int most)
    {
        SequenceRelaxation relaxation = new(problem);
        Point fast = Point.Of(problem, relaxation.Solve(double.PositiveInfinity)), thrifty = Point.Of(problem, relaxation.Solve(0));
        List<PlanTotals> points = [fast.Totals, thrifty.Totals];

        // The widest interval first, so that a frontier that is cut short is still even.
        PriorityQueue<(PlanTotals Fast, PlanTotals Thrifty), double> intervals = new();
        Enqueue(fast.Totals, thrifty.Totals);
        while (points.Count < most && intervals.TryDequeue(out (PlanTotals Fast, PlanTotals Thrifty) interval, out _))
        {
            double price = (interval.Fast.EnergyMj - interval.Thrifty.EnergyMj) / (interval.Thrifty.TimeMs - interval.Fast.TimeMs);
            PlanTotals between = problem.Evaluate(relaxation.Solve(price));
            double chord = interval.Fast.EnergyMj + (price * interval.Fast.TimeMs);
            if (between.EnergyMj + (price * between.TimeMs) >= chord - (Math.Abs(chord) * Knapsack.KnapsackSolver.Tolerance)
                || between.TimeMs <= interval.Fast.TimeMs || between.TimeMs >= interval.Thrifty.TimeMs)
                continue;
            points.Add(between);
            Enqueue(interval.Fast, between);
            Enqueue(between, interval.Thrifty);
        }

        points.Sort(static (a, b) => a.TimeMs.CompareTo(b.TimeMs));
        return [.. points.Distinct()];

        void Enqueue(PlanTotals from, PlanTotals to)
        {
            if (to.TimeMs > from.TimeMs && to.EnergyMj < from.EnergyMj)
                intervals.Enqueue((from, to), from.TimeMs - to.TimeMs);
        }
    }

    /// <summary>
    /// The price at which the bound is highest: where the lines of a choice that is too slow and of one that is not meet, until no other choice lies below that
    /// meeting. The relaxed energy is concave in the price, so each price either ends the search or replaces one of the two.
    /// </summary>
    private static (double Price, double Bound) Search(SequenceProblem problem, SequenceRelaxation relaxation, double most, ref Point thrifty, ref Point fast)
    {
        double bound = double.NegativeInfinity, price = 0;
        for (int i = 0; i < MostPrices; i++)
        {
            double tried = (fast.Totals.EnergyMj - thrifty.Totals.EnergyMj) / (thrifty.Totals.TimeMs - fast.Totals.TimeMs);
            Point point = Point.Of(problem, relaxation.Solve(tried));
            double value = point.Totals.EnergyMj + (tried * (point.Totals.TimeMs - most));
            double meeting = fast.Totals.EnergyMj + (tried * (fast.Totals.TimeMs - most));
            double reached = Math.Min(value, meeting);
            if (reached > bound)
                (bound, price) = (reached, tried);
            if (value >= meeting - (Math.Abs(meeting) * Knapsack.KnapsackSolver.Tolerance))
                break;
            if (point.Totals.TimeMs > most)
                thrifty = point;
            else
                fast = point;
        }

        return (price, bound);
    }
}

/// <summary>A choice and its sums.</summary>
internal sealed record Point(int[] Choice, PlanTotals Totals)
{
    public static Point Of(SequenceProblem problem, int[] choice) => new(choice, problem.Evaluate(choice));
}
