using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using PowerActors.Actors;
using PowerActors.Wire;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Transport;
using ControlDirective = PowerActors.Core.Control.Directives.Directive;
using Protocol = PowerActors.Wire.Protocol;

namespace PowerActors.Agent.Links;

/// <summary>
/// The agent's connection to whichever control node takes it: connects, hands what comes to the servers' actors, sends what they post, and connects again when it is lost.
/// </summary>
internal sealed class NodeLink
{
    /// <summary>Beside one report for each server, so many other frames may wait for a node that reads slowly.</summary>
    private const int OutgoingSpare = 256;

    private readonly AgentOptions _options;
    private readonly ActorSystem _system;
    private readonly ILogger _logger;
    private readonly ReconnectBackoff _backoff;
    private IActorRef[] _servers = [];
    private FrameSender? _sender;
    private bool _unreachableTold;

    public NodeLink(AgentOptions options, ActorSystem system, ILogger logger, ulong seed)
    {
        _options = options;
        _system = system;
        _logger = logger;
        _backoff = new ReconnectBackoff(options.FirstBackoff, options.LongestBackoff, seed);
    }

    /// <summary>True while a connection is open.</summary>
    public bool IsOpen => Volatile.Read(ref _sender) is not null;

    /// <summary>Connects and connects again, until cancelled.</summary>
    /// <param name="servers">The servers' actors, by handle from 1.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(IActorRef[] servers, CancellationToken cancellation)
    {
        _servers = servers;
        for (int attempt = 0; !cancellation.IsCancellationRequested; attempt++)
        {
            Uri node = _options.Control[attempt % _options.Control.Count];
            try
            {
                await ConnectAsync(node, cancellation).ConfigureAwait(false);
                await Task.Delay(_backoff.Next(), _options.TimeProvider, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Sends a frame, if there is a connection; otherwise it is forgotten. From any thread.</summary>
    /// <param name="frame">The frame; may be changed as soon as this returns.</param>
    /// <param name="key">Given, a waiting frame of the same key is replaced.</param>
    public void Post(Protocol.Frame frame, long? key = null)
    {
        if (Volatile.Read(ref _sender) is not { } sender)
            return;
        byte[] buffer = FrameCodec.Write(frame, out int length);
        _ = key is { } replacing ? sender.TryPost(buffer, length, replacing) : sender.TryPost(buffer, length);
    }

    private async Task ConnectAsync(Uri node, CancellationToken cancellation)
    {
        using ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan; // Nodes ping; silence is watched here.
        if (_options.Token?.Invoke() is { Length: > 0 } token)
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        _options.Configure?.Invoke(socket.Options);
        if (await OpenAsync(socket, node, cancellation).ConfigureAwait(false) is { } problem)
        {
            if (!_unreachableTold)
                AgentLog.Unreachable(_logger, node, problem);
            _unreachableTold = true;
            return;
        }

        _unreachableTold = false;
        AgentLog.Connected(_logger, node);
        string reason = await ServeAsync(socket, cancellation).ConfigureAwait(false);
        if (!cancellation.IsCancellationRequested)
            AgentLog.Lost(_logger, node, reason);
    }

    private async Task<string?> OpenAsync(ClientWebSocket socket, Uri node, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = new(_options.ConnectWithin, _options.TimeProvider);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await socket.ConnectAsync(node, both.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer within {_options.ConnectWithin.TotalSeconds:0} s";
        }
        catch (Exception exception) when (exception is WebSocketException or HttpRequestException or IOException or InvalidOperationException)
        {
            // What lies deepest says why: that a certificate is not trusted, not that a connection could not be made.
            return exception.GetBaseException().Message.ReplaceLineEndings(" ");
        }
    }

    private async Task<string> ServeAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using FrameSender sender = new(socket, (_servers.Length * 2) + OutgoingSpare);
        using FrameReceiver receiver = new(socket);
        Task sending = sender.RunAsync(end.Token);
        Silence silence = new(_system, _options.LongestSilence, end);
        using ITimer watch = _options.TimeProvider.CreateTimer(static s => ((Silence)s!).Look(), silence, _options.LongestSilence / 2, _options.LongestSilence / 2);
        Volatile.Write(ref _sender, sender);
        TellAll(new LinkMessages.Opened());
        string reason = "the node closed it";
        try
        {
            TransitDelay transit = default;
            while (true)
            {
                Received received = await receiver.ReceiveAsync(end.Token).ConfigureAwait(false);
                if (received.Status == ReceiveStatus.Closed)
                    break;
                silence.Heard();
                string? violation = received.Status == ReceiveStatus.Violation ? received.Problem : OnFrame(received.Bytes.Span, ref transit, sender);
                if (violation is null)
                    continue;
                reason = $"the node sent {violation}";
                break;
            }

            if (socket.CloseStatusDescription is { Length: > 0 } said)
                reason = $"{reason} ({Clean(said)})";
        }
        catch (OperationCanceledException)
        {
            reason = silence.IsOver ? $"nothing was heard for {_options.LongestSilence.TotalSeconds:0} s" : "this agent stops";
        }
        finally
        {
            Volatile.Write(ref _sender, value: null);
            TellAll(new LinkMessages.Closed());
            sender.Close();
            if (!silence.IsOver)
                await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(1), _options.TimeProvider, CancellationToken.None)).ConfigureAwait(false);
            await end.CancelAsync().ConfigureAwait(false);
            socket.Abort();
        }

        return reason;
    }

    private string? OnFrame(ReadOnlySpan<byte> bytes, ref TransitDelay transit, FrameSender sender)
    {
        if (!FrameCodec.TryRead(bytes, out Protocol.Frame? frame, out string? problem))
            return problem;
        switch (frame.BodyCase)
        {
            case Protocol.Frame.BodyOneofCase.Directive:
                if (DirectiveMapping.Read(frame.Directive, out ControlDirective directive, out TimeSpan sentAt) is { } wrong)
                    return wrong;
                TimeSpan late = transit.Note(sentAt, _system.Now);
                Tell(frame.Handle, new LinkMessages.Directed(directive, late));
                return null;
            case Protocol.Frame.BodyOneofCase.Welcome:
                if (AssignmentMapping.Read(frame.Welcome, out Assignment? assignment) is { } unfit)
                    return $"a Welcome with {unfit}";
                _backoff.Reset();
                Tell(frame.Handle, new LinkMessages.Welcomed(assignment!));
                return null;
            case Protocol.Frame.BodyOneofCase.Refused:
                Tell(frame.Handle, new LinkMessages.Refused(Clean(frame.Refused.Reason)));
                return null;
            case Protocol.Frame.BodyOneofCase.Ping:
                byte[] buffer = FrameCodec.Write(new Protocol.Frame { Pong = new Protocol.Pong { Token = frame.Ping.Token } }, out int length);
                sender.TryPost(buffer, length, FrameSender.KeyOf(0, Protocol.Frame.PongFieldNumber));
                return null;
            case Protocol.Frame.BodyOneofCase.Pong:
                return null;
            default:
                return $"a {frame.BodyCase}, which no node sends";
        }
    }

    private static string Clean(string text) =>
        string.Concat(text.Take(WireLimits.TextLength).Select(static c => char.IsControl(c) ? ' ' : c));

    private void Tell(uint handle, object message)
    {
        if (handle - 1 < (uint)_servers.Length)
            _servers[handle - 1].Tell(message, sender: null);
    }

    private void TellAll(object message)
    {
        foreach (IActorRef server in _servers)
            server.Tell(message, sender: null);
    }

    /// <summary>Ends a connection on which nothing was heard for too long: half of it may be gone without either end having been told.</summary>
    private sealed class Silence(ActorSystem system, TimeSpan longest, CancellationTokenSource end)
    {
        private long _heard = system.Now.Ticks;

        public bool IsOver { get; private set; }

        public void Heard() => Volatile.Write(ref _heard, system.Now.Ticks);

        public void Look()
        {
            if (system.Now.Ticks - Volatile.Read(ref _heard) < longest.Ticks)
                return;
            IsOver = true;
            try
            {
                end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It had ended already.
            }
        }
    }
}
