using System.Runtime.InteropServices;
using PowerActors.Core.Energy.Dvfs.Knapsack;
using PowerActors.Core.Energy.Dvfs.Switching;

namespace PowerActors.Core.Energy.Dvfs;

/// <summary>
/// Plans where changes of clocks cost something: one pair for each unit of the sequence, a unit being a step or, at a coarser grain, a stretch of steps of one group. So a phase that
/// returns may be given another pair than before.
/// </summary>
internal sealed class SwitchingPlanner
{
    private readonly DvfsProfile _profile;
    private readonly IReadOnlyList<SequenceStep> _sequence;
    private readonly PlanOptions _options;
    private readonly PlanGroups _groups;
    private readonly List<int> _unitStarts = [];

    // Scratch of one row.
    private readonly long[] _invocations;
    private readonly List<int> _invoked = [];
    private readonly CompensatedSum[] _times;
    private readonly CompensatedSum[] _energies;

    public SwitchingPlanner(DvfsProfile profile, IReadOnlyList<SequenceStep> sequence, PlanOptions options, PlanGroups groups)
    {
        (_profile, _sequence, _options, _groups) = (profile, sequence, options, groups);
        _invocations = new long[profile.Kernels.Count];
        _times = new CompensatedSum[profile.Clocks.Count];
        _energies = new CompensatedSum[profile.Clocks.Count];
        for (int i = 0; i < sequence.Count; i++)
        {
            if (i == 0 || options.Grain == PlanGrain.Kernel || groups.GroupOf[sequence[i].Kernel] != groups.GroupOf[sequence[i - 1].Kernel])
                _unitStarts.Add(i);
        }

        Problem = Build();
    }

    public SequenceProblem Problem { get; }

    /// <summary>The best choice for each step.</summary>
    /// <param name="free">For each kernel the pair it had if changes were free.</param>
    /// <param name="coarser">A plan of a coarser grain, or null.</param>
    public DvfsPlan Plan(int[] free, DvfsPlan? coarser)
    {
        PlanTotals baseline = DvfsPlanner.Baseline(_profile, _options.Baseline);
        List<int[]> known = [Constant(_options.Baseline), [.. _unitStarts.Select(start => free[_sequence[start].Kernel])]];
        if (coarser is not null)
            known.Add([.. _unitStarts.Select(start => coarser.Choices[start].Clock)]);
        known.RemoveAll(choice => !IsAllowed(choice));
        SequenceSolution solution = SequenceSolver.Solve(Problem, baseline.TimeMs * (1 + _options.Slowdown), CollectionsMarshal.AsSpan(known))
            ?? throw new InvalidOperationException("the baseline itself keeps every budget");
        PlanChoice[] choices = Spread(solution.Choice);
        int switches = SequenceProblem.Switches(solution.Choice);
        return new DvfsPlan
        {
            Grain = _options.Grain,
            Baseline = baseline,
            Totals = DvfsPlanner.Evaluate(_profile, choices, switches, _options),
            Switches = switches,
            BoundMj = solution.Bound,
            Choices = choices,
            Refused = _groups.Refused,
        };
    }

    private int[] Constant(int clock)
    {
        var choice = new int[_unitStarts.Count];
        Array.Fill(choice, clock);
        return choice;
    }

    private bool IsAllowed(int[] choice)
    {
        for (int u = 0; u < choice.Length; u++)
        {
            if (!_groups.Allows(_groups.GroupOf[_sequence[_unitStarts[u]].Kernel], choice[u]))
                return false;
        }

        return true;
    }

    private PlanChoice[] Spread(int[] unitClocks)
    {
        var choices = new PlanChoice[_sequence.Count];
        for (int u = 0; u < unitClocks.Length; u++)
        {
            for (int i = _unitStarts[u]; i < EndOf(u); i++)
                choices[i] = new PlanChoice(_sequence[i], unitClocks[u]);
        }

        return choices;
    }

    private int EndOf(int unit) => unit + 1 < _unitStarts.Count ? _unitStarts[unit + 1] : _sequence.Count;

    // Units that run the same share a row: a sequence of 100,000 steps has a few hundred different ones.
    private SequenceProblem Build()
    {
        int width = _profile.Clocks.Count;
        Dictionary<SequenceStep, int> singles = [];
        List<double> times = [], energies = [];
        var rows = new int[_unitStarts.Count];
        for (int u = 0; u < rows.Length; u++)
        {
            SequenceStep first = _sequence[_unitStarts[u]];
            bool isSingle = EndOf(u) == _unitStarts[u] + 1;
            if (isSingle && singles.TryGetValue(first, out rows[u]))
                continue;
            rows[u] = times.Count / width;
            if (isSingle)
                singles[first] = rows[u];
            AddRow(u, times, energies);
        }

        return new SequenceProblem(rows, width, [.. times], [.. energies], _options.SwitchTimeMs, _options.SwitchEnergyMj);
    }

    /// <summary>
    /// Sums a unit's invocations kernel by kernel: a stretch of a hundred thousand steps invokes a few hundred kernels. The profile is read along its rows.
    /// </summary>
    private void AddRow(int unit, List<double> times, List<double> energies)
    {
        int group = _groups.GroupOf[_sequence[_unitStarts[unit]].Kernel];
        for (int i = _unitStarts[unit]; i < EndOf(unit); i++)
        {
            SequenceStep step = _sequence[i];
            if (_invocations[step.Kernel] == 0)
                _invoked.Add(step.Kernel);
            _invocations[step.Kernel] += step.Times;
        }

        Array.Clear(_times);
        Array.Clear(_energies);
        foreach (int kernel in _invoked)
        {
            long count = _invocations[kernel];
            _invocations[kernel] = 0;
            for (int c = 0; c < _times.Length; c++)
            {
                _times[c].Add(count * _profile.TimeMs(kernel, c));
                _energies[c].Add(count * _profile.EnergyMj(kernel, c));
            }
        }

        _invoked.Clear();
        for (int c = 0; c < _times.Length; c++)
        {
            times.Add(_times[c].Value);
            energies.Add(_groups.Allows(group, c) ? _energies[c].Value : double.PositiveInfinity);
        }
    }
}
