using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;

namespace PowerActors.Core.Control.Domains;

/// <summary>Watches a domain's rung over time for the two laws that no single step can show: no ratchet (P8) and no flapping (P9).</summary>
/// <param name="settings">The domain.</param>
/// <param name="laws">Where checks are counted.</param>
internal sealed class RungWatch(DomainSettings settings, LawLedger laws)
{
    /// <summary>Demand that moves by more than this share of the limit is another load, not the same one. Less than half of any ladder's hysteresis.</summary>
    private const double SameLoad = .02;

    private readonly TimeSpan _slack = settings.Timing.WorstReaction + settings.Timing.Heartbeat;
    private TimeSpan? _calmSince;
    private int _calmFromRung;
    private double _load = double.NaN;
    private int _changes;

    /// <summary>When the first observation was made.</summary>
    public TimeSpan StartedAt { get; private set; }

    /// <summary>The rung changed.</summary>
    public void Changed(int from, int to, TimeSpan now)
    {
        _changes++;
        int most = settings.Ladder.Top + 1;
        if (!laws.Check(Law.P9, _changes <= most))
        {
            laws.Violate(Law.P9, settings.Path, now,
                $"{_changes} rung changes ({settings.Ladder.NameOf(from)} to {settings.Ladder.NameOf(to)} last) while demand stayed within {SameLoad:P0} of {_load:P1}; at most {most} are allowed");
        }

        if (to > from)
            _calmSince = null;
    }

    /// <summary>One evaluation of the law.</summary>
    public void Observe(LadderState state, LadderInput input, double withheld, TimeSpan now)
    {
        if (StartedAt == default)
            StartedAt = now;
        double demand = input.Utilization + withheld;
        if (!(Math.Abs(demand - _load) <= SameLoad))
        {
            _load = demand;
            _changes = 0;
        }

        if (state.Rung == 0)
        {
            _calmSince = null;
            return;
        }

        bool calm = input.MayLoosen && !input.TripImminent && IsBelowEveryThreshold(state.Rung, demand);
        if (!calm)
        {
            _calmSince = null;
            return;
        }

        if (_calmSince is null)
        {
            _calmSince = now;
            _calmFromRung = state.Rung;
        }

        TimeSpan allowed = (settings.Ladder.Hold * _calmFromRung) + _slack;
        if (!laws.Check(Law.P8, now - _calmSince.Value <= allowed))
        {
            laws.Violate(Law.P8, settings.Path, now, $"still on rung {settings.Ladder.NameOf(state.Rung)} {(now - _calmSince.Value).TotalSeconds:0} s after demand fell to {demand:P1}");
            _calmSince = now;
        }
    }

    private bool IsBelowEveryThreshold(int rung, double demand)
    {
        for (int i = 0; i < rung; i++)
        {
            if (demand >= settings.Ladder.Rungs[i].LeaveBelow)
                return false;
        }

        return true;
    }
}
