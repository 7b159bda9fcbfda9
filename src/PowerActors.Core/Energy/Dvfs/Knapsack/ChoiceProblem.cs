namespace PowerActors.Core.Energy.Dvfs.Knapsack;

/// <summary>
/// A multiple-choice knapsack: of every class exactly one option is taken, the least energy wanted, the sum of the times bounded. Options lie flat, class after class.
/// </summary>
public sealed class ChoiceProblem
{
    private readonly int[] _starts;

    /// <summary>A problem of classes with any number of options.</summary>
    /// <param name="starts">Where each class begins among the options, and at the end their number.</param>
    /// <param name="times">Time of each option, zero or more.</param>
    /// <param name="energies">Energy of each option.</param>
    public ChoiceProblem(int[] starts, double[] times, double[] energies)
    {
        if (starts.Length < 2 || starts[0] != 0 || starts[^1] != times.Length || times.Length != energies.Length)
            throw new ArgumentException("starts must begin with 0 and end with the number of options, which have a time and an energy each", nameof(starts));
        for (int i = 1; i < starts.Length; i++)
        {
            if (starts[i] <= starts[i - 1])
                throw new ArgumentException($"class {i - 1} has no option", nameof(starts));
        }

        (_starts, Times, Energies) = (starts, times, energies);
    }

    /// <summary>How many classes there are.</summary>
    public int Classes => _starts.Length - 1;

    internal double[] Times { get; }

    internal double[] Energies { get; }

    /// <summary>The first option of a class.</summary>
    public int Start(int index) => _starts[index];

    /// <summary>One past the last option of a class.</summary>
    public int End(int index) => _starts[index + 1];

    /// <summary>Time and energy of a choice.</summary>
    /// <param name="options">For each class the option taken.</param>
    public PlanTotals Evaluate(ReadOnlySpan<int> options)
    {
        CompensatedSum time = default, energy = default;
        foreach (int option in options)
        {
            time.Add(Times[option]);
            energy.Add(Energies[option]);
        }

        return new PlanTotals(time.Value, energy.Value);
    }
}

/// <summary>A sum whose error does not grow with the number of its terms (Neumaier 1974), so that a plan of many kernels fits its budget as surely as one of few.</summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    public readonly double Value => double.IsFinite(_sum) ? _sum + _lost : _sum;

    public void Add(double term)
    {
        double sum = _sum + term;
        _lost += Math.Abs(_sum) >= Math.Abs(term) ? (_sum - sum) + term : (term - sum) + _sum;
        _sum = sum;
    }
}
