using System.Net.WebSockets;
using PowerActors.Wire;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Transport;
using Protocol = PowerActors.Wire.Protocol;

namespace PowerActors.Cluster.Sessions;

/// <summary>
/// One connection, with the servers that share it. Its loop reads frames one after another; what is no frame, or too many of them, ends it. Nothing that a peer sends throws out of here.
/// </summary>
internal sealed class AgentConnection : IDisposable
{
    /// <summary>Beside one directive for each server, so many other frames may wait for a peer that reads slowly.</summary>
    private const int OutgoingSpare = 64;

    private readonly AgentHub _hub;
    private readonly WebSocket _socket;
    private readonly AgentIdentity _identity;
    private readonly FrameSender _sender;
    private readonly CancellationTokenSource _end;
    private readonly Lock _gate = new();
    private readonly Protocol.Report _report = new(); // used again for every report
    private AgentSession?[] _sessions = new AgentSession?[2];
    private FrameAllowance _allowance;
    private int _count;
    private long _heardTicks;
    private ulong _pingToken;
    private string? _endReason;

    public AgentConnection(AgentHub hub, WebSocket socket, AgentIdentity identity, string peer, CancellationToken cancellation)
    {
        _hub = hub;
        _socket = socket;
        _identity = identity;
        Peer = peer;
        _sender = new FrameSender(socket, WireLimits.ServersPerConnection + OutgoingSpare);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        OpenedAt = hub.Now;
        _heardTicks = OpenedAt.Ticks;
        _allowance = new FrameAllowance(hub.Options.FrameBurst, OpenedAt);
    }

    /// <summary>Who is at the other end, for the log.</summary>
    /// <summary>The name in its credentials.</summary>
    public string Name => _identity.Name;

    public string Peer { get; }

    public TimeSpan OpenedAt { get; }

    public TimeSpan HeardAt => new(Volatile.Read(ref _heardTicks));

    /// <summary>How many servers speak on it.</summary>
    public int Sessions => Volatile.Read(ref _count);

    public TimeSpan? RoundTrip { get; private set; }

    public async Task RunAsync()
    {
        Task sending = _sender.RunAsync(_end.Token);
        using FrameReceiver receiver = new(_socket);
        try
        {
            while (true)
            {
                Received received = await receiver.ReceiveAsync(_end.Token).ConfigureAwait(false);
                if (received.Status == ReceiveStatus.Closed)
                    break;
                string? violation = received.Status == ReceiveStatus.Violation ? received.Problem : OnFrame(received.Bytes.Span);
                if (violation is null)
                    continue;
                _hub.OnViolation(Peer, violation);
                End(violation);
                break;
            }
        }
        catch (OperationCanceledException)
        {
            // Ended from this side.
        }

        await FinishAsync(sending).ConfigureAwait(false);
    }

    public void Post(Protocol.Frame frame, long? key = null)
    {
        byte[] buffer = FrameCodec.Write(frame, out int length);
        bool taken = key is { } replacing ? _sender.TryPost(buffer, length, replacing) : _sender.TryPost(buffer, length);
        if (!taken)
            End("it does not read what it is sent");
    }

    public void Ping(ulong token)
    {
        Volatile.Write(ref _pingToken, token);
        Post(new Protocol.Frame { Ping = new Protocol.Ping { Token = token } }, FrameSender.KeyOf(0, Protocol.Frame.PingFieldNumber));
    }

    /// <summary>Another connection speaks for a server from now on.</summary>
    public void Replace(AgentSession session)
    {
        Post(Refusal(session.Handle, Protocol.RefusalKind.RefusalReplaced, "a newer connection speaks for this server"));
        if (Remove(session.Handle, session) && Sessions == 0)
            _sender.Close();
    }

    /// <summary>Ends the connection from any thread.</summary>
    public void End(string reason)
    {
        Interlocked.CompareExchange(ref _endReason, reason, comparand: null);
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It had ended already.
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        _end.Dispose();
    }

    /// <summary>One frame; answers why the connection must end, or null.</summary>
    internal string? OnFrame(ReadOnlySpan<byte> bytes)
    {
        TimeSpan now = _hub.Now;
        Volatile.Write(ref _heardTicks, now.Ticks);
        _hub.Metrics.Frames.Add(1);
        if (!_allowance.Take(_hub.FramesPerSecond * Math.Max(1, Sessions), now))
            return "more frames than an agent sends";
        if (FrameCodec.TryReadReport(bytes, out uint handle, _report))
        {
            OnReport(handle, _report, now);
            return null;
        }

        if (!FrameCodec.TryRead(bytes, out Protocol.Frame? frame, out string? problem))
            return problem;
        return OnFrame(frame, now);
    }

