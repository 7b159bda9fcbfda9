using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Tree;
using Directive = PowerActors.Core.Control.Directives.Directive;

namespace PowerActors.Cluster.Sessions;

/// <summary>
/// Stands under its rack for a server whose own actor runs in an agent: hands directives to the connection, if there is one, and tells the rack what comes from it. It decides nothing: while
/// nobody is connected it is silent, and the rack counts the server as the most that it could draw.
/// </summary>
/// <param name="seat">The server's place in the hub.</param>
/// <param name="observer">Hears what the agent has to tell a person.</param>
/// <param name="board">Where the server's snapshot goes.</param>
/// <param name="clock">The hub's clock.</param>
/// <param name="meter">A meter of the server's that the node reads itself, or null. Where it reads more than the agent says, it counts: no sensor talks anybody into optimism.</param>
internal sealed class RemoteServerActor(ServerSeat seat, ITreeObserver observer, SnapshotBoard? board, Func<TimeSpan> clock, IPowerMeter? meter = null) : Actor
{
    private readonly Watts _believable = 1.5 * seat.Node.Server!.Model.Nameplate;
    private Ceilings _told = Ceilings.Free;
    private HeldDirective? _held;
    private bool _heldIsTold;

    protected override void PreStart()
    {
        seat.Actor = Self;
        if (seat.Session is not null)
            OnJoined();
    }

    protected override void Receive(object message)
    {
        switch (message)
        {
            case TreeMessages.ChildReport report:
                OnReport(report);
                break;
            case TreeMessages.DirectiveIssued issued:
                Direct(issued.Directive);
                break;
            case Joined:
                OnJoined();
                break;
            case EscalationHeard escalation:
                Context.Parent.Tell(new TreeMessages.Escalation(seat.Slot, escalation.Raised), Self);
                break;
            case NoticeHeard notice:
                observer.OnAlert(seat.Node, notice.Kind, notice.Detail, Context.Now);
                if (notice.Kind == AlertKind.FencedDirective)
                    TellWhatIsHeld(); // Epochs could not be reserved above what it has heard; perhaps they can now.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnReport(TreeMessages.ChildReport report)
    {
        if (meter is not null && meter.TryRead(Context.Now, out Watts metered) && metered.IsPlausible && metered <= _believable && metered > report.Report.Power)
            report = report with { Report = report.Report with { Power = metered } };
        Publish(report.Report);
        Context.Parent.Tell(report, Self);
    }

    private void OnJoined()
    {
        // The tree first hears what the agent brought along, then is asked what holds.
        TakeUpWhatIsHeld();
        AskWhatHolds();
    }

    private void TakeUpWhatIsHeld()
    {
        if (_heldIsTold || seat.Held is not { } held)
            return;
        _heldIsTold = true;
        _held = held;
        TellWhatIsHeld();
    }

    private void TellWhatIsHeld()
    {
        if (seat.Held is { } held)
            Context.Parent.Tell(new TreeMessages.ChildHolds(seat.Slot, held.Epoch, held.TrailAt(clock())), Self);
    }

    private void Direct(in Directive directive)
    {
        // The session stands before the word of it has come: nothing may reach the agent unguarded in between (law P10). The session is read first, since what is held is there before it.
        AgentSession? session = seat.Session;
        TakeUpWhatIsHeld();
        Directive next = directive;
        if (_held is not null)
        {
            next = _held.Guard(directive, clock(), out bool isOver);
            if (isOver)
                _held = null;
        }

        _told = next.Ceilings;
        session?.Direct(next);
    }

    private void AskWhatHolds() => Context.Parent.Tell(new TreeMessages.ChildStarted(seat.Slot), Self);

    private void Publish(in PowerReport report) => board?.Publish(seat.Node.Index, new DomainSnapshot(
        Context.Now, report.Power, Watts.Unlimited, Utilization: 0, Rung: 0, Ceilings.Free, _told, report.Withheld, report.Sheddable, SilentChildren: 0, BreakerDamage: 0));

    /// <summary>An agent has connected, or its server's actor has started again.</summary>
    public sealed class Joined
    {
        private Joined()
        {
        }

        public static Joined Instance { get; } = new();
    }

    /// <summary>The agent's server cannot hold its limit, or can again.</summary>
    public sealed record EscalationHeard(bool Raised);

    /// <summary>The agent has something to tell a person.</summary>
    public sealed record NoticeHeard(AlertKind Kind, string Detail);
}
