using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// The control law of one domain: adds up its children, stands on a rung of its ladder, merges that with what comes from above, and tells those below. It
/// reads no clock and does no I/O: every method is given the time and answers through <see cref="IDomainEffects"/>, in a fixed order, so that equal inputs give equal decisions.
/// The actor around it only carries messages.
/// </summary>
public sealed class DomainLaw
{
    private readonly DomainSettings _settings;
    private readonly IDomainEffects _effects;
    private readonly LawLedger _laws;
    private readonly RungWatch _watch;
    private readonly ChildLedger _children;
    private readonly ReleaseShares _released;
    private readonly OverloadGuard _overload;
    private readonly DirectiveIssuer _directives;
    private readonly Escalation _escalation;
    private readonly Watts _worst;
    private readonly TimeSpan _startedAt;
    private PowerEstimate _estimate = PowerEstimate.None;
    private LadderState _ladder;
    private long _reportSequence;
    private Watts _power;
    private Watts _reported;
    private TimeSpan _reportedAt;
    private bool _meterLost;
    private DomainSteering _steering;
    private bool _hasLoosened;
    private bool _hasHeardAll;

    /// <summary>Starts, or starts again with what was remembered.</summary>
    /// <param name="settings">What is fixed.</param>
    /// <param name="memory">What was remembered of an earlier life, or null.</param>
    /// <param name="effects">Where decisions go.</param>
    /// <param name="laws">Where laws are counted.</param>
    /// <param name="now">The present.</param>
    public DomainLaw(DomainSettings settings, DomainMemory? memory, IDomainEffects effects, LawLedger laws, TimeSpan now)
    {
        _settings = settings;
        _effects = effects;
        _laws = laws;
        _watch = new RungWatch(settings, laws);
        _startedAt = now;
        _children = new ChildLedger(settings.Children, settings.Timing.Staleness, now, settings.Timing.ClockLatency, settings.Timing.BrakeLatency);
        _released = new ReleaseShares(settings.Children, _children);
        _worst = settings.BaseLoadUnmetered;
        foreach (WorstCase child in settings.Children)
            _worst += Watts.Max(child.Nameplate, child.Under(Ceilings.Free));
        _overload = new OverloadGuard(settings, _worst, now);
        _ladder = new LadderState(Math.Clamp(memory?.Rung ?? 0, 0, settings.Ladder.Top), now, QuietSince: null);
        _directives = new DirectiveIssuer(settings, memory, _ladder.Rung, effects, laws, _children, now);
        _escalation = new Escalation(settings, effects, _children, _directives);
        _steering = settings.Steering;
        SetWorstCases();

        // A later life's reports must count as newer than an earlier one's: by the epoch where that was remembered, even if the clock starts from zero again after a
        // reboot; by the clock where it was not. 2^40 ms are 34 years.
        _reportSequence = FirstSequence(now);
    }

    /// <summary>The rung in force.</summary>
    public int Rung => _ladder.Rung;

    /// <summary>What must survive a restart.</summary>
    public DomainMemory Memory => new(_directives.Epoch, _ladder.Rung, _directives.BrakedChildren()) { HeardEpoch = _directives.FromAbove.NewestEpoch };

    /// <summary>The domain's fencing epoch in this life.</summary>
    public long Epoch => _directives.Epoch;

    /// <summary>Stamp of the directive in force from above.</summary>
    public DirectiveStamp Accepted => _directives.FromAbove.Newest;

    /// <summary>Stamp of the newest directive told to those below.</summary>
    public DirectiveStamp Issued => _directives.Issued;

    /// <summary>What those below were told, before any brake on a single child.</summary>
    public Ceilings InForce => _directives.InForce;

    /// <summary>The ceilings that this domain's own rung demands.</summary>
    public Ceilings Own => _settings.Ladder.CeilingsOn(_ladder.Rung);

    /// <summary>What people have said about the domain, as it stands.</summary>
    public DomainSteering Steering => _steering;

    /// <summary>What the ladder holds: the budget, where one was set below the limit.</summary>
    public Watts Budget => Watts.Min(_settings.Limit, _steering.Budget);

    /// <summary>The domain as it stands, for readers.</summary>
    public DomainSnapshot Snapshot(TimeSpan now) => new(
        now, _power, _settings.Limit, _power / Budget, _ladder.Rung, Own, InForce, _children.Withheld, _children.Sheddable, _children.SilentCount, _overload.Damage)
    {
        Budget = Budget,
        Mode = _steering.Mode,
        AwaitsChildren = _children.AwaitsFirstReports,
    };

    /// <summary>What a child was told, with what people have said about it alone.</summary>
    public Ceilings InForceFor(int child) => _directives.CeilingsFor(child);

    /// <summary>A child reports.</summary>
    public void OnReport(int child, in PowerReport report, TimeSpan now)
    {
        if (!_children.Receive(child, report, now))
            return;
        Evaluate(now);
    }

    /// <summary>A child reports, and more will follow at once: it is noted, and decided upon by <see cref="OnReports"/> or at the next tick.</summary>
    public void NoteReport(int child, in PowerReport report, TimeSpan now) => _children.Receive(child, report, now);

