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
    private static readonly Ceilings Braked = new(new ClockCeiling(Megahertz.Zero, 1), new ClockCeiling(Megahertz.Zero, 1), Brake: true);

    private readonly DomainSettings _settings;
    private readonly IDomainEffects _effects;
    private readonly LawLedger _laws;
    private readonly RungWatch _watch;
    private readonly ChildLedger _children;
    private readonly bool[] _braked;
    private readonly Watts _worst;
    private readonly long _epoch;
    private PowerEstimate _estimate = PowerEstimate.None;
    private DirectiveGate _gate;
    private LadderState _ladder;
    private LadderState _escalation;
    private BreakerState _breaker;
    private double _utilization;
    private Ceilings _issued;
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
        _children = new ChildLedger(settings.Children, settings.Timing.Staleness, now);
        _braked = new bool[settings.Children.Count];
        _worst = settings.BaseLoadUnmetered;
        foreach (WorstCase child in settings.Children)
            _worst += Watts.Max(child.Nameplate, child.Under(Ceilings.Free));
        _epoch = (memory?.Epoch ?? 0) + 1;
        _gate = DirectiveGate.Silent(now, settings.Timing.Lease);
        _breaker = new BreakerState(0, now);
        _ladder = new LadderState(Math.Min(memory?.Rung ?? 0, settings.Ladder.Top), now, QuietSince: null);
        _reportSequence = now.Ticks; // A later life's reports must count as newer than an earlier one's.
        foreach (int child in memory?.BrakedChildren ?? [])
            BrakeChild(child, braked: true);
        _issued = settings.Ladder.CeilingsOn(_ladder.Rung);
    }

    /// <summary>The rung in force.</summary>
    public int Rung => _ladder.Rung;

    /// <summary>What must survive a restart.</summary>
    public DomainMemory Memory => new(_epoch, _ladder.Rung, BrakedChildren());

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

    /// <summary>A child reports, and more will follow at once: it is noted, and decided upon at the next tick.</summary>
    public void NoteReport(int child, in PowerReport report, TimeSpan now) => _children.Receive(child, report, now);

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
        _estimate = PowerEstimate.FromReading(reading, _children.Total + _settings.BaseLoad, now);
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

    /// <summary>A child cannot hold its limit by itself, or can again.</summary>
    public void OnEscalation(int child, bool raised, TimeSpan now)
    {
        BrakeChild(child, raised);
        _effects.Alert(raised ? AlertKind.Escalated : AlertKind.EscalationOver, $"child {child} {(raised ? "is braked: it is over its limit with its whole ladder applied" : "is released")}");
        SendTo(child, now);
    }

    /// <summary>A child has restarted and asks what holds.</summary>
    public void OnChildStarted(int child, TimeSpan now) => SendTo(child, now);

    /// <summary>Looks at the clock: finds the silent, renews leases, sends a heartbeat. Once per telemetry period.</summary>
    public void OnTick(TimeSpan now)
    {
        if (_children.Tick(now))
            _effects.Alert(AlertKind.ChildSilent, $"{_children.SilentCount} of {_children.Count} children are silent and count as their worst case");
        if (_settings.HasMeter && !_meterLost && now - MeterHeardAt() > _settings.Timing.Staleness)
        {
            _meterLost = true;
            _effects.Alert(AlertKind.MeterLost, "the meter does not answer sense; the children's sum is used, raised by the ratio last seen");
        }

        Evaluate(now);
        if (now - _issuedAt >= _settings.Timing.Renewal)
            SendToAll(now);
    }

    private TimeSpan MeterHeardAt() => _estimate.HasReading ? _estimate.MeterAt : _watch.StartedAt;

    private void Evaluate(TimeSpan now)
    {
        Watts sum = _children.Total;
        bool metered = _estimate.HasReading && now - _estimate.MeterAt <= _settings.Timing.Staleness;
        Watts baseLoad = metered || !_settings.HasMeter ? _settings.BaseLoad : _settings.BaseLoadUnmetered;
        _power = _estimate.Resolve(sum + baseLoad, _settings.Timing.Staleness, now);

        if (!double.IsPositiveInfinity(_settings.Limit.Value))
            Guard(now);
        Issue(now);
        ReportIfDue(now);
    }

    private void Guard(TimeSpan now)
    {
        if (_settings.Breaker is { } curve)
            _breaker = BreakerLaw.Advance(curve, _breaker, _utilization, now);
        _utilization = _power / _settings.Limit;
        Ladder ladder = _settings.Ladder;
        LadderInput input = new(
            _utilization,
            _ladder.Rung > 0 ? GivenBackBelow() / _settings.Limit : 0,
            TripIsImminent(),
            MayLoosen: !_children.AwaitsFirstReports);
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
        _watch.Observe(_ladder, input, (_children.Withheld.Low + _children.Withheld.High) / _settings.Limit, now);
        Escalate(now);
    }

    private bool TripIsImminent()
    {
        if (_settings.Breaker is not { } curve || _utilization <= 1)
            return false;
        double reaction = (_settings.Timing.BrakeLatency + _settings.Timing.Telemetry).TotalSeconds;
        return BreakerLaw.SecondsLeft(curve, _breaker, _utilization) <= 2 * reaction;
    }

    /// <summary>What leaving the rung in force for the one below would give back to the children.</summary>
    private Watts GivenBackBelow()
    {
        Ceilings from = _settings.Ladder.CeilingsOn(_ladder.Rung);
        Ceilings to = _settings.Ladder.CeilingsOn(_ladder.Rung - 1);
        double low = 0, high = 0;
        foreach (WorstCase child in _settings.Children)
        {
            low = Math.Max(low, child.ReleasedShare(Priority.Low, from, to));
            high = Math.Max(high, child.ReleasedShare(Priority.High, from, to));
        }

        return (_children.Withheld.Low * low) + (_children.Withheld.High * high) + _children.SilentRise(from, to);
    }

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

    private void Escalate(TimeSpan now)
    {
        int top = _settings.Ladder.Top;
        bool exhausted = _ladder.Rung == top
            && (top == 0 || now - _ladder.Since >= _settings.Timing.WorstReaction)
            && _utilization >= Math.Max(1, top == 0 ? 1 : _settings.Ladder.Rungs[top - 1].EnterAt);
        LadderInput input = new(
            exhausted ? 1 : Math.Min(_utilization, .999),
            (_children.Withheld.Low + _children.Withheld.High) / _settings.Limit,
            TripImminent: false,
            MayLoosen: !_children.AwaitsFirstReports);
        LadderState next = LadderLaw.Step(EscalationLadder, _escalation, input, now);
        if (next.Rung != _escalation.Rung)
        {
            _effects.Alert(next.Rung > 0 ? AlertKind.Escalated : AlertKind.EscalationOver, $"{_power} of {_settings.Limit} with the whole ladder applied");
            _effects.Escalate(next.Rung > 0);
        }

        _escalation = next;
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
        Ceilings above = Ceilings.Free;
        if (MustWaitForParent(now))
            return;
        if (_settings.HasParent)
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
        if (MustWaitForParent(now))
            return;
        _issuedAt = now;
        _directiveSequence++;
        for (int child = 0; child < _braked.Length; child++)
            Send(child, now);
    }

    private void SendTo(int child, TimeSpan now)
    {
        if (MustWaitForParent(now))
            return;
        _directiveSequence++;
        Send(child, now);
    }

    private void Send(int child, TimeSpan now)
    {
        Ceilings ceilings = _braked[child] ? Ceilings.Tightest(_issued, Braked) : _issued;
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
