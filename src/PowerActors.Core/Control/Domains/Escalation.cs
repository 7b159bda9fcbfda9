using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// Asks the parent for its brake when a domain is over its limit and has nothing of its own left to do, and gives it back. Asked again with every heartbeat while it
/// is so, since a message may be lost.
/// </summary>
/// <param name="settings">The domain.</param>
/// <param name="effects">Where decisions go.</param>
/// <param name="children">The domain's children.</param>
/// <param name="directives">What they were told, and what comes from above.</param>
internal sealed class Escalation(DomainSettings settings, IDomainEffects effects, ChildLedger children, DirectiveIssuer directives)
{
    private const double AlmostAll = .999;

    /// <summary>Escalation is a ladder of one rung whose brake is applied by the parent.</summary>
    private static readonly Ladder OneRung = new()
    {
        Name = "escalation",
        Hold = KnownLadders.DefaultHold,
        Rungs = [new Rung { Name = "escalated", EnterAt = 1, LeaveBelow = .9, Settle = TimeSpan.Zero, Ceilings = Ceilings.Braked }],
    };

    private readonly ReleaseShares _released = new(settings.Children, children);
    private LadderState _state;
    private TimeSpan? _raisedAt;
    private bool _told;

    /// <summary>One evaluation of the law, after the domain's own rung was decided.</summary>
    /// <param name="seen">What the domain's ladder was told.</param>
    /// <param name="ladder">Where the domain stands on it.</param>
    /// <param name="power">The domain's power.</param>
    /// <param name="now">The present.</param>
    public void Step(in LadderInput seen, in LadderState ladder, Watts power, TimeSpan now)
    {
        bool exhausted = IsExhausted(seen, ladder, now);

        // Braked from above: perhaps for this domain's sake, on an escalation of an earlier life, or one whose end was lost. Taking it for its own, and ending it as any
        // other, keeps such a brake from staying for ever (law P8).
        if (_state.Rung == 0 && directives.FromAbove.Accepted.Brake)
            _state = new LadderState(1, now, QuietSince: null);
        LadderInput input = new(
            exhausted ? 1 : Math.Min(seen.OfLimit, AlmostAll),
            _state.Rung > 0 ? GivenBack(settings.Ladder.CeilingsOn(ladder.Rung)) / settings.Limit : 0,
            TripImminent: false,
            seen.MayLoosen);
        LadderState next = LadderLaw.Step(OneRung, _state, input, now);
        bool over = next.Rung < _state.Rung;
        _state = next;
        if (exhausted && !(now - _raisedAt < settings.Timing.Heartbeat))
            Tell(raised: true, power, now);
        else if (over)
            Tell(raised: false, power, now);
    }

    private Watts GivenBack(in Ceilings own) => _released.GivenBack(Ceilings.Tightest(directives.InForce, Ceilings.Braked), own);

    /// <summary>
    /// Over the limit, and nothing of its own left to do: the whole ladder is applied and has had its time; or the ladder has no brake, and climbing it would take longer
    /// than the breaker gives.
    /// </summary>
    private bool IsExhausted(in LadderInput seen, in LadderState state, TimeSpan now)
    {
        Ladder ladder = settings.Ladder;
        int top = ladder.Top;
        if (top == 0)
            return seen.OfLimit >= 1;
        if (!ladder.HasBrake && seen.TripImminent)
            return true;
        return state.Rung == top && now - state.Since >= settings.Timing.WorstReaction && seen.OfLimit >= Math.Max(1, ladder.Rungs[top - 1].EnterAt);
    }

    private void Tell(bool raised, Watts power, TimeSpan now)
    {
        _raisedAt = raised ? now : null;
        if (_told != raised)
            effects.Alert(raised ? AlertKind.Escalated : AlertKind.EscalationOver, $"{power} of {settings.Limit} with the whole ladder applied");
        _told = raised;
        if (!raised || !directives.OnlyWatches)
            effects.Escalate(raised);
    }
}
