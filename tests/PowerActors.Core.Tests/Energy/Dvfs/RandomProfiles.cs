using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Dvfs;

/// <summary>Profiles with kernels bound by compute, by memory and between, with noise, ties and now and then whole numbers.</summary>
internal static class RandomProfiles
{
    public static DvfsProfile Create(Random random, int kernels, int clocks, int trials = 1)
    {
        bool whole = random.Next(3) == 0;
        string[] phases = ["forward", "backward", "optimizer"];
        ProfiledKernel[] names =
        [
            .. Enumerable.Range(0, kernels).Select(k => new ProfiledKernel($"k{k}", phases[k * 3 / Math.Max(kernels, 3)], k * 3 / Math.Max(kernels, 3) < 2 ? "passes" : "update", k, 1 + random.Next(4))),
        ];
        ClockPair[] pairs = [.. Enumerable.Range(0, clocks).Select(c => new ClockPair(new Megahertz(1400 - (100 * c)), Megahertz.Zero))];
        var times = new double[kernels * clocks][];
        var energies = new double[kernels * clocks][];
        for (int k = 0; k < kernels; k++)
        {
            double time = 1 + (random.NextDouble() * 9), compute = random.NextDouble(), still = 1 + random.NextDouble(), moving = random.NextDouble() * 5;
            for (int c = 0; c < clocks; c++)
            {
                double share = (1400 - (100.0 * c)) / 1400;
                double taken = time * ((compute / share) + 1 - compute), used = taken * (still + (moving * share * share));
                times[(k * clocks) + c] = [.. Enumerable.Range(0, trials).Select(_ => Rounded(taken * (1 + (.06 * (random.NextDouble() - .5)))))];
                energies[(k * clocks) + c] = [.. Enumerable.Range(0, trials).Select(_ => Rounded(used * (1 + (.06 * (random.NextDouble() - .5)))))];
            }
        }

        return trials > 1
            ? new DvfsProfile(names, pairs, times, energies)
            : new DvfsProfile(names, pairs, [.. times.Select(static cell => cell[0])], energies.Select(static cell => cell[0]).ToArray());

        double Rounded(double value) => whole ? Math.Max(1, Math.Round(value)) : value;
    }

    /// <summary>Every way to choose one of "options" for each of "places".</summary>
    public static IEnumerable<int[]> AllChoices(int places, int options)
    {
        var choice = new int[places];
        while (true)
        {
            yield return choice;
            int at = 0;
            while (at < places && ++choice[at] == options)
                choice[at++] = 0;
            if (at == places)
                yield break;
        }
    }
}
