namespace PowerActors.Core.Energy.Dvfs.Switching;

/// <summary>
/// A sequence of steps, each at one of the same pairs of clocks; changing the pair between neighbours costs time and energy. Wanted is the least energy within a time.
/// </summary>
public sealed class SequenceProblem
{
    /// <summary>A problem whose steps share rows of times and energies.</summary>
    /// <param name="steps">For each step its row.</param>
    /// <param name="configurations">How many pairs of clocks there are.</param>
    /// <param name="times">Row after row, for each pair the time.</param>
    /// <param name="energies">The same for the energy; positive infinity where the pair is not allowed.</param>
    /// <param name="switchTime">Time of one change, zero or more.</param>
    /// <param name="switchEnergy">Energy of one change, zero or more.</param>
    public SequenceProblem(int[] steps, int configurations, double[] times, double[] energies, double switchTime, double switchEnergy)
    {
        if (steps.Length == 0 || configurations < 1 || times.Length != energies.Length || times.Length % configurations != 0)
            throw new ArgumentException("a sequence needs steps, and rows with a time and an energy for each configuration", nameof(times));
        (Steps, Configurations, Times, Energies, SwitchTime, SwitchEnergy) = (steps, configurations, times, energies, switchTime, switchEnergy);
    }

    /// <summary>How many pairs of clocks there are.</summary>
    public int Configurations { get; }

    /// <summary>Time of one change.</summary>
    public double SwitchTime { get; }

    /// <summary>Energy of one change.</summary>
    public double SwitchEnergy { get; }

    /// <summary>How many steps there are.</summary>
    public int Length => Steps.Length;

    internal int[] Steps { get; }

    internal double[] Times { get; }

    internal double[] Energies { get; }

    /// <summary>Time of a step at a pair.</summary>
    public double Time(int step, int configuration) => Times[(Steps[step] * Configurations) + configuration];

    /// <summary>Energy of a step at a pair.</summary>
    public double Energy(int step, int configuration) => Energies[(Steps[step] * Configurations) + configuration];

    /// <summary>Time and energy of a choice, changes included.</summary>
    /// <param name="choice">For each step its pair.</param>
    public PlanTotals Evaluate(ReadOnlySpan<int> choice)
    {
        Knapsack.CompensatedSum time = default, energy = default;
        int switches = Switches(choice);
        for (int i = 0; i < choice.Length; i++)
        {
            time.Add(Time(i, choice[i]));
            energy.Add(Energy(i, choice[i]));
        }

        time.Add(switches * SwitchTime);
        energy.Add(switches * SwitchEnergy);
        return new PlanTotals(time.Value, energy.Value);
    }

    /// <summary>Changes between neighbours of a choice.</summary>
    public static int Switches(ReadOnlySpan<int> choice)
    {
        int switches = 0;
        for (int i = 1; i < choice.Length; i++)
            switches += choice[i] != choice[i - 1] ? 1 : 0;
        return switches;
    }
}

/// <summary>A choice for a sequence, and the proof that comes with it.</summary>
/// <param name="Choice">For each step its pair.</param>
/// <param name="Totals">Its sums, changes included.</param>
/// <param name="Bound">No choice within the budget has less energy than this.</param>
public sealed record SequenceSolution(int[] Choice, PlanTotals Totals, double Bound);
