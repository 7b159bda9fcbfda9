using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Units;

namespace PowerActors.Benchmarks.Dvfs;

/// <summary>
/// Profiles as a GPU gives them, in outline: a kernel's time is a part that follows the clock and one that does not; its power a static part and one that grows with the clock's square and
/// more, as voltage rises with it. Energy over clock is a U with its least somewhere in the middle.
/// </summary>
internal static class SyntheticKernels
{
    private const double Highest = 1980;

    public static DvfsProfile Profile(int kernels, int clocks, int seed, int alike = 1)
    {
        Random random = new(seed);
        var times = new double[kernels * clocks];
        var energies = new double[kernels * clocks];
        ProfiledKernel[] names = [.. Enumerable.Range(0, kernels).Select(k => new ProfiledKernel($"kernel-{k}", k < kernels / 3 ? "forward" : "backward", "", 0, 1 + random.Next(24)))];
        ClockPair[] pairs = [.. Enumerable.Range(0, clocks).Select(c => new ClockPair(new Megahertz(Highest - (1500.0 * c / clocks)), Megahertz.Zero))];
        for (int k = 0; k < kernels; k++)
        {
            if (k % alike != 0)
            {
                Array.Copy(times, (k - 1) * clocks, times, k * clocks, clocks);
                Array.Copy(energies, (k - 1) * clocks, energies, k * clocks, clocks);
                continue;
            }

            double time = .01 + (random.NextDouble() * 2), compute = random.NextDouble(), still = 80 + (random.NextDouble() * 60), moving = 150 + (random.NextDouble() * 300);
            for (int c = 0; c < clocks; c++)
            {
                double share = pairs[c].Core.Value / Highest;
                double taken = time * ((compute / share) + 1 - compute) * (1 + (.01 * (random.NextDouble() - .5)));
                times[(k * clocks) + c] = taken;
                energies[(k * clocks) + c] = taken * (still + (moving * share * share * (.5 + (.5 * share)))) * (1 + (.02 * (random.NextDouble() - .5)));
            }
        }

        return new DvfsProfile(names, pairs, times, energies);
    }

    /// <summary>Layers of kernels that follow each other: the same few dozens again and again, then the next.</summary>
    public static IReadOnlyList<SequenceStep> Sequence(DvfsProfile profile, int invocations)
    {
        const int Layer = 50, Repeats = 24;
        SequenceStep[] steps = new SequenceStep[invocations];
        for (int i = 0; i < invocations; i++)
            steps[i] = new SequenceStep(((i / (Layer * Repeats) * Layer) + (i % Layer)) % profile.Kernels.Count, 1);
        return steps;
    }
}
