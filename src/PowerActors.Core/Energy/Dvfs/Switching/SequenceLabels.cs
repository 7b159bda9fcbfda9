namespace PowerActors.Core.Energy.Dvfs.Switching;

/// <summary>
/// The exact finish for sequences: step by step the undominated pairs of time and energy that end at each pair of clocks, without those that cannot beat the best known
/// choice even if the rest were as cheap as the relaxation has it (a constrained shortest path with Lagrangian pruning, Handler and Zang 1980).
/// </summary>
internal sealed class SequenceLabels
{
    private const int MostCells = 2_000_000;
    private const int MostLabels = 2_000_000;

    private readonly SequenceProblem _problem;
    private readonly double _most;
    private readonly double _price;
    private readonly double _limit;
    private readonly double _equal;
    private readonly List<(int Parent, int Configuration)> _history = [];

    private SequenceLabels(SequenceProblem problem, double most, double price, double best)
    {
        (_problem, _most, _price) = (problem, most, price);
        _equal = Math.Abs(best) * (Knapsack.KnapsackSolver.Tolerance / 16);
        _limit = best - _equal;
    }

    /// <summary>Looks for a choice better than the best known one.</summary>
    /// <returns>A better choice, or null; and the energy that none goes below, which is the given bound where the search was too large to finish.</returns>
    public static (int[]? Choice, double Bound) Search(SequenceProblem problem, double most, double price, double best, double bound)
    {
        if ((long)problem.Length * problem.Configurations > MostCells)
            return (null, bound);
        SequenceLabels labels = new(problem, most, price, best);
        if (!labels.Run(out int[]? choice))
            return (null, bound);
        return (choice, choice is null ? best : problem.Evaluate(choice).EnergyMj);
    }

    private bool Run(out int[]? choice)
    {
        choice = null;
        int width = _problem.Configurations, length = _problem.Length;
        double[] costToGo = ToGo((i, c) => _problem.Energy(i, c) + (_price * _problem.Time(i, c)), _problem.SwitchEnergy + (_price * _problem.SwitchTime));
        double[] timeToGo = ToGo(
            (i, c) => double.IsPositiveInfinity(_problem.Energy(i, c)) ? double.PositiveInfinity : _problem.Time(i, c), _problem.SwitchTime);
        List<Label>[] fronts = [.. Enumerable.Range(0, width).Select(static _ => new List<Label>())];
        List<Label> changed = [new Label(0, 0, -1)];
        List<Label> merged = [];
        for (int i = 0; i < length; i++)
        {
            for (int c = 0; c < width; c++)
            {
                double time = _problem.Time(i, c), energy = _problem.Energy(i, c);
                merged.Clear();
                if (!double.IsPositiveInfinity(energy))
                    Merge(fronts[c], changed, i > 0, merged);
                fronts[c].Clear();
                int at = (i * width) + c;
                foreach (Label label in merged)
                {
                    double reachedTime = label.Time + time, reachedEnergy = label.Energy + energy;
                    if (reachedTime + timeToGo[at] > _most || reachedEnergy + (_price * (reachedTime - _most)) + costToGo[at] >= _limit)
                        continue;
                    if (_history.Count == MostLabels)
                        return false;
                    _history.Add((label.Node, c));
                    fronts[c].Add(new Label(reachedTime, reachedEnergy, _history.Count - 1));
                }
            }

            Undominated(fronts, changed);
        }

        Label? best = null;
        foreach (Label label in changed)
        {
            if (label.Time <= _most && label.Energy < (best?.Energy ?? _limit))
                best = label;
        }

        choice = best is { } found ? WayTo(found.Node) : null;
        return true;
    }

    /// <summary>What is left after each step at each pair, at the least.</summary>
    private double[] ToGo(Func<int, int, double> cost, double change)
    {
        int width = _problem.Configurations;
        var toGo = new double[_problem.Length * width];
        for (int i = _problem.Length - 2; i >= 0; i--)
        {
            double least = double.PositiveInfinity;
            for (int c = 0; c < width; c++)
                least = Math.Min(least, cost(i + 1, c) + toGo[((i + 1) * width) + c]);
            for (int c = 0; c < width; c++)
                toGo[(i * width) + c] = Math.Min(cost(i + 1, c) + toGo[((i + 1) * width) + c], least + change);
        }

        return toGo;
    }

    /// <summary>Labels that stay at a pair and those that change to it, sorted by time, without dominated ones.</summary>
    private void Merge(List<Label> stay, List<Label> changed, bool pay, List<Label> merged)
    {
        double time = pay ? _problem.SwitchTime : 0, energy = pay ? _problem.SwitchEnergy : 0;
        double least = double.PositiveInfinity;
        int a = 0, b = 0;
        while (a < stay.Count || b < changed.Count)
        {
            bool takeStay = b == changed.Count || (a < stay.Count && stay[a].Time <= changed[b].Time + time);
            Label label = takeStay ? stay[a++] : changed[b] with { Time = changed[b].Time + time, Energy = changed[b++].Energy + energy };
            if (label.Energy >= least - _equal)
                continue;
            least = label.Energy;
            merged.Add(label);
        }
    }

    private static void Undominated(List<Label>[] fronts, List<Label> all)
    {
        all.Clear();
        foreach (List<Label> front in fronts)
            all.AddRange(front);
        all.Sort(static (a, b) =>
        {
            int byTime = a.Time.CompareTo(b.Time);
            int byEnergy = byTime != 0 ? byTime : a.Energy.CompareTo(b.Energy);
            return byEnergy != 0 ? byEnergy : a.Node.CompareTo(b.Node);
        });
        double least = double.PositiveInfinity;
        int kept = 0;
        for (int i = 0; i < all.Count; i++)
        {
            if (all[i].Energy >= least)
                continue;
            least = all[i].Energy;
            all[kept++] = all[i];
        }

        all.RemoveRange(kept, all.Count - kept);
    }

    private int[] WayTo(int node)
    {
        var choice = new int[_problem.Length];
        for (int i = choice.Length - 1; i >= 0; i--)
        {
            choice[i] = _history[node].Configuration;
            node = _history[node].Parent;
        }

        return choice;
    }

    private readonly record struct Label(double Time, double Energy, int Node);
}
