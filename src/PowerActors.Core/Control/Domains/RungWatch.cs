using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// Watches a domain's rung over time for the two laws that no single step can show: no ratchet (P8) and no flapping (P9). Demand is what the domain would draw with
/// no cap, as far as it knows: power plus what is withheld.
/// </summary>
/// <param name="settings">The domain.</param>
/// <param name="laws">Where checks are counted.</param>
internal sealed class RungWatch(DomainSettings settings, LawLedger laws)
{
    /// <summary>Demand that moves by more than this share of the limit is another load, not the same one. Less than half of any known ladder's hysteresis.</summary>
    private const double SameLoad = .02;

    /// <summary>
    /// Where demand moved along with the rung, it may have been the load after all, in step by chance: so many times the allowed changes must come together before that is
    /// called flapping.
    /// </summary>
    private const int CyclesToBeSure = 3;

    /// <summary>How long after a rung change its effect may show in what is reported.</summary>
    private readonly TimeSpan _effectShows = settings.Timing.EffectShows;

    /// <summary>How long reports of one and the same effect trickle in: a rung changes when the first of them suffice, and the rest still come.</summary>
    private readonly TimeSpan _trickles = settings.Timing.Heartbeat + settings.Timing.Telemetry;
    private TimeSpan? _calmSince;
    private int _calmFromRung;
    private double _load = double.NaN;
    private int _changes;
    private bool _movedAlong;
    private int _direction;
    private TimeSpan _changedAt;
    private double _loadAtClimb = double.NaN;
    private double _loadAtDescent = double.NaN;

    /// <summary>What the domain would draw with no cap, as a share of its limit. To be told before a change that this observation leads to.</summary>
    public void SeeDemand(double demand, TimeSpan now)
    {
        if (Math.Abs(demand - _load) <= SameLoad)
            return;
        // An estimate of what is withheld that is wrong makes demand seem to fall after a climb and to rise after a descent. Were that taken for another load, a domain that
        // flaps for just this reason would never be seen to.
        bool ownEffect = _changes > 0
            && (now - _changedAt <= _trickles || (now - _changedAt <= _effectShows && Math.Sign(demand - _load) == -_direction));
        _load = demand;
        if (ownEffect)
            _movedAlong = true;
        else
            Forget();
    }

    /// <summary>The rung changed.</summary>
    public void Changed(int from, int to, TimeSpan now)
    {
        ref double before = ref to > from ? ref _loadAtClimb : ref _loadAtDescent;
        if (Math.Sign(to - from) != _direction && Math.Abs(_load - before) > SameLoad)
            Forget(); // A load that goes up and down by itself does not come back to the same place; flapping does.
        before = _load;
        _direction = Math.Sign(to - from);
        _changedAt = now;
        _changes++;
        int most = (settings.Ladder.Top + 1) * (_movedAlong ? CyclesToBeSure : 1);
        if (!laws.Check(Law.P9, _changes <= most))
        {
            laws.Violate(Law.P9, settings.Path, now,
                $"{_changes} rung changes ({settings.Ladder.NameOf(from)} to {settings.Ladder.NameOf(to)} last) at a load of about {_load:P1}; at most {most} are allowed for one");
        }

        if (to > from)
            _calmSince = null;
    }

    /// <summary>One evaluation of the law.</summary>
    public void SeeRung(int rung, LadderInput input, double demand, TimeSpan now)
    {
        bool calm = rung > 0 && input.MayLoosen && !input.TripImminent && IsBelowEveryThreshold(rung, demand);
        if (!calm)
        {
            _calmSince = null;
            return;
        }

        if (_calmSince is null)
        {
            _calmSince = now;
            _calmFromRung = rung;
        }

        // Each rung's quiet begins at the first look after the change and ends at the first look after the hold: a tick each.
        TimeSpan allowed = ((settings.Ladder.Hold + (settings.Timing.Telemetry * 2)) * _calmFromRung) + settings.Timing.WorstReaction + settings.Timing.Heartbeat;
        if (!laws.Check(Law.P8, now - _calmSince.Value <= allowed))
        {
            laws.Violate(Law.P8, settings.Path, now, $"still on rung {settings.Ladder.NameOf(rung)} {(now - _calmSince.Value).TotalSeconds:0} s after demand fell to {demand:P1}");
            _calmSince = now;
        }
    }

    /// <summary>Begins anew: what was seen so far was under other conditions.</summary>
    public void Forget()
    {
        _changes = 0;
        _movedAlong = false;
        _loadAtClimb = double.NaN;
        _loadAtDescent = double.NaN;
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
