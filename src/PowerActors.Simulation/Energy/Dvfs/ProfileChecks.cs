using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>What a profile's rows must have in common before a plan can be made from them.</summary>
/// <param name="kernels">The kernels, with the line of each one's first row.</param>
/// <param name="clocks">The pairs of clocks.</param>
/// <param name="cells">The samples by kernel and pair.</param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class ProfileChecks(IReadOnlyList<(ProfiledKernel Kernel, int Line)> kernels, IReadOnlyList<ClockPair> clocks, ProfileCells cells, InputFaultCollector faults)
{
    /// <summary>What is further than this from its kernel's median is in another unit, if a thousandth or a thousandfold of it is near the median.</summary>
    private const double SuspectRatio = 200;

    /// <summary>Checks.</summary>
    /// <param name="samples">The rows.</param>
    /// <param name="incomplete">Kernels that have rows at clocks unknown; null where a row may be of any kernel.</param>
    public void Run(IReadOnlyList<ProfileSample> samples, HashSet<int>? incomplete)
    {
        if (incomplete is not null)
            CheckComplete(samples, incomplete);
        int before = faults.Count;
        for (int k = 0; clocks.Count > 2 && k < kernels.Count; k++)
        {
            int[] mine = [.. Enumerable.Range(0, clocks.Count).SelectMany(c => cells.Of(k, c))];
            CheckUnit(k, samples, mine, static sample => sample.TimeMs, "time_ms", "seconds", "milliseconds", "microseconds");
            CheckUnit(k, samples, mine, static sample => sample.EnergyMj, "energy_mj", "joules", "millijoules", "microjoules");
        }

        if (faults.Count == before)
            CheckPower(samples);
    }

    /// <summary>A whole kernel in joules among others in millijoules fits its own rows; what shows it is its mean power, a thousandth of the others'.</summary>
    private void CheckPower(IReadOnlyList<ProfileSample> samples)
    {
        double[] sorted = [.. samples.Select(PowerOf).Where(double.IsFinite)];
        if (sorted.Length < 2)
            return;
        Array.Sort(sorted);
        double median = sorted[sorted.Length / 2];
        if (median / sorted[0] < SuspectRatio && sorted[^1] / median < SuspectRatio)
            return;
        foreach (ProfileSample sample in samples)
        {
            double ratio = PowerOf(sample) / median;
            bool isLow = ratio < 1 / SuspectRatio && ratio * 1000 is > .05 and < 20;
            bool isHigh = ratio > SuspectRatio && ratio / 1000 is > .05 and < 20;
            if (!isLow && !isHigh)
                continue;
            string suspects = isLow ? "energy_mj in joules, or time_ms in microseconds" : "time_ms in seconds, or energy_mj in microjoules";
            faults.Add(
                sample.Line,
                $"{kernels[sample.Kernel].Kernel} draws {PowerOf(sample):0.###} W ({sample.EnergyMj:0.####} mJ in {sample.TimeMs:0.####} ms), where rows in the middle draw {median:0.#} W; if it has {suspects}, write millijoules and milliseconds");
        }
    }

    private static double PowerOf(ProfileSample sample) => sample.EnergyMj / sample.TimeMs;

    /// <summary>A plan compares any two cells, so that each kernel must have been measured at each pair.</summary>
    private void CheckComplete(IReadOnlyList<ProfileSample> samples, HashSet<int> incomplete)
    {
        List<int> common = [];
        for (int c = 0; c < clocks.Count; c++)
        {
            int measured = 0;
            for (int k = 0; k < kernels.Count; k++)
                measured += cells.IsEmpty(k, c) ? 0 : 1;
            if (measured * 2 >= kernels.Count)
            {
                common.Add(c);
                continue;
            }

            int line = samples.First(sample => sample.Clock == c).Line;
            faults.Add(line, $"{clocks[c]} was measured for {measured} of {kernels.Count} kernels; measure the others too or leave it out");
        }

        for (int k = 0; k < kernels.Count; k++)
        {
            List<int> missing = common.FindAll(c => cells.IsEmpty(k, c));
            if (missing.Count == 0 || incomplete.Contains(k))
                continue;
            string which = string.Join(", ", missing.Take(3).Select(c => clocks[c].ToString())) + (missing.Count > 3 ? $" and {missing.Count - 3} more" : "");
            faults.Add(kernels[k].Line, $"{kernels[k].Kernel} has no row at {which}, where other kernels have one; every kernel must be measured at every configuration");
        }
    }

    /// <summary>Seconds among milliseconds, joules among millijoules: a row a thousand times off that would fit its kernel's others if it were not.</summary>
    private void CheckUnit(int kernel, IReadOnlyList<ProfileSample> samples, int[] mine, Func<ProfileSample, double> value, string column, string larger, string unit, string smaller)
    {
        double[] sorted = [.. mine.Select(s => value(samples[s])).Where(static figure => !double.IsNaN(figure))];
        if (sorted.Length == 0)
            return;
        Array.Sort(sorted);
        double median = sorted[sorted.Length / 2];
        if (median / sorted[0] < SuspectRatio && sorted[^1] / median < SuspectRatio)
            return;
        foreach (int s in mine)
        {
            double figure = value(samples[s]), ratio = figure / median;
            bool isLow = ratio < 1 / SuspectRatio && ratio * 1000 is > .05 and < 20;
            bool isHigh = ratio > SuspectRatio && ratio / 1000 is > .05 and < 20;
            if (!isLow && !isHigh)
                continue;
            string times = isLow ? $"1/{1 / ratio:0}" : $"{ratio:0} times";
            faults.Add(samples[s].Line, $"{column} {figure:0.#######} is {times} of what {kernels[kernel].Kernel} has at its other configurations; if it is in {(isLow ? larger : smaller)}, write {unit}");
        }
    }
}
