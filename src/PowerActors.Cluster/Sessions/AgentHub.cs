using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using PowerActors.Actors;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Tree;
using PowerActors.Wire;
using PowerActors.Wire.Mapping;
using Protocol = PowerActors.Wire.Protocol;

namespace PowerActors.Cluster.Sessions;

/// <summary>
/// Where the agents of a node's servers come in: keeps a seat for every server of the topology, admits the connections that may speak for them (the newest wins), and puts an actor into the tree
/// in each server's place (<see cref="Server"/>). Thread-safe.
/// </summary>
public sealed class AgentHub : IAsyncDisposable
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    private readonly TopologyPlan _plan;
    private readonly ITreeObserver _observer;
    private readonly SnapshotBoard? _board;
    private readonly ILogger _logger;
    private readonly Func<TreeNode, IPowerMeter?>? _meters;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ServerSeat[] _seats;
    private readonly Dictionary<string, ServerSeat> _byPath = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<AgentConnection, Task> _connections = [];
    private readonly Complaints _complaints;
    private readonly ArrivalLog _arrivals;
    private readonly ITimer _sweep;
    private readonly ITimer _tell;
    private readonly CancellationTokenSource _stopping = new();
    private readonly long[] _lawViolations = new long[Enum.GetValues<Law>().Length];
    private int _sessions;
    private int _open;

    /// <summary>Prepares seats for every server of a tree.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="plan">The validated topology.</param>
    /// <param name="index">Its numbered nodes.</param>
    /// <param name="observer">Hears what agents have to tell a person.</param>
    /// <param name="board">Where the servers' snapshots go, or null.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meters">Meters of servers that this node reads itself, beside what their agents say; null for none.</param>
    public AgentHub(AgentHubOptions options, TopologyPlan plan, TreeIndex index, ITreeObserver observer, SnapshotBoard? board, ILogger<AgentHub> logger, TimeProvider? time = null, Func<TreeNode, IPowerMeter?>? meters = null)
    {
        Options = options;
        _plan = plan;
        _observer = observer;
        _board = board;
        _logger = logger;
        _meters = meters;
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        _complaints = new Complaints(options.ComplainEvery);
        _arrivals = new ArrivalLog(logger, () => Sessions, index.Servers.Count);
        _seats = [.. index.Servers.Select(static node => new ServerSeat(node))];
        foreach (ServerSeat seat in _seats)
            _byPath[seat.Node.Path] = seat;
        FramesPerSecond = options.FramesPerPeriod / plan.Timing.Telemetry.TotalSeconds;
        OldestReading = plan.Timing.Heartbeat / 2 > plan.Timing.Telemetry ? plan.Timing.Heartbeat / 2 : plan.Timing.Telemetry;
        Metrics = new AgentMetrics(() => Connections, () => Sessions, LawViolations);
        TimeSpan every = options.HelloWithin < options.PingEvery ? options.HelloWithin : options.PingEvery;
        _sweep = _time.CreateTimer(static hub => ((AgentHub)hub!).Sweep(), this, every, every);
        _tell = _time.CreateTimer(static hub => ((AgentHub)hub!)._arrivals.Tell(), this, TellEvery, TellEvery);
    }

    /// <summary>A server's agent has connected: the server, the link, and the name in the agent's credentials. Raised on the connection's thread: what hears it must be fast and must not throw.</summary>
    public event Action<TreeNode, LinkStatus, string>? Joined;

    /// <summary>A server's agent is gone: the server, the name in the agent's credentials, and why. Raised as <see cref="Joined"/> is.</summary>
    public event Action<TreeNode, string, string>? Left;

    /// <summary>The hub's monotonic clock: time since it was made.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Open connections.</summary>
    public int Connections => Volatile.Read(ref _open);

    /// <summary>Servers whose agent is connected.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    internal AgentHubOptions Options { get; }

    internal AgentMetrics Metrics { get; }

    /// <summary>Frames per second and server that are always fine.</summary>
    internal double FramesPerSecond { get; }

    /// <summary>
    /// A reading older than this when it comes is not taken: the server would count as heard for a staleness bound longer than it was. Within it, the bound is stretched by as much.
    /// </summary>
    internal TimeSpan OldestReading { get; }

    internal bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>What stands in a server's place in the tree: for <see cref="TreeSettings.Servers"/>.</summary>
    public Props Server(TreeNode node, int slot)
    {
        ServerSeat seat = _seats[node.ServerIndex];
        seat.Slot = slot;
        return Props.Create(() => new RemoteServerActor(seat, _observer, _board, () => Now, _meters?.Invoke(node)));
    }

    /// <summary>The latest of a server's devices; null before its first report.</summary>
    /// <param name="serverIndex">See <see cref="TreeNode.ServerIndex"/>.</param>
    public ServerTelemetry? Telemetry(int serverIndex) => _seats[serverIndex].Telemetry;

    /// <summary>
    /// How long ago the lease of a server was renewed last, as far as that is known: the time since the newest directive was sent that the server has acknowledged. At the lease its GPUs fall to their fail-safe caps. Null
    /// before the first was acknowledged in this life of the node.
    /// </summary>
    /// <param name="serverIndex">See <see cref="TreeNode.ServerIndex"/>.</param>
    public TimeSpan? LeaseAge(int serverIndex) => Now - _seats[serverIndex].LeasedAt;

    /// <summary>How often agents have told of a law that was broken in them, since this node started.</summary>
    /// <param name="law">Which.</param>
    public long LawViolations(Law law) => Interlocked.Read(ref _lawViolations[(int)law]);

    /// <summary>How a server's link stands.</summary>
    /// <param name="serverIndex">See <see cref="TreeNode.ServerIndex"/>.</param>
    public LinkStatus Link(int serverIndex)
    {
        ServerSeat seat = _seats[serverIndex];
        return seat.Session?.Status(connected: true)
            ?? seat.LastSession?.Status(connected: false)
            ?? new LinkStatus(seat.Node.Path, Connected: false, Since: null, "", "", RoundTrip: null, 0, 0, 0);
    }

    /// <summary>Serves a connection until it ends. Does not throw for anything that the peer does.</summary>
    /// <param name="socket">The connection, accepted.</param>
    /// <param name="identity">Who is at the other end.</param>
    /// <param name="peer">Its address, for the log.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>False when there are too many connections, or the hub is stopping.</returns>
    public async Task<bool> ServeAsync(WebSocket socket, AgentIdentity identity, string peer, CancellationToken cancellation)
    {
        if (_stopping.IsCancellationRequested || Interlocked.Increment(ref _open) > Options.MaxConnections)
        {
            Interlocked.Decrement(ref _open);
            return false;
        }

        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        using AgentConnection connection = new(this, socket, identity, peer, linked.Token);
        Task running = connection.RunAsync();
        _connections[connection] = running;
        try
        {
            await running.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One connection's fault must not become the node's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HubLog.Broke(_logger, peer, exception.Message, exception);
            connection.End("a fault in this node");
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            Interlocked.Decrement(ref _open);
        }

        return true;
    }

    /// <summary>Closes every connection and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _sweep.DisposeAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        await _tell.DisposeAsync().ConfigureAwait(false);
        _arrivals.Tell();
        Metrics.Dispose();
        _stopping.Dispose();
    }

    internal Assignment AssignmentOf(ServerSeat seat) => new(
        seat.Node.Path, ServerFigures.Of(seat.Node.Server!.Model), seat.Node.Server!.Priority, _plan.Timing, _plan.FailSafe, Options.Node, Options.Url);

    /// <summary>Judges a Hello: a session that holds the server's seat from now on, or why not.</summary>
    internal (AgentSession? Session, Protocol.Refused? Refused) Admit(AgentConnection connection, AgentIdentity identity, uint handle, Protocol.Hello hello)
    {
        if (HelloMapping.Read(hello, out AgentGreeting? greeting) is { } problem)
            return Refuse(Protocol.RefusalKind.RefusalHello, $"a Hello with {problem}");
        string path = greeting!.Server.Length > 0 ? greeting.Server : identity.OnlyServer ?? "";
        if (path.Length == 0)
            return Refuse(Protocol.RefusalKind.RefusalHello, "a Hello without a server, and credentials that name none; give the agent its path in the topology");
        if (!identity.Covers(path))
            return Refuse(Protocol.RefusalKind.RefusalForbidden, $"{identity.Name} may not speak for '{path}'");
        if (!_byPath.TryGetValue(path, out ServerSeat? seat))
            return Refuse(Protocol.RefusalKind.RefusalHello, $"no server '{path}' in the topology");
        if (Misfit(seat, greeting) is { } misfit)
            return Refuse(Protocol.RefusalKind.RefusalHello, misfit);
        AgentSession session = new(this, connection, handle, seat, greeting);
        return (session, null);

        static (AgentSession?, Protocol.Refused?) Refuse(Protocol.RefusalKind kind, string reason) =>
            (null, new Protocol.Refused { Kind = kind, Reason = Text.Clean(reason) });
    }

    internal void OnJoined(AgentSession session)
    {
        if (session.Seat.Take(session) is { } before)
        {
            if (before.Connection != session.Connection)
                before.Connection.Replace(before);
            Gone(session, "a newer connection took its place");
        }
        else
        {
            Interlocked.Increment(ref _sessions);
        }

        string found = string.Join(", ", session.Greeting.Gpus.Select(static kind => Text.Clean(kind.Model)));
        GpuModel planned = session.Seat.Node.Server!.Model.Gpu;
        _arrivals.Joined(session.Seat.Node.Path, session.Connection.Peer, session.Greeting.GpuCount, Text.Clean(session.Greeting.AgentVersion));
        Joined?.Invoke(session.Seat.Node, session.Status(connected: true), session.Connection.Name);
        if (!string.Equals(found, planned.Name, StringComparison.OrdinalIgnoreCase) && _complaints.LetThrough($"gpu {planned.Name} {found}", Now, out long heldBack))
            HubLog.OtherGpu(_logger, session.Seat.Node.Path, planned.Name, found, Tail(heldBack));
        session.Seat.Tell(RemoteServerActor.Joined.Instance);
    }

    internal void OnLeft(AgentSession session, string reason)
    {
        if (!session.Seat.Leave(session))
            return;
        Interlocked.Decrement(ref _sessions);
        Gone(session, reason);
    }

    private void Gone(AgentSession session, string reason)
    {
        _arrivals.Left(session.Seat.Node.Path, reason);
        Left?.Invoke(session.Seat.Node, session.Connection.Name, reason);
    }

    internal void OnRefused(string peer, string reason)
    {
        Metrics.Refused.Add(1);
        if (_complaints.LetThrough("refused " + peer, Now, out long heldBack))
            HubLog.Refused(_logger, peer, reason, Tail(heldBack));
    }

    internal void OnViolation(string peer, string reason)
    {
        Metrics.Refused.Add(1);
        if (_complaints.LetThrough("violation " + peer, Now, out long heldBack))
            HubLog.Violation(_logger, peer, Text.Clean(reason), Tail(heldBack));
    }

    internal void OnReportIgnored(string server, string reason)
    {
        Metrics.Refused.Add(1);
        if (_complaints.LetThrough("report " + server, Now, out long heldBack))
            HubLog.ReportIgnored(_logger, server, reason, Tail(heldBack));
    }

    internal void OnLawBroken(Law law, long count) => Interlocked.Add(ref _lawViolations[(int)law], count);

    private static string Tail(long heldBack) => heldBack == 0 ? "" : $" (and {heldBack} more like it since the last line)";

    /// <summary>GPUs that could draw more than the plan reckons with would make every sum above them a lie.</summary>
    private static string? Misfit(ServerSeat seat, AgentGreeting greeting)
    {
        ServerModel model = seat.Node.Server!.Model;
        if (greeting.GpuCount != model.GpuCount)
            return $"{greeting.GpuCount} GPUs in {seat.Node.Path}; the topology has a {model.Name} with {model.GpuCount} there";
        GpuKind? hungry = greeting.Gpus.FirstOrDefault(kind => kind.Tdp.Value > model.Gpu.Tdp.Value * 1.001);
        return hungry is null ? null : $"{hungry.Model} of {hungry.Tdp} in {seat.Node.Path}; the topology reckons with {model.Gpu.Name} of {model.Gpu.Tdp}";
    }

    private void Sweep()
    {
        TimeSpan now = Now;
        TimeSpan longestSilence = _plan.Timing.Staleness * 2;
        foreach (AgentConnection connection in _connections.Keys)
        {
            if (connection.Sessions == 0 && now - connection.OpenedAt > Options.HelloWithin)
                connection.End("it introduced no server");
            else if (now - connection.HeardAt > longestSilence)
                connection.End($"nothing was heard for {longestSilence.TotalSeconds:0} s");
            else
                connection.Ping((ulong)now.Ticks);
        }
    }
}
