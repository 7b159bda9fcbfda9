using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// The control law of one domain: adds up its children, stands on a rung of its ladder, merges that with what comes from above, and tells those below. It
/// reads no clock and does no I/O: every method is given the time and answers through <see cref="IDomainEffects"/>, in a fixed order, so that equal inputs give equal decisions.
/// The actor around it only carries messages.
/// </summary>
public sealed class DomainLaw
{
    private const double HottestUntripped = .999;
    private static readonly Ceilings Braked = new(new ClockCeiling(Megahertz.Zero, 1), new ClockCeiling(Megahertz.Zero, 1), Brake: true);

    private readonly DomainSettings _settings;
    private readonly IDomainEffects _effects;
    private readonly LawLedger _laws;
    private readonly RungWatch _watch;
    private readonly ChildLedger _children;
    private readonly ReleaseShares _releasedByRung;
    private readonly ReleaseShares _releasedByEscalation;
    private readonly bool[] _braked;
    private readonly Watts _worst;
    private readonly long _epoch;
    private readonly TimeSpan _startedAt;
    private PowerEstimate _estimate = PowerEstimate.None;
    private DirectiveGate _gate;
    private LadderState _ladder;
    private LadderState _escalation;
    private BreakerState _breaker;
    private BreakerState _breakerBefore;
    private double _peak;
    private double _utilization;
    private TimeSpan? _escalatedAt;
    private bool _escalationTold;
    private Ceilings _issued;
    private (int Rung, DirectiveStamp From) _issuedFor = (-1, DirectiveStamp.None);
    private TimeSpan _issuedAt;
    private long _directiveSequence;
    private long _reportSequence;
    private Watts _power;
    private Watts _reported;
    private TimeSpan _reportedAt;
    private bool _meterLost;
    private bool _onFailSafe;
    private int _brakedCount;

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
        _releasedByRung = new ReleaseShares(settings.Children);
        _releasedByEscalation = new ReleaseShares(settings.Children);
        _braked = new bool[settings.Children.Count];
        _worst = settings.BaseLoadUnmetered;
        foreach (WorstCase child in settings.Children)
            _worst += Watts.Max(child.Nameplate, child.Under(Ceilings.Free));
        _epoch = (memory?.Epoch ?? 0) + 1;
        _gate = DirectiveGate.Silent(now, settings.Timing.Lease) with { Fence = memory?.HeardEpoch ?? 0 };
        _breaker = new BreakerState(0, now);
        _breakerBefore = _breaker;
        _ladder = new LadderState(Math.Clamp(memory?.Rung ?? 0, 0, settings.Ladder.Top), now, QuietSince: null);

        // A later life's reports must count as newer than an earlier one's: by the epoch where that was remembered, even if the clock starts from zero again after a
        // reboot; by the clock where it was not. 2^40 ms are 34 years.
        _reportSequence = (_epoch << 40) + (long)now.TotalMilliseconds;
        foreach (int child in memory?.BrakedChildren ?? [])
        {
            if ((uint)child < (uint)_braked.Length)
                BrakeChild(child, braked: true);
        }