    /// <summary>Decides upon the reports noted.</summary>
    public void OnReports(TimeSpan now) => Evaluate(now);

    /// <summary>The domain's own meter answered.</summary>
    public void OnMeter(Watts reading, TimeSpan now)
    {
        if (NoteMeter(reading, now))
            Evaluate(now);
    }

    /// <summary>The domain's own meter answered: it is noted, and decided upon at the next tick.</summary>
    /// <returns>False when the reading cannot be power of this domain and was ignored.</returns>
    public bool NoteMeter(Watts reading, TimeSpan now)
    {
        if (!PowerEstimate.IsSane(reading, _worst))
            return false;
        // Before the children have spoken there is no ratio to learn.
        _estimate = PowerEstimate.FromReading(reading, _children.AwaitsFirstReports ? reading : _children.Total + _settings.BaseLoad, now);
        _meterLost = false;
        return true;
    }

    /// <summary>A directive comes from above.</summary>
    public void OnDirective(in Directive directive, TimeSpan now)
    {
        if (_directives.Hear(directive, now))
            _directives.Issue(_ladder.Rung, now);
    }

    /// <summary>
    /// People have said something else about the domain. Whoever says so has it kept first: what loosens here was decided by them, not by the law.
    /// </summary>
    public void Steer(DomainSteering steering, TimeSpan now)
    {
        bool modeChanged = steering.Mode != _steering.Mode;
        _steering = steering;
        SetWorstCases();
        _directives.Steer(steering);
        if (modeChanged)
            _watch.Forget();
        Evaluate(now);
    }

    /// <summary>A child cannot hold its limit by itself, or can again. Said more than once, since a message may be lost.</summary>
    public void OnEscalation(int child, bool raised, TimeSpan now)
    {
        if (!raised && !_effects.TryRememberLoosening(Memory.Without(child)))
            return; // It is said again with the next heartbeat.
        if (!_directives.Brake(child, raised, now))
            return;
        _hasLoosened |= !raised;
        _effects.Alert(raised ? AlertKind.Escalated : AlertKind.EscalationOver, $"child {child} {(raised ? "is braked: it is over its limit with its whole ladder applied" : "is released")}");
        _directives.SendTo(child, now);
    }

    /// <summary>A child has restarted and asks what holds.</summary>
    public void OnChildStarted(int child, TimeSpan now) => _directives.SendTo(child, now);

    /// <summary>
    /// A child still holds a directive of an earlier life. A rung or a brake that was never remembered (what tightens is remembered after it is told, and a crash may come between) is taken up
    /// again (law P10), until this life has loosened anything: from then on it knows better.
    /// </summary>
    /// <param name="child">The child.</param>
    /// <param name="held">The rungs behind what it holds, this domain's first.</param>
    /// <param name="now">The present.</param>
    public void OnChildHolds(int child, RungTrail held, TimeSpan now)
    {
        if (_hasLoosened)
            return;
        int from = _ladder.Rung;
        int rung = Math.Min(held.Rung, _settings.Ladder.Top);
        if (rung > from)
        {
            _ladder = new LadderState(rung, now, QuietSince: null);
            _watch.Forget(); // It was climbed in an earlier life, at a load of then.
            _effects.Alert(AlertKind.Resumed, $"rung {_settings.Ladder.NameOf(rung)} is taken up: those below still hold it from before the restart");
            _effects.RungChanged(from, rung, _power / Budget);
            _directives.Issue(_ladder.Rung, now);
        }

        if (!held.IsBraked || !_directives.Brake(child, braked: true, now))
            return;
        _effects.Alert(AlertKind.Resumed, $"child {child} is braked: it still is from before the restart");
        _directives.SendTo(child, now);
    }

    /// <summary>Goes on under a higher fencing epoch, which was reserved for it, and tells everybody below what holds: they have heard a newer one than this domain knew of.</summary>
    public void RaiseEpoch(long epoch, TimeSpan now)
    {
        _directives.RaiseEpoch(epoch);
        _reportSequence = Math.Max(_reportSequence, FirstSequence(now));
        _directives.Issue(_ladder.Rung, now);
    }

    /// <summary>Looks at the clock: finds the silent, renews leases, sends a heartbeat. Once per telemetry period.</summary>
    public void OnTick(TimeSpan now)
    {
        bool newlySilent = _children.Tick(now);
        if (newlySilent)
            _effects.Alert(AlertKind.ChildSilent, $"{_children.SilentCount} of {_children.Count} children are silent and count as their worst case");
        if (_settings.HasMeter && !_meterLost && now - (_estimate.HasReading ? _estimate.MeterAt : _startedAt) > _settings.Timing.Staleness)
        {
            _meterLost = true;
            _effects.Alert(AlertKind.MeterLost, "the meter does not answer sense; the children's sum is used, raised by the ratio last seen");
        }

        Evaluate(now, newlySilent);
        _directives.Renew(now);
    }

