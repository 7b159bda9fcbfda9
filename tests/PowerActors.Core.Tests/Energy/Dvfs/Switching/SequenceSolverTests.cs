using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Dvfs.Knapsack;
using PowerActors.Core.Energy.Dvfs.Switching;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Energy.Dvfs.Switching;

public sealed class SequenceSolverTests
{
    [Fact]
    public void Solve_TinySequences_EqualsExhaustiveSearch() => Properties.Hold(400, random =>
    {
        int configurations = 1 + random.Next(4), length = 1 + random.Next(6);
        SequenceProblem problem = RandomProblem(random, length, configurations, forbid: true);
        double budget = random.Between(0, length * 9);
        double best = double.PositiveInfinity;
        foreach (int[] choice in RandomProfiles.AllChoices(length, configurations))
        {
            PlanTotals totals = problem.Evaluate(choice);
            if (totals.TimeMs <= budget * (1 + KnapsackSolver.Tolerance))
                best = Math.Min(best, totals.EnergyMj);
        }

        SequenceSolution? solution = SequenceSolver.Solve(problem, budget);
        if (double.IsPositiveInfinity(best))
        {
            solution.ShouldBeNull();
            return;
        }

        solution.ShouldNotBeNull();
        solution.Totals.ShouldBe(problem.Evaluate(solution.Choice));
        solution.Totals.TimeMs.ShouldBeLessThanOrEqualTo(budget * (1 + KnapsackSolver.Tolerance));
        solution.Totals.EnergyMj.ShouldBe(best, best * 1e-9);
        solution.Bound.ShouldBe(best, best * 1e-9);
    });

    [Fact]
    public void Solve_TooLongForTheExactSearch_KeepsBudgetAndBound() => Properties.Hold(3, random =>
    {
        // More than two million cells, so that only the relaxation and the repairs work.
        SequenceProblem problem = RandomProblem(random, 300_000, 8, forbid: false);
        var fastest = new int[problem.Length];
        PlanTotals constant = problem.Evaluate(fastest);
        SequenceSolution solution = SequenceSolver.Solve(problem, constant.TimeMs, fastest).ShouldNotBeNull();
        solution.Totals.TimeMs.ShouldBeLessThanOrEqualTo(constant.TimeMs * (1 + KnapsackSolver.Tolerance));
        solution.Totals.EnergyMj.ShouldBeLessThanOrEqualTo(constant.EnergyMj);
        solution.Bound.ShouldBeLessThanOrEqualTo(solution.Totals.EnergyMj);
        ((solution.Totals.EnergyMj - solution.Bound) / solution.Totals.EnergyMj).ShouldBeLessThan(1e-4);
    });

    [Fact]
    public void Solve_FreeSwitches_EqualsTheKnapsack() => Properties.Hold(60, random =>
    {
        int configurations = 2 + random.Next(3), length = 2 + random.Next(8);
        SequenceProblem problem = RandomProblem(random, length, configurations, forbid: false, free: true);
        double[] times = [.. Enumerable.Range(0, length * configurations).Select(i => problem.Time(i / configurations, i % configurations))];
        double[] energies = [.. Enumerable.Range(0, length * configurations).Select(i => problem.Energy(i / configurations, i % configurations))];
        ChoiceProblem knapsack = new([.. Enumerable.Range(0, length + 1).Select(i => i * configurations)], times, energies);
        double budget = random.Between(length, length * 6);
        SequenceSolution? sequence = SequenceSolver.Solve(problem, budget);
        KnapsackSolution? free = KnapsackSolver.Solve(knapsack, budget);
        (sequence is null).ShouldBe(free is null);
        if (sequence is not null && free is not null)
            sequence.Totals.EnergyMj.ShouldBe(free.Totals.EnergyMj, free.Totals.EnergyMj * 1e-9);
    });

    [Fact]
    public void Frontier_EachPoint_IsTheOptimumAtItsTime() => Properties.Hold(60, random =>
    {
        SequenceProblem problem = RandomProblem(random, 1 + random.Next(6), 1 + random.Next(4), forbid: false);
        IReadOnlyList<PlanTotals> points = SequenceSolver.Frontier(problem, 50);
        foreach (PlanTotals point in points.Skip(1))
            SequenceSolver.Solve(problem, point.TimeMs).ShouldNotBeNull().Totals.EnergyMj.ShouldBe(point.EnergyMj, point.EnergyMj * 1e-9);
        points.Zip(points.Skip(1)).ShouldAllBe(pair => pair.First.TimeMs <= pair.Second.TimeMs);
    });

    private static SequenceProblem RandomProblem(Random random, int length, int configurations, bool forbid, bool free = false)
    {
        int rows = Math.Min(length, 1 + random.Next(40));
        bool whole = random.Next(2) == 0;
        double[] times = [.. Enumerable.Range(0, rows * configurations).Select(_ => whole ? 1.0 + random.Next(6) : random.Between(.5, 6))];
        double[] energies = [.. times.Select((time, i) => forbid && i % configurations > 0 && random.Next(6) == 0 ? double.PositiveInfinity : whole ? 1.0 + random.Next(12) : random.Between(1, 4) + (8 - time))];
        int[] steps = [.. Enumerable.Range(0, length).Select(i => i < rows ? i : random.Next(rows))];
        return new SequenceProblem(steps, configurations, times, energies, free || random.Next(4) == 0 ? 0 : random.Between(0, 2), free || random.Next(2) == 0 ? 0 : random.Between(0, 3));
    }
}
