namespace PowerActors.Core.Energy.Dvfs.Knapsack;

/// <summary>
/// The exact finish. Measured against the price of time at which the linear relaxation breaks, every option has a reduced energy of zero or more, and none whose
/// reduced energy reaches the gap between the best known choice and the bound can be part of a better one. Over the few that are left runs dynamic programming with
/// dominance, class by class from the cheapest deviations to the dearest, and every state is dropped that cannot beat the best known choice even at the best rates
/// that later classes offer (Pisinger 1995, there for integers).
/// </summary>
internal sealed class KnapsackCore
{
    private readonly ChoiceProblem _problem;
    private readonly int[] _basis;
    private readonly PlanTotals _basisTotals;
    private readonly double _price;
    private readonly KnapsackLimits _limits;
    private readonly double _slack;
    private readonly double _equal;

    // Every state ever kept, to find the way back: where it came from, and the option that it took (-1 for the basis).
    private readonly List<(int Parent, int Option)> _history = [(-1, -1)];

    // A moved state gets its place in the history only when it survives the pruning; until then its node is the complement of a place in here.
    private readonly List<(int Parent, int Option)> _pending = [];

    private State[] _states = [];
    private State[] _merged = [];
    private int _count;
    private double _best;
    private int _bestNode = -1;
    private double _dropped = double.PositiveInfinity;
    private long _work;

    /// <summary>A search around one basis.</summary>
    /// <param name="problem">The whole problem.</param>
    /// <param name="basis">The choice where the relaxation breaks, which keeps the budget.</param>
    /// <param name="basisTotals">Its sums.</param>
    /// <param name="price">Energy per time at the break.</param>
    /// <param name="most">The most time.</param>
    /// <param name="limits">When to stop.</param>
    public KnapsackCore(ChoiceProblem problem, int[] basis, PlanTotals basisTotals, double price, double most, KnapsackLimits limits)
    {
        (_problem, _basis, _basisTotals, _price, _limits) = (problem, basis, basisTotals, price, limits);
        _slack = most - basisTotals.TimeMs;
        _equal = Math.Abs(basisTotals.EnergyMj) * (KnapsackSolver.Tolerance / 16);
    }

    /// <summary>Looks for a choice better than the best known one.</summary>
    /// <param name="best">Energy of the best known choice.</param>
    /// <param name="bound">The relaxation's bound.</param>
    /// <returns>A better choice, or null where there is none; and the energy that no choice goes below.</returns>
    public (int[]? Options, double Bound) Improve(double best, double bound)
    {
        double gap = best - bound;
        if (gap <= _equal)
            return (null, bound);
        _best = best - _basisTotals.EnergyMj;
        List<CoreClass> classes = Viable(gap);
        double[] saves = SuffixOf(classes, static c => c.SlowRate), costs = SuffixOf(classes, static c => c.FastRate);
        _states = [new State(-_slack, 0, 0)];
        _count = 1;
        if (_best > 0)
            (_best, _bestNode) = (0, 0);
        for (int k = 0; k < classes.Count && _count > 0; k++)
        {
            if (_work > _limits.Work)
            {
                DropAll(costs[k], saves[k]);
                break;
            }

            Expand(classes[k]);
            Prune(costs[k + 1], saves[k + 1]);
        }

        double proven = _basisTotals.EnergyMj + Math.Min(_best, _dropped);
        return (_bestNode < 0 ? null : WayTo(_bestNode), Math.Max(bound, proven));
    }

    /// <summary>The options of reduced energy below the gap, by class; classes with the cheapest deviations first.</summary>
    private List<CoreClass> Viable(double gap)
    {
        List<CoreClass> classes = [];
        List<CoreOption> options = [];
        for (int i = 0; i < _basis.Length; i++)
        {
            double time = _problem.Times[_basis[i]], energy = _problem.Energies[_basis[i]];
            double slowRate = double.PositiveInfinity, fastRate = double.PositiveInfinity;
            options.Clear();
            for (int j = _problem.Start(i); j < _problem.End(i); j++)
            {
                double longer = _problem.Times[j] - time, more = _problem.Energies[j] - energy;
                double reduced = Math.Max(0, more + (_price * longer));
                if (j == _basis[i] || reduced >= gap || (longer >= 0 && more >= 0))
                    continue;
                options.Add(new CoreOption(j, longer, more));
                if (longer > 0)
                    slowRate = Math.Min(slowRate, reduced / longer);
                else if (longer < 0)
                    fastRate = Math.Min(fastRate, reduced / -longer);
            }

            if (options.Count > 0)
                classes.Add(new CoreClass(i, [.. options], slowRate, fastRate));
        }

        classes.Sort(static (a, b) =>
        {
            int byRate = Math.Min(a.SlowRate, a.FastRate).CompareTo(Math.Min(b.SlowRate, b.FastRate));
            return byRate != 0 ? byRate : a.Index.CompareTo(b.Index);
        });
        return classes;
    }

