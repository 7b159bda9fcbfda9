namespace PowerActors.Core.Energy.Dvfs.Switching;

/// <summary>
/// The sequence without its budget, time at a price: dynamic programming that solves it exactly in O(steps × pairs), since a change costs the same between any two pairs, so
/// that the best predecessor is either the same pair or the best of all.
/// </summary>
internal sealed class SequenceRelaxation(SequenceProblem problem)
{
    private readonly double[] _costs = new double[problem.Times.Length];
    private readonly int _words = (problem.Configurations + 63) / 64;
    private readonly ulong[] _changed = new ulong[(long)problem.Length * ((problem.Configurations + 63) / 64)];
    private readonly int[] _cheapest = new int[problem.Length];

    /// <summary>The choice of least energy + price × time; a fastest one at an infinite price.</summary>
    public int[] Solve(double price)
    {
        SetCosts(price);
        double change = double.IsPositiveInfinity(price) ? problem.SwitchTime : problem.SwitchEnergy + (price * problem.SwitchTime);
        int width = problem.Configurations;
        var values = new double[width];
        double least = 0;
        for (int i = 0; i < problem.Length; i++)
        {
            ReadOnlySpan<double> costs = _costs.AsSpan(problem.Steps[i] * width, width);
            Span<ulong> changed = _changed.AsSpan(i * _words, _words);
            changed.Clear();
            double elsewhere = least + change;
            double next = double.PositiveInfinity;
            int cheapest = 0;
            for (int c = 0; c < costs.Length; c++)
            {
                double value = values[c];
                if (value > elsewhere)
                {
                    value = elsewhere;
                    changed[c >> 6] |= 1UL << c;
                }

                value += costs[c];
                values[c] = value;
                if (value < next)
                    (next, cheapest) = (value, c);
            }

            least = next;
            _cheapest[i] = cheapest;
        }

        return WayBack();
    }

    private int[] WayBack()
    {
        var choice = new int[problem.Length];
        int at = _cheapest[^1];
        for (int i = choice.Length - 1; i >= 0; i--)
        {
            choice[i] = at;
            if (i > 0 && (_changed[(i * _words) + (at >> 6)] >> at & 1) != 0)
                at = _cheapest[i - 1];
        }

        return choice;
    }

    private void SetCosts(double price)
    {
        bool fastest = double.IsPositiveInfinity(price);
        for (int j = 0; j < _costs.Length; j++)
        {
            double energy = problem.Energies[j];
            _costs[j] = double.IsPositiveInfinity(energy) ? energy : fastest ? problem.Times[j] : energy + (price * problem.Times[j]);
        }
    }
}