    private string? OnFrame(Protocol.Frame frame, TimeSpan now)
    {
        switch (frame.BodyCase)
        {
            case Protocol.Frame.BodyOneofCase.Hello:
                return OnHello(frame.Handle, frame.Hello);
            case Protocol.Frame.BodyOneofCase.Report:
                OnReport(frame.Handle, frame.Report, now);
                return null;
            case Protocol.Frame.BodyOneofCase.Escalation:
                Find(frame.Handle)?.Seat.Tell(new RemoteServerActor.EscalationHeard(frame.Escalation.Raised));
                return null;
            case Protocol.Frame.BodyOneofCase.Started:
                Find(frame.Handle)?.Seat.Tell(RemoteServerActor.Joined.Instance);
                return null;
            case Protocol.Frame.BodyOneofCase.Notice:
                Find(frame.Handle)?.OnNotice(frame.Notice);
                return null;
            case Protocol.Frame.BodyOneofCase.Ping:
                Post(new Protocol.Frame { Pong = new Protocol.Pong { Token = frame.Ping.Token } }, FrameSender.KeyOf(0, Protocol.Frame.PongFieldNumber));
                return null;
            case Protocol.Frame.BodyOneofCase.Pong:
                OnPong(frame.Pong.Token, now);
                return null;
            default:
                return $"a {frame.BodyCase} from an agent";
        }
    }

    private void OnReport(uint handle, Protocol.Report report, TimeSpan now)
    {
        // A server that was just handed to another connection may still have frames on this one: nothing is wrong with that.
        if (Find(handle) is { } session)
            session.OnReport(report, now);
    }

    private void OnPong(ulong token, TimeSpan now)
    {
        if (token != Volatile.Read(ref _pingToken))
            return; // A late one, or none that was asked for.
        RoundTrip = now - new TimeSpan((long)token);
        _hub.Metrics.RoundTrip.Record(RoundTrip.Value.TotalSeconds);
    }

    private string? OnHello(uint handle, Protocol.Hello hello)
    {
        if (handle is 0 or > WireLimits.ServersPerConnection)
            return $"a Hello for the handle {handle}; 1 to {WireLimits.ServersPerConnection} would be right";
        (AgentSession? session, Protocol.Refused? refused) = _hub.Admit(this, _identity, handle, hello);
        if (session is null)
        {
            _hub.OnRefused(Peer, refused!.Reason);
            Post(new Protocol.Frame { Handle = handle, Refused = refused });
            return null;
        }

        if (Find(handle) is { } before && Remove(handle, before))
            _hub.OnLeft(before, "it introduced another server under the same handle");
        lock (_gate)
        {
            if (handle >= _sessions.Length)
                Array.Resize(ref _sessions, (int)Math.Max(handle + 1, _sessions.Length * 2));
            Volatile.Write(ref _sessions[handle], session);
            _count++;
        }

        Post(new Protocol.Frame { Handle = handle, Welcome = AssignmentMapping.ToWire(_hub.AssignmentOf(session.Seat)) });
        _hub.OnJoined(session);
        return null;
    }

    private AgentSession? Find(uint handle)
    {
        AgentSession?[] sessions = Volatile.Read(ref _sessions);
        return handle < sessions.Length ? Volatile.Read(ref sessions[handle]) : null;
    }

    private bool Remove(uint handle, AgentSession session)
    {
        lock (_gate)
        {
            if (_sessions[handle] != session)
                return false;
            Volatile.Write(ref _sessions[handle], value: null);
            _count--;
            return true;
        }
    }

    private async Task FinishAsync(Task sending)
    {
        string reason = _endReason ?? "the connection was closed";
        AgentSession[] left;
        lock (_gate)
        {
            left = [.. _sessions.OfType<AgentSession>()];
            Array.Clear(_sessions);
            _count = 0;
        }

        foreach (AgentSession session in left)
            _hub.OnLeft(session, reason);
        End(reason);
        await sending.ConfigureAwait(false);
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await CloseAsync(reason).ConfigureAwait(false);
        _socket.Abort();
    }

    private async Task CloseAsync(string reason)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(1));
        try
        {
            string text = reason.Length <= 100 ? reason : reason[..100];
            await _socket.CloseOutputAsync(_endReason is null ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.PolicyViolation, text, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It was leaving anyway.
        }
    }

    private static Protocol.Frame Refusal(uint handle, Protocol.RefusalKind kind, string reason) =>
        new() { Handle = handle, Refused = new Protocol.Refused { Kind = kind, Reason = reason } };
}
