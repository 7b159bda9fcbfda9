using Microsoft.Extensions.Logging;
using PowerActors.Actors;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Hardware;
using PowerActors.Agent.Hints;
using PowerActors.Agent.State;
using PowerActors.Agent.Yielding;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Tree;
using PowerActors.Wire;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Transport;
using ControlDirective = PowerActors.Core.Control.Directives.Directive;
using Protocol = PowerActors.Wire.Protocol;

namespace PowerActors.Agent.Links;

/// <summary>
/// Stands for the rack above a server: starts the server's actors once it is known what they guard, hands them what the node directs, sends the node what they report, and remembers what holds.
/// The server's actors share its lane, so what they tell it as their observer needs no message.
/// </summary>
/// <param name="link">The server.</param>
/// <param name="node">The connection.</param>
/// <param name="options">The agent's settings.</param>
/// <param name="logger">The log.</param>
internal sealed class ServerLinkActor(ServerLink link, NodeLink node, AgentOptions options, ILogger logger) : Actor, ITreeObserver
{
    /// <summary>Notices that wait for a node at most; older ones are dropped.</summary>
    private const int MostNotices = 32;

    private static readonly object ReconcileTimer = new();
    private static readonly object HelloTimer = new();
    private static readonly LinkMessages.ServerRead Read = new();

