using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Wire;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Transport;
using Protocol = PowerActors.Wire.Protocol;

namespace PowerActors.Cluster.Sessions;

/// <summary>One server on one connection, from its Hello to the end. Frames come in on the connection's own loop; directives go out from the server's actor.</summary>
/// <param name="hub">The hub.</param>
/// <param name="connection">Where it is.</param>
/// <param name="handle">The number of the server on that connection.</param>
/// <param name="seat">The server's place.</param>
/// <param name="greeting">How the agent introduced it.</param>
internal sealed class AgentSession(AgentHub hub, AgentConnection connection, uint handle, ServerSeat seat, AgentGreeting greeting)
{
    private readonly DirectiveTrips _trips = new(greeting.Holds);
    private TransitDelay _transit;
    private long _lastSequence;
    private long _reports;
    private long _refused;
    private long _directives;
    private ServerClocks? _clocks;

    public AgentConnection Connection { get; } = connection;

    public uint Handle { get; } = handle;

    public ServerSeat Seat { get; } = seat;

    public AgentGreeting Greeting { get; } = greeting;

    public TimeSpan Since { get; } = hub.Now;

    public LinkStatus Status(bool connected) => new(
        Seat.Node.Path, connected, Since, Connection.Peer, Greeting.AgentVersion, Connection.RoundTrip, Volatile.Read(ref _reports), Volatile.Read(ref _refused), Volatile.Read(ref _directives));

    public void Direct(in Directive directive)
    {
        Interlocked.Increment(ref _directives);
        hub.Metrics.Directives.Add(1);
        TimeSpan now = hub.Now;
        _trips.Sent(directive, now);
        Connection.Post(
            new Protocol.Frame { Handle = Handle, Directive = DirectiveMapping.ToWire(directive, now) },
            FrameSender.KeyOf(Handle, Protocol.Frame.DirectiveFieldNumber));
    }

    public void OnReport(Protocol.Report wire, TimeSpan now)
    {
        if (ReportMapping.Read(wire, Seat.Limits, out ReportFrame frame) is { } problem)
        {
            Refuse(problem);
            return;
        }

        if (frame.Sequence <= _lastSequence)
        {
            Refuse($"number {frame.Sequence} after {_lastSequence}");
            return;
        }

        _lastSequence = frame.Sequence;
        TimeSpan age = frame.Age + _transit.Note(frame.ReadAt + frame.Age, now);
        if (age > hub.OldestReading)
        {
            // What is so old would keep a server from counting as silent long after it was.
            Refuse($"the reading is {age.TotalSeconds:0.0} s old; at most {hub.OldestReading.TotalSeconds:0.0} s is taken");
            return;
        }

        if (Seat.Session != this)
            return;
        Volatile.Write(ref _reports, _reports + 1);
        Seat.Telemetry = new ServerTelemetry(now, age, ReportMapping.Gpus(wire), ReportMapping.Caps(wire) ?? Seat.Telemetry?.Caps, frame.Meter, ReportClocks(wire));
        if (frame.Report is not { } report)
            return;
        if (_trips.Acknowledged(report.Acknowledged, now, hub.Metrics.DirectiveLatency) is { } leasedAt)
            Seat.LeasedAt = leasedAt;
        Seat.Tell(report);
    }

    /// <summary>Those of this report, or the last of this connection: an agent that has started again without a governor says nothing of one.</summary>
    private ServerClocks? ReportClocks(Protocol.Report wire) => _clocks = ClocksMapping.Read(wire) ?? _clocks;

    public void OnNotice(Protocol.Notice notice)
    {
        AlertKind? kind = NoticeMapping.AlertOf(notice.Kind);
        if (kind == AlertKind.LawBroken && NoticeMapping.LawOf(notice) is { } law)
            hub.OnLawBroken(law, NoticeMapping.CountOf(notice));
        if (kind is { } known)
            Seat.Tell(new RemoteServerActor.NoticeHeard(known, Text.Clean(notice.Detail)));
    }

    private void Refuse(string problem)
    {
        Volatile.Write(ref _refused, _refused + 1);
        hub.OnReportIgnored(Seat.Node.Path, problem);
    }
}