    /// <summary>Takes one more class into the states: each of them with the basis' option and with every other that is left.</summary>
    private void Expand(CoreClass core)
    {
        int from = _count;
        State[] old = _states.AsSpan(0, from).ToArray();
        foreach (CoreOption option in core.Options)
        {
            int size = _count + from;
            if (_merged.Length < size)
                _merged = new State[Math.Max(size, _merged.Length * 2)];
            Merge(old, option);
            (_states, _merged) = (_merged, _states);
        }
    }

    /// <summary>Merges the states, which are sorted by time, with those before this class moved by an option; of two the slower stays only if it is thriftier.</summary>
    private void Merge(State[] moved, CoreOption option)
    {
        int a = 0, b = 0, kept = 0;
        double least = double.PositiveInfinity;
        _work += _count + moved.Length;
        while (a < _count || b < moved.Length)
        {
            bool takeOld = b == moved.Length || (a < _count && _states[a].Over <= moved[b].Over + option.Longer);
            State state = takeOld ? _states[a++] : new State(moved[b].Over + option.Longer, moved[b].Energy + option.More, moved[b++].Node);
            if (state.Energy >= least - _equal)
                continue;
            least = state.Energy;
            _merged[kept++] = takeOld ? state : state with { Node = ~Link(state.Node, option.Option) };
        }

        _count = kept;
    }

    private int Link(int parent, int option)
    {
        _pending.Add((parent, option));
        return _pending.Count - 1;
    }

    /// <summary>Notes complete choices that are better than the best, and drops states that cannot become one.</summary>
    private void Prune(double fastRate, double slowRate)
    {
        // First the best, so that it already counts for every state.
        for (int i = 0; i < _count; i++)
        {
            ref State state = ref _states[i];
            if (state.Over <= 0 && state.Energy < _best - _equal)
                (_best, _bestNode) = (state.Energy, Keep(ref state));
        }

        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (BoundOf(_states[i], fastRate, slowRate) < _best - _equal)
                _states[kept++] = _states[i];
        }

        _count = kept;
        if (_count > _limits.States)
            Thin(fastRate, slowRate);
        for (int i = 0; i < _count; i++)
            Keep(ref _states[i]);
        _pending.Clear();
    }

    private int Keep(ref State state)
    {
        if (state.Node < 0)
        {
            _history.Add(_pending[~state.Node]);
            state = state with { Node = _history.Count - 1 };
        }

        return state.Node;
    }

    /// <summary>The least energy that a state can end at: what it is over the budget must be won back at the best rate left, what it is under can be spent at the best.</summary>
    private double BoundOf(State state, double fastRate, double slowRate)
    {
        if (state.Over > 0)
            return state.Energy + (state.Over * (_price + fastRate));
        return slowRate < _price ? state.Energy + (state.Over * (_price - slowRate)) : state.Energy;
    }

    /// <summary>Keeps the most promising states when there are too many, and remembers what the others could have become.</summary>
    private void Thin(double fastRate, double slowRate)
    {
        var bounds = new double[_count];
        for (int i = 0; i < _count; i++)
            bounds[i] = BoundOf(_states[i], fastRate, slowRate);
        double[] sorted = [.. bounds];
        Array.Sort(sorted);
        double worst = sorted[_limits.States / 2];
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (bounds[i] < worst)
                _states[kept++] = _states[i];
            else
                _dropped = Math.Min(_dropped, bounds[i]);
        }

        _count = kept;
    }

    private void DropAll(double fastRate, double slowRate)
    {
        for (int i = 0; i < _count; i++)
            _dropped = Math.Min(_dropped, BoundOf(_states[i], fastRate, slowRate));
        _count = 0;
    }

    private int[] WayTo(int node)
    {
        int[] options = [.. _basis];
        for (; node > 0; node = _history[node].Parent)
        {
            int option = _history[node].Option;
            options[ClassOf(option)] = option;
        }

        return options;
    }

    private int ClassOf(int option)
    {
        int low = 0, high = _problem.Classes - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_problem.Start(middle) <= option)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    // The best rates that the classes from each on offer.
    private static double[] SuffixOf(List<CoreClass> classes, Func<CoreClass, double> rate)
    {
        var best = new double[classes.Count + 1];
        best[^1] = double.PositiveInfinity;
        for (int k = classes.Count - 1; k >= 0; k--)
            best[k] = Math.Min(best[k + 1], rate(classes[k]));
        return best;
    }

    /// <summary>A choice for the classes taken so far.</summary>
    /// <param name="Over">Time beyond the budget with the classes not yet taken at the basis; below zero is slack.</param>
    /// <param name="Energy">Energy above the basis.</param>
    /// <param name="Node">Place in the history; negative while pending.</param>
    private readonly record struct State(double Over, double Energy, int Node);

    private readonly record struct CoreOption(int Option, double Longer, double More);

    /// <summary>A class with options other than the basis' that can still matter.</summary>
    /// <param name="Index">The class.</param>
    /// <param name="Options">Its options that are left, without the basis'.</param>
    /// <param name="SlowRate">The least reduced energy per time of those slower than the basis.</param>
    /// <param name="FastRate">The least reduced energy per time of those faster.</param>
    private sealed record CoreClass(int Index, CoreOption[] Options, double SlowRate, double FastRate);
}
