using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PowerActors.Core.Energy.Dvfs.Switching;

/// <summary>
/// The sequence without its budget, time at a price: dynamic programming that solves it exactly in O(steps × pairs), since a change costs the same between any two pairs, so
/// that the best predecessor is either the same pair or the best of all.
/// </summary>
internal sealed class SequenceRelaxation
{
    private readonly SequenceProblem _problem;
    private readonly int _width; // configurations, filled up to whole vectors with ones that nobody takes
    private readonly double[] _costs;
    private readonly double[] _values;
    private readonly int _words;
    private readonly ulong[] _changed;
    private readonly int[] _cheapest;

    public SequenceRelaxation(SequenceProblem problem)
    {
        _problem = problem;
        _width = (problem.Configurations + Vector256<double>.Count - 1) / Vector256<double>.Count * Vector256<double>.Count;
        _costs = new double[problem.Times.Length / problem.Configurations * _width];
        Array.Fill(_costs, double.PositiveInfinity);
        _values = new double[_width];
        _words = (_width + 63) / 64;
        _changed = new ulong[(long)problem.Length * _words];
        _cheapest = new int[problem.Length];
    }

    /// <summary>The choice of least energy + price × time; a fastest one at an infinite price.</summary>
    public int[] Solve(double price)
    {
        SetCosts(price);
        double change = double.IsPositiveInfinity(price) ? _problem.SwitchTime : _problem.SwitchEnergy + (price * _problem.SwitchTime);
        Array.Clear(_values);
        double least = 0;
        for (int i = 0; i < _problem.Length; i++)
        {
            least = Step(_costs.AsSpan(_problem.Steps[i] * _width, _width), _changed.AsSpan(i * _words, _words), least + change);
            _cheapest[i] = _values.AsSpan().IndexOf(least);
        }

        return WayBack();
    }

    /// <summary>One step for all pairs: stay, or change from the cheapest of the step before.</summary>
    /// <returns>The least value after it.</returns>
    private double Step(ReadOnlySpan<double> costs, Span<ulong> changed, double elsewhere)
    {
        Vector256<double> change = Vector256.Create(elsewhere), least = Vector256.Create(double.PositiveInfinity);
        ref double values = ref _values[0];
        ref double cost = ref MemoryMarshal.GetReference(costs);
        changed.Clear();
        for (int c = 0; c < costs.Length; c += Vector256<double>.Count)
        {
            Vector256<double> value = Vector256.LoadUnsafe(ref values, (nuint)c);
            changed[c >> 6] |= (ulong)Vector256.GreaterThan(value, change).ExtractMostSignificantBits() << c;
            value = Vector256.Min(value, change) + Vector256.LoadUnsafe(ref cost, (nuint)c);
            value.StoreUnsafe(ref values, (nuint)c);
            least = Vector256.Min(least, value);
        }

        return Math.Min(Math.Min(least[0], least[1]), Math.Min(least[2], least[3]));
    }

    private int[] WayBack()
    {
        var choice = new int[_problem.Length];
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
        int taken = _problem.Configurations;
        for (int row = 0; row * taken < _problem.Times.Length; row++)
        {
            for (int c = 0; c < taken; c++)
            {
                double energy = _problem.Energies[(row * taken) + c], time = _problem.Times[(row * taken) + c];
                _costs[(row * _width) + c] = double.IsPositiveInfinity(energy) ? energy : fastest ? time : energy + (price * time);
            }
        }
    }
}