    /// <summary>A server that nobody guards is worse than an actor that stumbles: restarted for ever, ever more patiently.</summary>
    public static readonly SupervisorStrategy Restarts = SupervisorStrategy.Default with
    {
        Decider = static _ => Actors.Directive.Restart,
        MaxRestarts = int.MaxValue,
        Backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)),
    };

    private readonly Queue<Protocol.Notice> _notices = [];
    private readonly GpuTelemetry[] _telemetry = new GpuTelemetry[link.Hardware.Gpus.Count];
    private readonly GpuCaps[] _caps = new GpuCaps[link.Hardware.Gpus.Count];
    private readonly Protocol.Report _wire = new(); // used again for every report
    private readonly ReconnectBackoff _refusals = new(options.FirstBackoff, options.LongestBackoff, (options.Seed ?? 1) + link.Handle);
    private RememberedActors _memories = null!;
    private IActorRef? _server;
    private Assignment? _assignment;
    private Assignment? _next;
    private ControlDirective? _directive;
    private DirectiveGate _gate;
    private PowerReport? _report;
    private GovernorStanding? _governor;
    private HintStanding? _hints;
    private bool _clocksChanged;
    private Watts? _meter;
    private TimeSpan _readAt;
    private TimeSpan _capsDue;
    private long _sequence;
    private string? _refusalTold;
    private bool _priceTold;

    public static Props Props(ServerLink link, NodeLink node, AgentOptions options, ILogger logger) =>
        Actors.Props.Create(() => new ServerLinkActor(link, node, options, logger)).WithSupervisor(Restarts);

    protected override void PreStart()
    {
        IActorRef self = Self;
        link.StateFailed = problem => self.Tell(new LinkMessages.StateFailed(problem), self);
        link.LawBroken = () => self.Tell(new LinkMessages.LawBroken(), self);
        link.IsWelcomed = false;
        _memories = new RememberedActors(Save);
        _gate = DirectiveGate.Silent(Context.Now, TimeSpan.Zero);
        Timers.StartPeriodic(ReconcileTimer, new LinkMessages.Reconcile(), options.ReconcileEvery);
        if (link.Recall() is { } state)
            Resume(state);
        if (node.IsOpen)
            Introduce();
    }

    protected override void Receive(object message)
    {
        switch (message)
        {
            case TreeMessages.ChildReport report:
                _report = report.Report;
                break;
            case LinkMessages.ServerRead:
                SendReport(Context.Now);
                break;
            case LinkMessages.Directed directed:
                OnDirective(directed.Directive, directed.Late, Context.Now);
                break;
            case TreeMessages.Escalation escalation:
                Post(new Protocol.Frame { Escalation = new Protocol.Escalation { Raised = escalation.Raised } });
                break;
            case TreeMessages.ChildStarted:
                _report = null;
                TellServerWhatHolds(Context.Now);
                Post(new Protocol.Frame { Started = new Protocol.Started() });
                break;
            case LinkMessages.Welcomed welcomed:
                OnWelcome(welcomed.Assignment);
                break;
            case LinkMessages.Refused refused:
                link.IsWelcomed = false;
                if (refused.Reason != _refusalTold)
                    AgentLog.Refused(logger, Name, refused.Reason);
                _refusalTold = refused.Reason;
                Timers.StartSingle(HelloTimer, new LinkMessages.HelloAgain(), _refusals.Next());
                break;
            case LinkMessages.Opened or LinkMessages.HelloAgain:
                Introduce();
                break;
            case LinkMessages.Closed:
                link.IsWelcomed = false;
                Timers.Cancel(HelloTimer);
                break;
            case LinkMessages.Reconcile:
                Reconcile(Context.Now);
                TellWishes(); // again, so that a GPU that has restarted hears it
                TellBreaches(Context.Now);
                break;
            case LinkMessages.Governed governed:
                _clocksChanged |= !governed.Standing.SaysTheSameAs(_governor);
                _governor = governed.Standing;
                TellWishes();
                break;
            case LinkMessages.Hinted hinted:
                _clocksChanged = true;
                _hints = hinted.Standing;
                TellWishes();
                break;
            case LinkMessages.StateFailed failed:
                OnAlert(AlertKind.AgentState, failed.Problem);
                break;
            case LinkMessages.LawBroken:
                TellBreaches(Context.Now);
                break;
            case Terminated when _next is { } next:
                _next = null;
                Start(next);
                TellServerWhatHolds(Context.Now);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Called by the server's actor, in this lane.</summary>
    void ITreeObserver.OnServerRead(TreeNode server, ReadOnlySpan<GpuReading> readings, Watts? meter, TimeSpan now)
    {
        for (int i = 0; i < readings.Length; i++)
            _telemetry[i] = GpuTelemetry.Of(readings[i], link.Hardware.Observed[i].Asked?.Brake ?? false);
        _meter = meter;
        _readAt = now;
        if ((link.Options.Governor is not null || link.Options.InsideGovernor is not null) && _assignment is { } assignment)
            link.Sight.Note(readings, CapNow(assignment, now));
        Self.Tell(Read, Self); // Behind the report that the server may have sent just now.
    }

    private Megahertz CapNow(Assignment assignment, TimeSpan now)
    {
        if (!options.Applies || _gate.IsShadow || (!_gate.HasHeard && now < _gate.LeaseEnds))
            return Megahertz.Unlimited; // Nothing is asked of the hardware.
        GpuModel model = link.Hardware.Gpus[0].Model;
        Ceilings inForce = _gate.InForce(assignment.FailSafe, now);
        GpuCap cap = inForce.ForGpu(model, assignment.Priority);
        Megahertz yielded = inForce.Price[assignment.Priority] > 0 && link.Options.Work is ProfiledWork work ? work.Clock : Megahertz.Unlimited;
        return Megahertz.Min(Megahertz.Min(cap.Brake ? model.BrakeClock : cap.Ceiling, yielded), _gate.Pin?.Resolve(model) ?? Megahertz.Unlimited);
    }

    /// <summary>Called by the server's and the GPUs' actors, in this lane.</summary>
    void ITreeObserver.OnAlert(TreeNode node, AlertKind kind, string detail, TimeSpan now) => OnAlert(kind, detail);

    private string Name => _assignment?.Path ?? link.Options.Path;

    private void Introduce()
    {
        List<string> capabilities = [.. link.Options.Capabilities];
        if (link.Hardware.Meter is not null)
            capabilities.Add("meter");
        if (link.Hardware.Observed.Any(static gpu => gpu.CanReadBack))
            capabilities.Add("readback");
        string path = link.Options.Path.Length > 0 ? link.Options.Path : _assignment?.Path ?? "";
        TimeSpan left = _gate.LeaseEnds - Context.Now;
        AgentGreeting greeting = new(path, options.Version, GpuKind.Of(link.Hardware.Gpus), capabilities, new DirectiveStamp(_gate.NewestEpoch, _gate.Newest.Sequence))
        {
            Holds = _directive is { } held && left > TimeSpan.Zero ? held with { Lease = left } : null,
        };
        _sequence = 0;
        node.Post(new Protocol.Frame { Handle = link.Handle, Hello = HelloMapping.ToWire(greeting) });
    }

    private void OnWelcome(Assignment assignment)
    {
        if (assignment.Server.GpuCount != link.Hardware.Gpus.Count)
        {
            AgentLog.Ignored(logger, assignment.Path, $"it speaks of {assignment.Server.GpuCount} GPUs; {link.Hardware.Gpus.Count} stand here");
            return;
        }

        _refusals.Reset();
        _refusalTold = null;
        link.IsWelcomed = true;
        _capsDue = TimeSpan.Zero;
        Assign(assignment);
        while (_notices.TryDequeue(out Protocol.Notice? notice))
            Post(new Protocol.Frame { Notice = notice });
    }

    /// <summary>Takes what the node says of the server; where it says something new, the server's actors begin anew, and devices keep what they have until then.</summary>
    private void Assign(Assignment assignment)
    {
        Assignment known = assignment with { Owner = "", OwnerUrl = "" };
        if (known == _assignment)
            return;
        if (_server is null)
        {
            Start(known);
            TellServerWhatHolds(Context.Now);
        }
        else
        {
            if (_next is null)
                Context.Stop(_server);
            _next = known;
        }
    }

    private void Start(Assignment assignment)
    {
        _assignment = assignment;
        _report = null;
        if (!_gate.HasHeard)
            _gate = DirectiveGate.Silent(Context.Now, assignment.Timing.Lease) with { Fence = _gate.Fence };
        TopologyServer server = new()
        {
            Name = assignment.Path[(assignment.Path.LastIndexOf('/') + 1)..],
            Model = assignment.Server.With(link.Hardware.Gpus[0].Model),
            Priority = assignment.Priority,
        };
        TreeSettings settings = new()
        {
            Plan = new TopologyPlan
            {
                Root = new TopologyDomain { Kind = DomainKind.Rack, Name = server.Name, HasMeter = false, Servers = [server] },
                FailSafe = assignment.FailSafe,
                Timing = assignment.Timing,
            },
            Hardware = _ => link.Hardware,
            Laws = link.Laws,
            Observer = this,
            Memory = _memories,
            Applies = options.Applies,
            Work = _ => link.Options.Work,
            Board = link.Board,
        };
        TreeNode guarded = new(0, assignment.Path, Domain: null, server) { ServerIndex = 0 };
        _server = Context.Watch(Context.ActorOf(PowerTree.ServerProps(settings, guarded, slot: 0), server.Name));
        // An agent of many servers, such as a simulated fleet, leaves it to its node to say so in one line.
        AgentLog.Assigned(logger, options.Servers.Count > 3 ? LogLevel.Debug : LogLevel.Information, assignment.Path, assignment.Priority, assignment.Timing.Lease.TotalSeconds, assignment.FailSafe);
        Save();
    }

    /// <summary>After a restart of the agent: the same as before for as long as the lease goes on, which a monotonic clock knows as long as the machine was not booted since.</summary>
    private void Resume(AgentState state)
    {
        if (state.Assignment.Server.GpuCount != link.Hardware.Gpus.Count)
        {
            AgentLog.StateIgnored(logger, link.Options.StateFile ?? state.Assignment.Path, $"it is of {state.Assignment.Server.GpuCount} GPUs; {link.Hardware.Gpus.Count} stand here");
            return;
        }

        TimeSpan now = Context.Now;
        _memories.Restore(state.Memories);
        if (state.Directive is { } directive)
        {
            bool sameBoot = state.BootId.Length > 0 && state.BootId == options.BootId();
            ControlDirective resumed = Resumption.Of(directive, sameBoot ? state.LeaseEnds - MachineTime() : TimeSpan.Zero, state.Assignment.FailSafe);
            _directive = resumed;
            _gate = _gate.Receive(resumed, now).Gate;
            AgentLog.Resumed(logger, state.Assignment.Path, resumed.Ceilings.ToString());
        }

        Start(state.Assignment);
        TellServerWhatHolds(now);
    }

    private void OnDirective(in ControlDirective directive, TimeSpan late, TimeSpan now)
    {
        if (late >= directive.Lease)
        {
            AgentLog.Ignored(logger, Name, $"a directive that was {late.TotalSeconds:0.0} s on its way, as long as its lease");
            return;
        }

        // Its lease began when it was sent: waiting in a buffer must not lengthen it.
        ControlDirective taken = directive with { Lease = directive.Lease - late };
        DirectiveGate before = _gate;
        (_gate, DirectiveVerdict verdict) = _gate.Receive(taken, now);
        if (verdict == DirectiveVerdict.Fenced)
            OnAlert(AlertKind.FencedDirective, $"directive of epoch {directive.Stamp.Epoch} refused; the newest seen is {before.NewestEpoch}");
        if (verdict != DirectiveVerdict.Accepted)
            return;
        _directive = taken;
        if (taken.Ceilings.AsksForWatts && !_priceTold)
        {
            _priceTold = true;
            AgentLog.AskedForWatts(logger, Name, taken.Ceilings.ToString(), link.Options.Work is null ? "keeps the ceilings alone" : "gives them up", link.Options.WorkFrom);
        }

        _server?.Tell(new TreeMessages.DirectiveIssued(taken), Self); // First what may be a brake, then the disk.
        Save();
    }

    private void TellServerWhatHolds(TimeSpan now)
    {
        if (_directive is { } directive && _assignment is { } assignment)
            _server?.Tell(new TreeMessages.DirectiveIssued(Resumption.Of(directive, _gate.LeaseEnds - now, assignment.FailSafe)), Self);
    }

    /// <summary>Tells the server's GPUs what its governor and the phases of its processes ask for, the lower of both; each holds the tighter of that and its caps (law P2).</summary>
    private void TellWishes()
    {
        if (_server is null || (_governor is null && _hints is null))
            return;
        Megahertz[] wishes = new Megahertz[_telemetry.Length];
        for (int i = 0; i < wishes.Length; i++)
        {
            Megahertz governed = _governor is { Mode: GovernorMode.Enforce } governor ? governor.Wishes[i] : Megahertz.Unlimited;
            wishes[i] = Megahertz.Min(governed, _hints?.For(i) ?? Megahertz.Unlimited);
        }

        _server.Tell(new TreeMessages.GpusGoverned(wishes), Self);
    }

    private ServerClocks? Clocks() => _governor is null && _hints is null ? null : new ServerClocks(
        _governor is null ? GovernorStatus.Off : _governor.Mode == GovernorMode.Enforce ? GovernorStatus.Enforce : GovernorStatus.Shadow,
        _governor?.Stale ?? 0,
        [.. Enumerable.Range(0, _telemetry.Length).Select(i => new GpuClocks(_governor?.Wishes[i] ?? Megahertz.Unlimited, _governor?.Saved[i] ?? Watts.Zero, _hints?.For(i) ?? Megahertz.Unlimited))],
        _hints?.Phase ?? "",
        _hints?.Changes ?? 0);

    private void SendReport(TimeSpan now)
    {
        if (!link.IsWelcomed || !node.IsOpen)
            return;
        bool capsChanged = NoteCaps() || now >= _capsDue;
        if (capsChanged)
            _capsDue = now + _assignment!.Timing.Heartbeat;

        // The server spoke just now, and what it reported last still holds to within its deadband: every frame can stand alone, and the newest may replace one that waits.
        ReportFrame frame = new(++_sequence, _readAt, now - _readAt, _meter is { IsPlausible: true } meter ? meter : null, _report);
        if (link.Hints?.Invoke() is { } hints)
        {
            _clocksChanged |= hints.Phase != _hints?.Phase; // Phases come and go faster than anybody is told.
            _hints = hints;
        }

        ReportMapping.Write(_wire, frame, _telemetry, capsChanged ? _caps : default);
        if ((capsChanged || _clocksChanged) && Clocks() is { } clocks)
            ClocksMapping.Write(_wire, clocks);
        _clocksChanged = false;
        node.Post(new Protocol.Frame { Handle = link.Handle, Report = _wire }, FrameSender.KeyOf(link.Handle, Protocol.Frame.ReportFieldNumber));
    }

    private bool NoteCaps()
    {
        bool changed = false;
        for (int i = 0; i < _caps.Length; i++)
        {
            ObservedGpu gpu = link.Hardware.Observed[i];
            GpuCaps caps = new(gpu.Asked?.Ceiling, gpu.Enforced.EnforcedCeiling, gpu.Enforced.RequestedLimit, gpu.Enforced.EnforcedLimit);
            changed |= caps != _caps[i];
            _caps[i] = caps;
        }

        return changed;
    }

    private void Reconcile(TimeSpan now)
    {
        if (_assignment is not { } assignment)
            return;
        IReadOnlyList<ObservedGpu> gpus = link.Hardware.Observed;
        for (int i = 0; i < gpus.Count; i++)
        {
            bool brake = gpus[i].Asked?.Brake ?? false;
            TimeSpan patience = (brake ? assignment.Timing.BrakeLatency : assignment.Timing.ClockLatency) + (assignment.Timing.Telemetry * 2);
            CapVerdict? changed = gpus[i].Reconcile(patience, now);
            if (changed == CapVerdict.Drifted)
                OnAlert(AlertKind.CapDrift, $"{assignment.Path}/gpu-{i} holds {Held(gpus[i])}, looser than {gpus[i].Asked?.Ceiling} that it was asked for; it is asked again");
            else if (changed == CapVerdict.HeldByOthers)
                OnAlert(AlertKind.HeldByOthers, $"{assignment.Path}/gpu-{i} holds {Held(gpus[i])}, tighter than {gpus[i].Asked?.Ceiling} that it was asked for");
        }
    }

    private static string Held(ObservedGpu gpu) => $"{gpu.Enforced.EnforcedCeiling?.ToString() ?? "an unknown clock"}{(gpu.Enforced.EnforcedLimit is { } power ? $", {power}" : "")}";

    private void OnAlert(AlertKind kind, string detail)
    {
        AgentLog.Alert(logger, kind, detail);
        if (NoticeMapping.NoticeOf(kind) is { } notice)
            Notify(NoticeMapping.ToWire(notice, detail));
    }

    private void TellBreaches(TimeSpan now)
    {
        foreach ((LawViolation breach, long count) in link.Breaches.TakeDue(now))
        {
            string told = $"law {breach.Law} broken at {breach.Where}: {breach.Detail}{(count == 1 ? "" : $" (and {count - 1} more before it)")}";
            AgentLog.LawBroken(logger, told);
            Protocol.Notice notice = NoticeMapping.ToWire(Protocol.NoticeKind.NoticeLawBroken, told);
            (notice.Law, notice.Count) = (NoticeMapping.NumberOf(breach.Law), count);
            Notify(notice);
        }
    }

    private void Notify(Protocol.Notice notice)
    {
        if (link.IsWelcomed)
        {
            Post(new Protocol.Frame { Notice = notice });
            return;
        }

        if (_notices.Count == MostNotices)
            _notices.Dequeue();
        _notices.Enqueue(notice);
    }

    private void Post(Protocol.Frame frame)
    {
        frame.Handle = link.Handle;
        if (link.IsWelcomed)
            node.Post(frame);
    }

    private void Save()
    {
        if (_assignment is { } assignment)
            link.Save(new AgentState(assignment, _directive, MachineTime() + (_gate.LeaseEnds - Context.Now), options.BootId(), _memories.All));
    }

    /// <summary>The machine's monotonic clock, which goes on while the agent does not.</summary>
    private TimeSpan MachineTime() => options.TimeProvider.GetElapsedTime(0);
}
