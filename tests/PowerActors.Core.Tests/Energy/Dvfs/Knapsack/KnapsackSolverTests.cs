using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Dvfs.Knapsack;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Energy.Dvfs.Knapsack;

public sealed class KnapsackSolverTests
{
    [Fact]
    public void Solve_RandomSmallProblems_EqualsExhaustiveSearch() => Properties.Hold(400, random =>
    {
        int classes = 1 + random.Next(5), options = 1 + random.Next(5);
        ChoiceProblem problem = RandomProblem(random, classes, options);
        double budget = random.Between(0, classes * 11);
        double best = double.PositiveInfinity;
        foreach (int[] choice in RandomProfiles.AllChoices(classes, options))
        {
            PlanTotals totals = problem.Evaluate([.. choice.Select((c, i) => problem.Start(i) + c)]);
            if (totals.TimeMs <= budget * (1 + KnapsackSolver.Tolerance))
                best = Math.Min(best, totals.EnergyMj);
        }

        KnapsackSolution? solution = KnapsackSolver.Solve(problem, budget);
        if (double.IsPositiveInfinity(best))
        {
            solution.ShouldBeNull();
            return;
        }

        solution.ShouldNotBeNull();
        solution.Totals.ShouldBe(problem.Evaluate(solution.Options));
        solution.Totals.TimeMs.ShouldBeLessThanOrEqualTo(budget * (1 + KnapsackSolver.Tolerance));
        solution.Totals.EnergyMj.ShouldBe(best, best * 1e-9);
        solution.Bound.ShouldBe(best, best * 1e-9);
    });

    [Fact]
    public void Solve_MediumProblems_EqualsDynamicProgrammingOverWholeTimes() => Properties.Hold(40, random =>
    {
        int classes = 20 + random.Next(40), options = 2 + random.Next(20);
        int[] starts = [.. Enumerable.Range(0, classes + 1).Select(i => i * options)];
        double[] times = [.. Enumerable.Range(0, classes * options).Select(_ => 1.0 + random.Next(40))];
        double[] energies = [.. times.Select(time => (random.Next(2) == 0 ? 50 - time : 0) + random.Next(60) + 1.0)];
        int budget = classes * (3 + random.Next(20));
        KnapsackSolution? solution = KnapsackSolver.Solve(new ChoiceProblem(starts, times, energies), budget);
        double exact = ByTime(starts, times, energies, budget);
        if (double.IsPositiveInfinity(exact))
            solution.ShouldBeNull();
        else
            solution.ShouldNotBeNull().Totals.EnergyMj.ShouldBe(exact, exact * 1e-9);
    });

    [Fact]
    public void Solve_WithLimitsTooSmallToFinish_StatesABoundBelowTheOptimum() => Properties.Hold(60, random =>
    {
        int classes = 30, options = 8;
        ChoiceProblem problem = RandomProblem(random, classes, options);
        double budget = random.Between(classes * 2, classes * 8);
        KnapsackSolution? exact = KnapsackSolver.Solve(problem, budget), cut = KnapsackSolver.Solve(problem, budget, null, new KnapsackLimits(4, 40));
        (cut is null).ShouldBe(exact is null);
        if (cut is null || exact is null)
            return;
        cut.Totals.TimeMs.ShouldBeLessThanOrEqualTo(budget * (1 + KnapsackSolver.Tolerance));
        cut.Totals.EnergyMj.ShouldBeGreaterThanOrEqualTo(exact.Totals.EnergyMj * (1 - 1e-9));
        cut.Bound.ShouldBeLessThanOrEqualTo(exact.Totals.EnergyMj * (1 + 1e-9));
    });

    [Fact]
    public void Solve_KnownChoice_IsNeverWorse() => Properties.Hold(60, random =>
    {
        ChoiceProblem problem = RandomProblem(random, 12, 4);
        int[] known = [.. Enumerable.Range(0, 12).Select(i => problem.Start(i) + random.Next(4))];
        PlanTotals totals = problem.Evaluate(known);
        KnapsackSolver.Solve(problem, totals.TimeMs, known, new KnapsackLimits(2, 1)).ShouldNotBeNull().Totals.EnergyMj.ShouldBeLessThanOrEqualTo(totals.EnergyMj);
    });

    [Fact]
    public void Frontier_EachPoint_IsTheOptimumAtItsTime() => Properties.Hold(60, random =>
    {
        ChoiceProblem problem = RandomProblem(random, 1 + random.Next(6), 1 + random.Next(6));
        IReadOnlyList<PlanTotals> points = KnapsackSolver.Frontier(problem);
        foreach (PlanTotals point in points)
            KnapsackSolver.Solve(problem, point.TimeMs).ShouldNotBeNull().Totals.EnergyMj.ShouldBe(point.EnergyMj, point.EnergyMj * 1e-9);
        KnapsackSolver.Solve(problem, points[0].TimeMs - 1e-6).ShouldBeNull();
        KnapsackSolver.Solve(problem, 1e9).ShouldNotBeNull().Totals.EnergyMj.ShouldBe(points[^1].EnergyMj, points[^1].EnergyMj * 1e-9);
    });

    [Fact]
    public void Constructor_ClassWithoutOptions_IsRefused() => Should.Throw<ArgumentException>(() => new ChoiceProblem([0, 1, 1], [1], [1]));

    private static ChoiceProblem RandomProblem(Random random, int classes, int options)
    {
        bool whole = random.Next(2) == 0;
        double[] times = [.. Enumerable.Range(0, classes * options).Select(_ => whole ? random.Next(10) : random.Between(0, 10))];
        double[] energies = [.. times.Select(time => whole ? 1.0 + random.Next(15) : random.Between(1, 5) + (random.Next(2) * (10 - time)))];
        return new ChoiceProblem([.. Enumerable.Range(0, classes + 1).Select(i => i * options)], times, energies);
    }

    private static double ByTime(int[] starts, double[] times, double[] energies, int budget)
    {
        var least = new double[budget + 1];
        for (int i = 0; i + 1 < starts.Length; i++)
        {
            var next = new double[budget + 1];
            Array.Fill(next, double.PositiveInfinity);
            for (int j = starts[i]; j < starts[i + 1]; j++)
            {
                for (int t = (int)times[j]; t <= budget; t++)
                    next[t] = Math.Min(next[t], least[t - (int)times[j]] + energies[j]);
            }

            least = next;
        }

        return least[budget];
    }
}