    private void Evaluate(TimeSpan now, bool newlySilent = false)
    {
        Watts sum = _children.Total;
        _power = _estimate.Resolve(sum + _settings.BaseLoad, _settings.Timing.Staleness, now);
        if (!IsMetered(now))
            _power = Watts.Max(_power, sum + _settings.BaseLoadUnmetered);

        // Without a limit there is nothing to guard, but a rung that was remembered from a time with one is still to be left.
        if (!double.IsPositiveInfinity(_settings.Limit.Value) || _ladder.Rung > 0)
            Guard(newlySilent, now);
        _directives.Issue(_ladder.Rung, now);
        ReportIfDue(now);
    }

    private long FirstSequence(TimeSpan now) => (_directives.Epoch << 40) + (long)now.TotalMilliseconds;

    /// <summary>
    /// After a start nothing is loosened before every child has spoken, or can hold nothing any more that it was told in an earlier life: its lease is over. Silence for the staleness bound alone
    /// would be too soon; a child may be on its way back with a tighter word than this domain remembers (law P10).
    /// </summary>
    private bool HasHeardAll(TimeSpan now)
    {
        _hasHeardAll |= !_children.AwaitsFirstReports && (_children.SilentCount == 0 || now - _startedAt >= _settings.Timing.Lease);
        return _hasHeardAll && !_children.AwaitsFirstReports;
    }

    private bool IsMetered(TimeSpan now) => _estimate.HasReading && now - _estimate.MeterAt <= _settings.Timing.Staleness;

    private void Guard(bool newlySilent, TimeSpan now)
    {
        _overload.See(_power, newlySilent, now);
        Ladder ladder = _settings.Ladder;
        Watts budget = Budget;
        LadderInput input = new(
            _power / budget,
            _ladder.Rung > 0 ? _released.GivenBack(_directives.WithheldUnder(now), ladder.CeilingsOn(_ladder.Rung - 1)) / budget : 0,
            _overload.TripImminent,
            MayLoosen: HasHeardAll(now) && _overload.MayLoosen)
        {
            OfLimit = _overload.OfLimit,
        };
        double demand = input.Utilization + (WithheldInAll(now) / budget);
        _watch.SeeDemand(demand, now);
        LadderState next = LadderLaw.Step(ladder, _ladder, input, now);
        bool isRefused = false;
        if (next.Rung < _ladder.Rung)
        {
            if (!_effects.TryRememberLoosening(Memory with { Rung = next.Rung }))
            {
                next = _ladder; // It cannot be kept now, so it is not done now (law P10).
                isRefused = true;
            }
            else
            {
                _hasLoosened = true;
                CheckLoosening(now);
            }
        }

        int from = _ladder.Rung;
        _ladder = next;
        if (next.Rung != from)
        {
            _watch.Changed(from, next.Rung, now);
            _effects.RungChanged(from, next.Rung, input.Utilization);
        }

        // A journal that cannot be written is no ratchet of the domain's (law P8).
        _watch.SeeRung(_ladder.Rung, isRefused ? input with { MayLoosen = false } : input, demand, now);
        _escalation.Step(input, _ladder, _power, now);
    }

    private Watts WithheldInAll(TimeSpan now) =>
        _children.Withheld.Low + _children.Withheld.High + (_children.SilentCount == 0 ? Watts.Zero : _children.SilentRise(_directives.WithheldUnder(now), Ceilings.Free));

    private void SetWorstCases()
    {
        for (int child = 0; child < _settings.Children.Count; child++)
            _children.SetWorst(child, _steering.Worst.GetValueOrDefault(child, _settings.Children[child]));
    }

    private void CheckLoosening(TimeSpan now)
    {
        // Independent of the running sums that led to the decision: everything is added up afresh, and every child must have spoken lately or count as its worst case.
        Watts afresh = _children.SumAfresh() + _settings.BaseLoad;
        double utilization = Watts.Max(afresh, IsMetered(now) ? _estimate.Metered : afresh) / Budget;
        Rung rung = _settings.Ladder.Rungs[_ladder.Rung - 1];
        bool holds = !_children.AwaitsFirstReports && utilization < rung.LeaveBelow + 1e-9;
        if (!_laws.Check(Law.P3, holds))
            _laws.Violate(Law.P3, _settings.Path, now, $"rung {rung.Name} left at {utilization:P1}, although it is only left below {rung.LeaveBelow:P0}, with every child known");
    }

    private void ReportIfDue(TimeSpan now)
    {
        double moved = Math.Abs(_power.Value - _reported.Value);
        Watts reference = double.IsPositiveInfinity(_settings.Limit.Value) ? _worst : _settings.Limit;
        bool heartbeat = _reportedAt == default || now - _reportedAt >= _settings.Timing.Heartbeat;
        if (!_settings.HasParent || (moved <= _settings.Timing.Deadband * reference.Value && !heartbeat) || _children.AwaitsFirstReports)
            return;
        _reported = _power;
        _reportedAt = now;
        _effects.Report(new PowerReport(++_reportSequence, _power, _children.Withheld, _children.Sheddable, _directives.FromAbove.Newest));
    }
}
