using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// A domain's place in the chain of command: hears those above, and tells those below the tightest of that and of the domain's own rung, under stamps of its own. All are
/// told when it changes and when it is to be renewed; one alone when it asks, and when it is braked for its own sake.
/// </summary>
internal sealed class DirectiveIssuer
{
    private static readonly (int, DirectiveStamp) Steered = (-2, DirectiveStamp.None);

    private readonly DomainSettings _settings;
    private readonly IDomainEffects _effects;
    private readonly LawLedger _laws;
    private readonly ChildLedger _children;
    private readonly bool[] _braked;
    private int _brakedCount;
    private DirectiveGate _above;
    private bool _onFailSafe;
    private bool _shadow;
    private ClockCeiling? _pin;
    private DomainSteering _steering;
    private Ceilings _issued;
    private (int Rung, DirectiveStamp From) _issuedFor = (-1, DirectiveStamp.None);
    private TimeSpan _issuedAt;
    private long _sequence;
    private int _rung;
    private Ceilings _loosenedFrom = Ceilings.Free;
    private TimeSpan _loosenedAt = TimeSpan.MinValue;

    /// <summary>Starts with nothing heard and nothing told.</summary>
    /// <param name="settings">The domain.</param>
    /// <param name="memory">What was remembered of an earlier life, or null.</param>
    /// <param name="rung">The rung that the domain starts on.</param>
    /// <param name="effects">Where decisions go.</param>
    /// <param name="laws">Where laws are counted.</param>
    /// <param name="children">Where what each child was told is noted.</param>
    /// <param name="now">The present.</param>
    public DirectiveIssuer(DomainSettings settings, DomainMemory? memory, int rung, IDomainEffects effects, LawLedger laws, ChildLedger children, TimeSpan now)
    {
        _settings = settings;
        _effects = effects;
        _laws = laws;
        _children = children;
        _braked = new bool[settings.Children.Count];
        _steering = settings.Steering;
        Epoch = (memory?.Epoch ?? 0) + 1;
        _above = DirectiveGate.Silent(now, settings.Timing.Lease) with { Fence = memory?.HeardEpoch ?? 0 };
        foreach (int child in memory?.BrakedChildren ?? [])
        {
            if ((uint)child < (uint)_braked.Length)
                Brake(child, braked: true, now);
        }

        _rung = rung;
        Ceilings own = OwnOn(rung);
        _issued = settings.HasParent && own.Brake ? Ceilings.Braked : own;
    }

    /// <summary>The domain's epoch in this life.</summary>
    public long Epoch { get; private set; }

    /// <summary>Stamp of the newest directive told to those below.</summary>
    public DirectiveStamp Issued => new(Epoch, _sequence);

    /// <summary>True while the domain only watches.</summary>
    public bool OnlyWatches => _steering.Mode == ControlMode.Shadow;

    /// <summary>What was heard from above.</summary>
    public ref readonly DirectiveGate FromAbove => ref _above;

    /// <summary>What those below were told, before any brake on a single child.</summary>
    public ref readonly Ceilings InForce => ref _issued;

    /// <summary>
    /// The ceilings that what is withheld was withheld under: those told to all, or the brake where single children have it on. A looser ceiling takes a latency to act, and a
    /// report or two to show: until then, what is withheld is still withheld under the tighter one before. Taken for the looser one's, a large release would pass for a small
    /// one, and a domain with a hold shorter than that latency would flap (law P9).
    /// </summary>
    public Ceilings WithheldUnder(TimeSpan now)
    {
        Ceilings told = _brakedCount > 0 ? Ceilings.Tightest(_issued, Ceilings.Braked) : _issued;
        return _loosenedAt > TimeSpan.MinValue && now - _loosenedAt <= _settings.Timing.EffectShows ? Ceilings.Tightest(told, _loosenedFrom) : told;
    }

    /// <summary>The children braked on their own escalation.</summary>
    public IReadOnlyList<int> BrakedChildren()
    {
        List<int> children = new(_brakedCount);
        for (int i = 0; i < _braked.Length; i++)
        {
            if (_braked[i])
                children.Add(i);
        }

        return children;
    }

