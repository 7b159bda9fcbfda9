namespace PowerActors.Core.Energy.Phases;

/// <summary>
/// The phases of all processes of a host as one: the one that needs the highest clock counts, so that nobody is slowed by another. A phase that the plan does not name needs the highest there is; a
/// process that names none has no say while others do. Not thread-safe.
/// </summary>
public sealed class HostPhases(PhasePlan plan)
{
    private readonly Dictionary<int, int> _phases = [];
    private readonly int[] _inPhase = new int[plan.Phases.Count];
    private readonly int[] _byClock = [.. Enumerable.Range(0, plan.Phases.Count).OrderByDescending(i => plan.Phases[i].Clock).ThenBy(static i => i)];
    private int _unplanned;

    /// <summary>How many processes there are.</summary>
    public int Sources => _phases.Count;

    /// <summary>The phase that counts: an index into the plan, <see cref="PhaseLaw.None"/> or <see cref="PhaseLaw.Unplanned"/>. O(phases).</summary>
    public int Effective
    {
        get
        {
            if (_unplanned > 0)
                return PhaseLaw.Unplanned;
            foreach (int phase in _byClock)
            {
                if (_inPhase[phase] > 0)
                    return phase;
            }

            return PhaseLaw.None;
        }
    }

    /// <summary>A process is in a phase now; one that was not known is from now on.</summary>
    /// <param name="source">The process's number.</param>
    /// <param name="phase">An index into the plan, <see cref="PhaseLaw.None"/> or <see cref="PhaseLaw.Unplanned"/>.</param>
    /// <returns>False when it was in it already.</returns>
    public bool Enter(int source, int phase)
    {
        if (_phases.TryGetValue(source, out int before))
        {
            if (before == phase)
                return false;
            Count(before, -1);
        }

        _phases[source] = phase;
        Count(phase, 1);
        return true;
    }

    /// <summary>A process is gone, and its phase with it.</summary>
    public void Leave(int source)
    {
        if (_phases.Remove(source, out int phase))
            Count(phase, -1);
    }

    private void Count(int phase, int by)
    {
        if (phase == PhaseLaw.Unplanned)
            _unplanned += by;
        else if (phase >= 0)
            _inPhase[phase] += by;
    }
}