        _issued = settings.HasParent && Own.Brake ? Braked : Own;
    }

    /// <summary>The rung in force.</summary>
    public int Rung => _ladder.Rung;

    /// <summary>What must survive a restart.</summary>
    public DomainMemory Memory => new(_epoch, _ladder.Rung, BrakedChildren()) { HeardEpoch = _gate.NewestEpoch };

    /// <summary>Stamp of the directive in force from above.</summary>
    public DirectiveStamp Accepted => _gate.Newest;

    /// <summary>Stamp of the newest directive told to those below.</summary>
    public DirectiveStamp Issued => new(_epoch, _directiveSequence);

    /// <summary>What those below were told, before any brake on a single child.</summary>
    public Ceilings InForce => _issued;

    /// <summary>The ceilings that this domain's own rung demands.</summary>
    public Ceilings Own => _settings.Ladder.CeilingsOn(_ladder.Rung);

    /// <summary>The domain as it stands, for readers.</summary>
    public DomainSnapshot Snapshot(TimeSpan now) => new(
        now, _power, _settings.Limit, _utilization, _ladder.Rung, Own, _issued, _children.Withheld, _children.Sheddable, _children.SilentCount, _breaker.Damage);

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
        DirectiveGate before = _gate;
        (_gate, DirectiveVerdict verdict) = _gate.Receive(directive, now);
        if (!_laws.Check(Law.P5, _gate.Newest.Epoch >= before.Newest.Epoch && (verdict == DirectiveVerdict.Accepted || _gate == before)))
            _laws.Violate(Law.P5, _settings.Path, now, $"epoch {directive.Stamp.Epoch} taken after {before.Newest.Epoch}");
        if (verdict == DirectiveVerdict.Fenced)
            _effects.Alert(AlertKind.FencedDirective, $"directive of epoch {directive.Stamp.Epoch} refused; the newest seen is {_gate.Newest.Epoch}");
        if (verdict == DirectiveVerdict.Accepted)
            Issue(now);
    }

    /// <summary>A child cannot hold its limit by itself, or can again. Said more than once, since a message may be lost.</summary>
    public void OnEscalation(int child, bool raised, TimeSpan now)
    {
        if (_braked[child] == raised)
            return;
        BrakeChild(child, raised);
        _effects.Alert(raised ? AlertKind.Escalated : AlertKind.EscalationOver, $"child {child} {(raised ? "is braked: it is over its limit with its whole ladder applied" : "is released")}");
        SendTo(child, now);
    }

    /// <summary>A child has restarted and asks what holds.</summary>
    public void OnChildStarted(int child, TimeSpan now) => SendTo(child, now);

    /// <summary>Looks at the clock: finds the silent, renews leases, sends a heartbeat. Once per telemetry period.</summary>
    public void OnTick(TimeSpan now)
    {
        bool newlySilent = _children.Tick(now);
        if (newlySilent)
            _effects.Alert(AlertKind.ChildSilent, $"{_children.SilentCount} of {_children.Count} children are silent and count as their worst case");
        if (_settings.HasMeter && !_meterLost && now - MeterHeardAt() > _settings.Timing.Staleness)
        {
            _meterLost = true;
            _effects.Alert(AlertKind.MeterLost, "the meter does not answer sense; the children's sum is used, raised by the ratio last seen");
        }

        Evaluate(now, newlySilent);
        bool mayRenew = _issued.Brake || !MustWaitForParent(now);
        if (mayRenew && now - _issuedAt >= _settings.Timing.Renewal)
            SendToAll(now);
        else
            RepeatBrakes();
    }

    private TimeSpan MeterHeardAt() => _estimate.HasReading ? _estimate.MeterAt : _startedAt;

    private void Evaluate(TimeSpan now, bool newlySilent = false)
    {
        Watts sum = _children.Total;
        bool metered = _estimate.HasReading && now - _estimate.MeterAt <= _settings.Timing.Staleness;
        _power = _estimate.Resolve(sum + _settings.BaseLoad, _settings.Timing.Staleness, now);
        if (!metered)
            _power = Watts.Max(_power, sum + _settings.BaseLoadUnmetered);

        // Without a limit there is nothing to guard, but a rung that was remembered from a time with one is still to be left.
        if (!double.IsPositiveInfinity(_settings.Limit.Value) || _ladder.Rung > 0)
            Guard(newlySilent, now);
        Issue(now);
        ReportIfDue(now);
    }

    private void Guard(bool newlySilent, TimeSpan now)
    {
        double before = _utilization;
        _utilization = _power / _settings.Limit;
        AccountOverload(before, newlySilent, now);
        Ladder ladder = _settings.Ladder;
        LadderInput input = new(
            _utilization,
            _ladder.Rung > 0 ? GivenBack(_releasedByRung, WithheldUnder(), ladder.CeilingsOn(_ladder.Rung - 1)) / _settings.Limit : 0,
            TripImminent: _utilization > 1 && !CarriesWorstOverload(),
            MayLoosen: !_children.AwaitsFirstReports && (_breaker.Damage <= 0 || CarriesWorstOverload()));
        double demand = _utilization + (WithheldInAll() / _settings.Limit);
        _watch.SeeDemand(demand, now);
        LadderState next = LadderLaw.Step(ladder, _ladder, input, now);
        if (next.Rung < _ladder.Rung)
            CheckLoosening(now);
        if (next.Rung != _ladder.Rung)
        {
            int from = _ladder.Rung;
            _ladder = next;
            _watch.Changed(from, next.Rung, now);
            _effects.RungChanged(from, next.Rung, _utilization);
        }

        _ladder = next;
        _watch.SeeRung(_ladder.Rung, input, demand, now);
        Escalate(input, now);
    }

    /// <summary>
    /// Keeps the breaker's memory, rather too hot than too cold: an interval counts at the highest reading at its ends (children report one after the other at one
    /// instant, so its end is several readings), and when a child is found to have been silent, so does the time in which nobody knew.
    /// </summary>
    private void AccountOverload(double before, bool newlySilent, TimeSpan now)
    {
        if (_settings.Breaker is not { } curve)
            return;
        if (now > _breaker.At)
            (_breakerBefore, _peak) = (_breaker, before);
        _peak = Math.Max(_peak, _utilization);
        if (newlySilent && _utilization > 1)
            _breakerBefore = _breakerBefore with { At = _breakerBefore.At - _settings.Timing.Staleness };
        BreakerState state = BreakerLaw.Advance(curve, _breakerBefore, _peak, now);

        // Where the estimate says it has tripped, and there is still somebody to ask, the estimate was too high; it must be able to cool down again.
        _breaker = state.HasTripped ? state with { Damage = HottestUntripped } : state;
    }

    /// <summary>
    /// True when the breaker would carry the worst that everything below can draw for as long as a brake may take under any single fault. Where it would not, power over the
    /// limit is braked at once, and nothing is loosened before the breaker has cooled: a cold breaker's patience is what the topology was checked for, and short
    /// overloads, each of them harmless, would otherwise add up to a trip (law P1).
    /// </summary>
    private bool CarriesWorstOverload() =>
        _settings.Breaker is not { } curve
        || BreakerLaw.SecondsLeft(curve, _breaker, Math.Max(_utilization, _worst / _settings.Limit)) > (_settings.Timing.WorstReaction + _settings.Timing.Telemetry).TotalSeconds;

    /// <summary>The ceilings that what is withheld was withheld under: those told to all, or the brake where single children have it on.</summary>
    private Ceilings WithheldUnder() => _brakedCount > 0 ? Ceilings.Tightest(_issued, Braked) : _issued;

    /// <summary>
    /// What the children would draw more if one set of ceilings were exchanged for a looser one, now or once those above have let go too: so it is counted from what
    /// they are held to, not from this domain's own rung.
    /// </summary>
    private Watts GivenBack(ReleaseShares released, in Ceilings from, in Ceilings to)
    {
        PerPriority<double> shares = released.Between(from, to);
        return (_children.Withheld.Low * shares.Low) + (_children.Withheld.High * shares.High) + _children.SilentRise(from, to);
    }

    private Watts WithheldInAll() =>
        _children.Withheld.Low + _children.Withheld.High + (_children.SilentCount == 0 ? Watts.Zero : _children.SilentRise(WithheldUnder(), Ceilings.Free));

    private void CheckLoosening(TimeSpan now)
    {
        // Independent of the running sums that led to the decision: everything is added up afresh, and every child must have spoken lately or count as its worst case.
        Watts afresh = _children.SumAfresh() + _settings.BaseLoad;
        double utilization = Watts.Max(afresh, _estimate.HasReading && now - _estimate.MeterAt <= _settings.Timing.Staleness ? _estimate.Metered : afresh) / _settings.Limit;
        Rung rung = _settings.Ladder.Rungs[_ladder.Rung - 1];
        bool holds = !_children.AwaitsFirstReports && utilization < rung.LeaveBelow + 1e-9;
        if (!_laws.Check(Law.P3, holds))
            _laws.Violate(Law.P3, _settings.Path, now, $"rung {rung.Name} left at {utilization:P1}, although it is only left below {rung.LeaveBelow:P0}, with every child known");
    }

    private void Escalate(in LadderInput domain, TimeSpan now)
    {
        bool exhausted = IsExhausted(domain, now);

        // Braked from above: perhaps for this domain's sake, on an escalation of an earlier life, or one whose end was lost. Taking it for its own, and ending it as any
        // other, keeps such a brake from staying for ever (law P8).
        if (_escalation.Rung == 0 && _gate.Accepted.Brake)
            _escalation = new LadderState(1, now, QuietSince: null);
        LadderInput input = new(
            exhausted ? 1 : Math.Min(_utilization, .999),
            _escalation.Rung > 0 ? GivenBack(_releasedByEscalation, Ceilings.Tightest(_issued, Braked), Own) / _settings.Limit : 0,
            TripImminent: false,
            domain.MayLoosen);
        LadderState next = LadderLaw.Step(EscalationLadder, _escalation, input, now);
        bool over = next.Rung < _escalation.Rung;
        _escalation = next;
        if (exhausted && !(now - _escalatedAt < _settings.Timing.Heartbeat))
            TellEscalation(raised: true, now);
        else if (over)
            TellEscalation(raised: false, now);
    }

    /// <summary>
    /// Over the limit, and nothing of its own left to do: the whole ladder is applied and has had its time; or the ladder has no brake, and climbing it would take longer
    /// than the breaker gives.
    /// </summary>
    private bool IsExhausted(in LadderInput domain, TimeSpan now)
    {
        Ladder ladder = _settings.Ladder;
        int top = ladder.Top;
        if (top == 0)
            return _utilization >= 1;
        if (!ladder.HasBrake && domain.TripImminent)
            return true;
        return _ladder.Rung == top && now - _ladder.Since >= _settings.Timing.WorstReaction && _utilization >= Math.Max(1, ladder.Rungs[top - 1].EnterAt);
    }

    private void TellEscalation(bool raised, TimeSpan now)
    {
        _escalatedAt = raised ? now : null;
        if (_escalationTold != raised)
            _effects.Alert(raised ? AlertKind.Escalated : AlertKind.EscalationOver, $"{_power} of {_settings.Limit} with the whole ladder applied");
        _escalationTold = raised;
        _effects.Escalate(raised);
    }

    /// <summary>Escalation is a ladder of one rung whose brake is applied by the parent.</summary>
    private static readonly Ladder EscalationLadder = new()
    {
        Name = "escalation",
        Hold = KnownLadders.DefaultHold,
        Rungs = [new Rung { Name = "escalated", EnterAt = 1, LeaveBelow = .9, Settle = TimeSpan.Zero, Ceilings = Braked }],
    };

    private void Issue(TimeSpan now)
    {
        if (_issuedFor == (_ladder.Rung, _gate.Newest) && (now < _gate.LeaseEnds || !_settings.HasParent))
            return; // Neither the rung nor the word from above has changed.
        Ceilings above = Ceilings.Free;
        bool waits = MustWaitForParent(now);
        if (waits && !Own.Brake)
            return;
        _issuedFor = (_ladder.Rung, _gate.Newest);
        if (waits)
        {
            above = Braked; // As tight as anything that could hold above: braking never waits.
        }
        else if (_settings.HasParent)
        {
            above = _gate.InForce(_settings.FailSafe, now);
            bool onFailSafe = now >= _gate.LeaseEnds;
            if (onFailSafe && !_onFailSafe)
                _effects.Alert(AlertKind.FailSafe, $"nothing heard from above for {_settings.Timing.Lease.TotalSeconds:0} s; the fail-safe ceilings hold");
            _onFailSafe = onFailSafe;
        }

        Ceilings own = Own;
        if (!_laws.Check(Law.P7, own.Low.IsAtLeastAsTightAs(own.High)))
            _laws.Violate(Law.P7, _settings.Path, now, $"high priority capped at {own.High} while low priority is at {own.Low}");
        Ceilings ceilings = Ceilings.Tightest(own, above);
        if (ceilings == _issued && _directiveSequence > 0)
            return;
        _issued = ceilings;
        SendToAll(now);
    }

    /// <summary>
    /// True after a start, until the parent has spoken or its lease is over. Those below still hold the last directive of an earlier life: to speak before knowing what holds
    /// above could loosen them.
    /// </summary>
    private bool MustWaitForParent(TimeSpan now) => _settings.HasParent && !_gate.HasHeard && now < _gate.LeaseEnds;

    private void SendToAll(TimeSpan now)
    {
        _issuedAt = now;
        _directiveSequence++;
        for (int child = 0; child < _braked.Length; child++)
            Send(child, now);
    }

    private void SendTo(int child, TimeSpan now)
    {
        if (MustWaitForParent(now) && !_braked[child] && !_issued.Brake)
            return;
        _directiveSequence++;
        Send(child, now);
    }

    /// <summary>
    /// A brake cannot wait for the next renewal if the message was lost (law P1): a child that has not confirmed it is told again, under the same stamp, so that one that has it
    /// takes this as the duplicate it is.
    /// </summary>
    private void RepeatBrakes()
    {
        if (!_issued.Brake && _brakedCount == 0)
            return;
        for (int child = 0; child < _braked.Length; child++)
        {
            if ((_issued.Brake || _braked[child]) && !_children.HasAcknowledged(child) && _children.LatestIssued(child) > DirectiveStamp.None)
                _effects.Direct(child, new Directive(_children.LatestIssued(child), CeilingsFor(child), _settings.Timing.Lease));
        }
    }

    private Ceilings CeilingsFor(int child) => _braked[child] ? Ceilings.Tightest(_issued, Braked) : _issued;

    private void Send(int child, TimeSpan now)
    {
        Ceilings ceilings = CeilingsFor(child);
        if (!_laws.Check(Law.P2, ceilings.IsAtLeastAsTightAs(_issued) && (!_settings.HasParent || ceilings.IsAtLeastAsTightAs(_gate.Accepted))))
            _laws.Violate(Law.P2, _settings.Path, now, $"told child {child} {ceilings}, looser than {_issued} or than {_gate.Accepted} from above");
        Directive directive = new(new DirectiveStamp(_epoch, _directiveSequence), ceilings, _settings.Timing.Lease);
        _children.Issued(child, directive);
        _effects.Direct(child, directive);
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
        _effects.Report(new PowerReport(++_reportSequence, _power, _children.Withheld, _children.Sheddable, _gate.Newest));
    }

    private void BrakeChild(int child, bool braked)
    {
        if (_braked[child] == braked)
            return;
        _braked[child] = braked;
        _brakedCount += braked ? 1 : -1;
    }

    private List<int> BrakedChildren()
    {
        List<int> children = new(_brakedCount);
        for (int i = 0; i < _braked.Length; i++)
        {
            if (_braked[i])
                children.Add(i);
        }

        return children;
    }
}