    /// <summary>A directive comes from above.</summary>
    /// <returns>True when it is now in force.</returns>
    public bool Hear(in Directive directive, TimeSpan now)
    {
        DirectiveGate before = _above;
        (_above, DirectiveVerdict verdict) = _above.Receive(directive, now);
        if (!_laws.Check(Law.P5, _above.Newest.Epoch >= before.Newest.Epoch && (verdict == DirectiveVerdict.Accepted || _above == before)))
            _laws.Violate(Law.P5, _settings.Path, now, $"epoch {directive.Stamp.Epoch} taken after {before.Newest.Epoch}");
        if (verdict == DirectiveVerdict.Fenced)
            _effects.Alert(AlertKind.FencedDirective, $"directive of epoch {directive.Stamp.Epoch} refused; the newest seen is {_above.Newest.Epoch}");
        return verdict == DirectiveVerdict.Accepted;
    }

    /// <summary>
    /// Goes on under a higher epoch: those below have heard one that this domain knows nothing of, and refuse everything older (law P5). All are told what holds at the next issue.
    /// </summary>
    public void RaiseEpoch(long epoch)
    {
        if (epoch <= Epoch)
            return;
        Epoch = epoch;
        _sequence = 0;
        _issuedFor = Steered;
    }

    /// <summary>People have said something else: all children are told at the next issue.</summary>
    public void Steer(DomainSteering steering)
    {
        _steering = steering;
        _issuedFor = Steered;
    }

    /// <summary>Tells all children what holds now, if the rung or the word from above has changed that.</summary>
    public void Issue(int rung, TimeSpan now)
    {
        if (_issuedFor == (rung, _above.Newest) && (now < _above.LeaseEnds || !_settings.HasParent))
            return; // Neither the rung nor the word from above has changed.
        Ceilings own = OwnOn(rung);
        Ceilings above = Ceilings.Free;
        bool waits = MustWaitForParent(now);
        if (waits && !own.Brake)
            return;
        bool steered = _issuedFor == Steered;
        _rung = rung;
        _issuedFor = (rung, _above.Newest);
        if (waits)
        {
            above = Ceilings.Braked; // As tight as anything that could hold above: braking never waits.
        }
        else if (_settings.HasParent)
        {
            above = _above.InForce(_settings.FailSafe, now);
            bool onFailSafe = now >= _above.LeaseEnds && !_above.IsShadow;
            if (onFailSafe && !_onFailSafe)
                _effects.Alert(AlertKind.FailSafe, $"nothing heard from above for {_settings.Timing.Lease.TotalSeconds:0} s; the fail-safe ceilings hold");
            _onFailSafe = onFailSafe;
        }

        if (!_laws.Check(Law.P7, own.Low.IsAtLeastAsTightAs(own.High) && own.Price.Low >= own.Price.High))
            _laws.Violate(Law.P7, _settings.Path, now, $"high priority held to {own.Of(Priority.High)} while low priority is at {own.Of(Priority.Low)}");
        Ceilings ceilings = Ceilings.Tightest(own, above);
        (bool shadow, ClockCeiling? pin) = (IsShadow, PinForAll);
        if (ceilings == _issued && shadow == _shadow && pin == _pin && _sequence > 0 && !steered)
            return;
        (_shadow, _pin) = (shadow, pin);
        if (!ceilings.IsAtLeastAsTightAs(_issued))
            Loosens(_issued, now);
        _issued = ceilings;
        SendToAll(now);
    }

    /// <summary>Renews what was told where that is due, and repeats brakes that were not confirmed.</summary>
    public void Renew(TimeSpan now)
    {
        bool mayRenew = _issued.Brake || !MustWaitForParent(now);
        if (mayRenew && now - _issuedAt >= _settings.Timing.Renewal)
            SendToAll(now);
        else
            RepeatBrakes();
    }

