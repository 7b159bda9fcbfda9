using PowerActors.Core.Energy.Dvfs.Knapsack;

namespace PowerActors.Core.Energy.Dvfs;

/// <summary>Plans while changes of clocks are free: one pair for each group of kernels.</summary>
internal sealed class FreePlanner
{
    private readonly DvfsProfile _profile;
    private readonly PlanOptions _options;
    private readonly PlanGroups _groups;
    private readonly int[] _optionClocks;

    public FreePlanner(DvfsProfile profile, PlanOptions options, PlanGroups groups)
    {
        (_profile, _options, _groups) = (profile, options, groups);
        int clocks = profile.Clocks.Count, count = groups.Members.Count;
        var starts = new int[count + 1];
        List<int> optionClocks = new(count * clocks);
        List<double> times = new(count * clocks), energies = new(count * clocks);
        for (int g = 0; g < count; g++)
        {
            for (int c = 0; c < clocks; c++)
            {
                if (!groups.Allows(g, c))
                    continue;
                if (groups.Members[g].Count == 1)
                {
                    int only = groups.Members[g][0];
                    optionClocks.Add(c);
                    times.Add(profile.Kernels[only].Count * profile.TimeMs(only, c));
                    energies.Add(profile.Kernels[only].Count * profile.EnergyMj(only, c));
                    continue;
                }

                CompensatedSum time = default, energy = default;
                foreach (int kernel in groups.Members[g])
                {
                    time.Add(profile.Kernels[kernel].Count * profile.TimeMs(kernel, c));
                    energy.Add(profile.Kernels[kernel].Count * profile.EnergyMj(kernel, c));
                }

                optionClocks.Add(c);
                times.Add(time.Value);
                energies.Add(energy.Value);
            }

            starts[g + 1] = optionClocks.Count;
        }

        _optionClocks = [.. optionClocks];
        Problem = new ChoiceProblem(starts, [.. times], [.. energies]);
    }

    public ChoiceProblem Problem { get; }

    public DvfsPlan Plan(IReadOnlyList<SequenceStep> sequence, DvfsPlan? coarser)
    {
        (int[] clocks, double bound) = Solve(coarser);
        PlanChoice[] choices = [.. clocks.Select((clock, k) => new PlanChoice(new SequenceStep(k, _profile.Kernels[k].Count), clock))];
        int switches = 0;
        for (int i = 1; i < sequence.Count; i++)
            switches += clocks[sequence[i].Kernel] != clocks[sequence[i - 1].Kernel] ? 1 : 0;
        return new DvfsPlan
        {
            Grain = _options.Grain,
            Baseline = DvfsPlanner.Baseline(_profile, _options.Baseline),
            Totals = DvfsPlanner.Evaluate(_profile, choices, switches, _options),
            Switches = switches,
            BoundMj = bound,
            Choices = choices,
            Refused = _groups.Refused,
        };
    }

    /// <summary>The best pair for each kernel, and the energy that none goes below.</summary>
    public (int[] Clocks, double Bound) Solve(DvfsPlan? coarser)
    {
        (int[] options, double bound) = _options.Rule == PlanRule.Local ? Thriftiest() : Global(coarser);
        return ([.. _groups.GroupOf.Select(group => _optionClocks[options[group]])], bound);
    }

    private (int[] Options, double Bound) Global(DvfsPlan? coarser)
    {
        double budget = DvfsPlanner.Baseline(_profile, _options.Baseline).TimeMs * (1 + _options.Slowdown);
        KnapsackSolution solution = KnapsackSolver.Solve(Problem, budget, coarser is null ? null : OptionsOf(coarser))
            ?? throw new InvalidOperationException("the baseline itself keeps every budget");
        return (solution.Options, solution.Bound);
    }

    /// <summary>A coarser plan as options of this problem; null where it takes a pair that is not allowed here.</summary>
    private int[]? OptionsOf(DvfsPlan plan)
    {
        var options = new int[Problem.Classes];
        foreach (PlanChoice choice in plan.Choices)
        {
            int group = _groups.GroupOf[choice.Step.Kernel];
            int option = Array.IndexOf(_optionClocks, choice.Clock, Problem.Start(group), Problem.End(group) - Problem.Start(group));
            if (option < 0)
                return null;
            options[group] = option;
        }

        return options;
    }

    private (int[] Options, double Bound) Thriftiest()
    {
        var options = new int[Problem.Classes];
        for (int g = 0; g < options.Length; g++)
        {
            int best = Problem.Start(g);
            for (int j = best + 1; j < Problem.End(g); j++)
            {
                int compared = Problem.Energies[j].CompareTo(Problem.Energies[best]);
                if (compared < 0 || (compared == 0 && Problem.Times[j] < Problem.Times[best]))
                    best = j;
            }

            options[g] = best;
        }

        return (options, Problem.Evaluate(options).EnergyMj);
    }
}
