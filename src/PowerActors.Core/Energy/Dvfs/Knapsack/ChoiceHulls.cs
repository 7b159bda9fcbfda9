namespace PowerActors.Core.Energy.Dvfs.Knapsack;

/// <summary>
/// The lower left convex hull of every class's options: those that are best at some price of time. Walking them over all classes from the steepest saving per
/// millisecond to the flattest solves the linear relaxation at every budget (Sinha and Zoltners 1979).
/// </summary>
internal sealed class ChoiceHulls
{
    private readonly int[] _hullStarts;
    private readonly List<int> _options = [];

    public ChoiceHulls(ChoiceProblem problem)
    {
        Problem = problem;
        _hullStarts = new int[problem.Classes + 1];
        List<double> slopes = [];
        List<int> tails = [];
        double[] keys = [];
        int[] order = [];
        for (int i = 0; i < problem.Classes; i++)
        {
            int start = problem.Start(i), count = problem.End(i) - start;
            if (keys.Length < count)
                (keys, order) = (new double[count], new int[count]);
            Build(start, count, keys, order);
            for (int p = _hullStarts[i] + 1; p < _options.Count; p++)
            {
                slopes.Add(Slope(_options[p - 1], _options[p]));
                tails.Add(p - 1);
            }

            _hullStarts[i + 1] = _options.Count;
        }

        Edges = Sort(slopes, tails);
        EdgeClasses = new int[_options.Count];
        for (int i = 0; i < problem.Classes; i++)
            Array.Fill(EdgeClasses, i, _hullStarts[i], _hullStarts[i + 1] - _hullStarts[i]);
    }

    public ChoiceProblem Problem { get; }

    /// <summary>Hull positions whose step to the next one saves energy for time, from the most per millisecond to the least.</summary>
    public int[] Edges { get; }

    /// <summary>The class that each hull position belongs to.</summary>
    public int[] EdgeClasses { get; }

    /// <summary>The fastest option of a class that is worth anything, as a hull position.</summary>
    public int Fastest(int index) => _hullStarts[index];

    /// <summary>The option at a hull position.</summary>
    public int Option(int position) => _options[position];

    /// <summary>Energy saved per time given, from one option to a slower one.</summary>
    public double Slope(int from, int to) =>
        (Problem.Energies[from] - Problem.Energies[to]) / (Problem.Times[to] - Problem.Times[from]);

    private void Build(int start, int count, double[] keys, int[] order)
    {
        for (int j = 0; j < count; j++)
        {
            keys[j] = Problem.Times[start + j];
            order[j] = start + j;
        }

        Array.Sort(keys, order, 0, count);
        int first = _options.Count;
        for (int j = 0; j < count;)
        {
            // Of options that take equally long the thriftiest, of those the first: independent of how the sort leaves equals.
            int best = order[j];
            double time = keys[j];
            for (j++; j < count && keys[j] == time; j++)
            {
                int compared = Problem.Energies[order[j]].CompareTo(Problem.Energies[best]);
                if (compared < 0 || (compared == 0 && order[j] < best))
                    best = order[j];
            }

            if (_options.Count > first && Problem.Energies[best] >= Problem.Energies[_options[^1]])
                continue;
            while (_options.Count - first >= 2 && Slope(_options[^1], best) >= Slope(_options[^2], _options[^1]))
                _options.RemoveAt(_options.Count - 1);
            _options.Add(best);
        }
    }

    private static int[] Sort(List<double> slopes, List<int> tails)
    {
        double[] keys = [.. slopes];
        int[] items = [.. tails];
        Array.Sort(keys, items);
        Array.Reverse(keys);
        Array.Reverse(items);
        for (int i = 0; i < keys.Length;)
        {
            int end = i + 1;
            while (end < keys.Length && keys[end] == keys[i])
                end++;
            Array.Sort(items, i, end - i);
            i = end;
        }

        return items;
    }
}