    /// <summary>Brakes one child, or releases it.</summary>
    /// <returns>False when nothing changed by that.</returns>
    public bool Brake(int child, bool braked, TimeSpan now)
    {
        if (_braked[child] == braked)
            return false;
        if (!braked)
            Loosens(Ceilings.Braked, now);
        _braked[child] = braked;
        _brakedCount += braked ? 1 : -1;
        return true;
    }

    /// <summary>Tells one child what holds.</summary>
    public void SendTo(int child, TimeSpan now)
    {
        if (MustWaitForParent(now) && !_braked[child] && !_issued.Brake)
            return;
        _sequence++;
        Send(child, now);
    }

    /// <summary>
    /// True after a start, until the parent has spoken or its lease is over. Those below still hold the last directive of an earlier life: to speak before knowing what holds
    /// above could loosen them.
    /// </summary>
    private bool MustWaitForParent(TimeSpan now) => _settings.HasParent && !_above.HasHeard && now < _above.LeaseEnds;

    private void Loosens(in Ceilings from, TimeSpan now)
    {
        bool oneIsInFlight = _loosenedAt > TimeSpan.MinValue && now - _loosenedAt <= _settings.Timing.EffectShows;
        _loosenedFrom = oneIsInFlight ? Ceilings.Tightest(_loosenedFrom, from) : from;
        _loosenedAt = now;
    }

    private void SendToAll(TimeSpan now)
    {
        _issuedAt = now;
        _sequence++;
        for (int child = 0; child < _braked.Length; child++)
            Send(child, now);
    }

    private void Send(int child, TimeSpan now)
    {
        Ceilings ceilings = CeilingsFor(child);
        if (!_laws.Check(Law.P2, (ceilings.IsAtLeastAsTightAs(_issued) && (!_settings.HasParent || ceilings.IsAtLeastAsTightAs(_above.Accepted))) || IsExempt(child)))
            _laws.Violate(Law.P2, _settings.Path, now, $"told child {child} {ceilings}, looser than {_issued} or than {_above.Accepted} from above");
        Directive directive = DirectiveTo(child, Issued, ceilings);
        _children.Issued(child, directive);
        _effects.Direct(child, directive);
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
                _effects.Direct(child, DirectiveTo(child, _children.LatestIssued(child), CeilingsFor(child)));
        }
    }

    /// <summary>What one child is told: what all are, with the brake where it is braked for its own sake, and with nothing else where a person has exempted it.</summary>
    public Ceilings CeilingsFor(int child)
    {
        Ceilings told = IsExempt(child) ? _issued.ForExempt : _issued;
        return _braked[child] ? Ceilings.Tightest(told, Ceilings.Braked) : told;
    }

    /// <summary>An exemption ends where a controller above is dead: the fail-safe sums count on every GPU (law P6).</summary>
    private bool IsExempt(int child) => _steering.Children.Count > 0 && !_onFailSafe && _steering.Children.TryGetValue(child, out ChildSteering steering) && steering.Exempt;

    private Directive DirectiveTo(int child, DirectiveStamp stamp, in Ceilings ceilings)
    {
        ClockCeiling? pin = _pin;
        if (_steering.Children.Count > 0 && !_shadow && _steering.Children.TryGetValue(child, out ChildSteering steering))
            pin = ClockCeiling.Tightest(pin, steering.Pin);
        return new Directive(stamp, ceilings, _settings.Timing.Lease) { Shadow = _shadow, Pin = pin, Trail = _above.Trail.Below(_rung, _braked[child]) };
    }

    private ClockCeiling? PinForAll => _steering.Mode == ControlMode.Shadow ? _above.Pin : ClockCeiling.Tightest(_above.Pin, _steering.Pin);

    private bool IsShadow => _steering.Mode == ControlMode.Shadow && (!_settings.HasParent || _above.IsShadow);

    private Ceilings OwnOn(int rung) => _steering.Mode == ControlMode.Shadow ? Ceilings.Free : _settings.Ladder.CeilingsOn(rung);
}
