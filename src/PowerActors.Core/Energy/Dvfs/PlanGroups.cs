namespace PowerActors.Core.Energy.Dvfs;

/// <summary>The kernels that share a pair of clocks at a grain, and the pairs that the rule leaves them.</summary>
internal sealed class PlanGroups
{
    private readonly bool[] _allowed;
    private readonly int _clocks;

    public PlanGroups(DvfsProfile profile, PlanOptions options)
    {
        _clocks = profile.Clocks.Count;
        GroupOf = new int[profile.Kernels.Count];
        Dictionary<(string, string, int), int> known = [];
        List<List<int>> members = [];
        for (int k = 0; k < GroupOf.Length; k++)
        {
            ProfiledKernel kernel = profile.Kernels[k];
            (string, string, int) key = options.Grain switch
            {
                PlanGrain.Kernel => ("", "", k),
                PlanGrain.Phase => (kernel.Pass, kernel.Phase, 0),
                PlanGrain.Pass => (kernel.Pass, "", 0),
                _ => ("", "", 0),
            };
            if (!known.TryGetValue(key, out int group))
            {
                known[key] = group = members.Count;
                members.Add([]);
            }

            GroupOf[k] = group;
            members[group].Add(k);
        }

        Members = members;
        _allowed = new bool[members.Count * _clocks];
        Noise.NoiseFilter? filter = options.Confidence is null ? null : new(profile, options);
        for (int g = 0; g < members.Count; g++)
        {
            for (int c = 0; c < _clocks; c++)
                _allowed[(g * _clocks) + c] = c == options.Baseline || (KeepsRule(profile, options, members[g], c) && Passes(filter, members[g], c));
        }
    }

    /// <summary>For each kernel its group.</summary>
    public int[] GroupOf { get; }

    /// <summary>For each group its kernels.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Members { get; }

    /// <summary>Pairs that look better than the baseline and were refused because they are not surely so.</summary>
    public int Refused { get; private set; }

    public bool Allows(int group, int clock) => _allowed[(group * _clocks) + clock];

    private static bool KeepsRule(DvfsProfile profile, PlanOptions options, List<int> kernels, int clock)
    {
        if (options.Rule == PlanRule.Global)
            return true;
        foreach (int kernel in kernels)
        {
            double most = profile.TimeMs(kernel, options.Baseline) * (1 + options.Slowdown);
            if (profile.TimeMs(kernel, clock) > most * (1 + Knapsack.KnapsackSolver.Tolerance))
                return false;
        }

        return true;
    }

    private bool Passes(Noise.NoiseFilter? filter, List<int> kernels, int clock)
    {
        if (filter is null || filter.Passes(kernels, clock))
            return true;
        if (filter.LooksBetter(kernels, clock))
            Refused++;
        return false;
    }
}
