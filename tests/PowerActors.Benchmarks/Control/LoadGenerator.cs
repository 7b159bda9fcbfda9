using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Tree;
using PowerActors.Wire;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Transport;
using ControlDirective = PowerActors.Core.Control.Directives.Directive;
using Protocol = PowerActors.Wire.Protocol;

namespace PowerActors.Benchmarks.Control;

/// <summary>
/// Stands in for thousands of agents of eight GPUs, over a few hundred real connections that they share. Every agent reports once a second; the agents of a row read at the same instant, and
/// the rows are spread over the second. Row after row goes over its limit for as long as it is not braked.
/// </summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    private const int Slots = 50; // of 20 ms
    private const double UnderWatts = 3500;
    private const double OverWatts = 5300;
    private const double BrakedWatts = 2600;
    private static readonly TimeSpan OverEvery = TimeSpan.FromSeconds(20);

    private readonly ControlNode _node;
    private readonly Row[] _rows;
    private readonly Connection[] _connections;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _nodeAhead;
    private readonly Random _random = new(1);
    private readonly Protocol.Report _report = new();
    private readonly GpuTelemetry[] _gpus = new GpuTelemetry[8];

    /// <summary>Prepares agents for every server of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="connections">Connections at most.</param>
    /// <param name="spread">False: the servers of a row share a connection, as those of one agent do. True: each is on another, so that no two reports of an instant can go out together.</param>
    public LoadGenerator(ControlNode node, int connections, bool spread)
    {
        _node = node;
        _nodeAhead = node.Now - Stopwatch.GetElapsedTime(_start);
        int rowCount = node.Index.Servers.Select(static server => server.Parent!.Parent!).Distinct().Count();
        _connections = [.. Enumerable.Range(0, spread ? connections : Math.Min(connections, rowCount)).Select(i => new Connection(this, node.Url))];
        Dictionary<TreeNode, Row> rows = [];
        foreach (TreeNode server in node.Index.Servers)
        {
            TreeNode rowNode = server.Parent!.Parent!;
            if (!rows.TryGetValue(rowNode, out Row? row))
                rows[rowNode] = row = new Row();
            Connection connection = _connections[(spread ? server.ServerIndex : rows.Count - 1) % _connections.Length];
            Server simulated = new(server, row, connection, (uint)(connection.Servers.Count + 1));
            connection.Servers.Add(simulated);
            row.Servers.Add(simulated);
        }

        _rows = [.. rows.Values];
    }

    /// <summary>From the row's reading to the brake's arrival at each agent, milliseconds.</summary>
    public ConcurrentQueue<double> Loop { get; } = [];

    /// <summary>From a server's reading to its snapshot, milliseconds.</summary>
    public List<double> Snapshot { get; } = [];

    public long Sent { get; private set; }

    /// <summary>Reports whose slot was late by more than a whole one, because the machine was busy: the load was not what it should have been.</summary>
    public long Late { get; private set; }

    /// <summary>How many connections there are.</summary>
    public int Connections => _connections.Length;

    public bool Measures { get; set; }

    private TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    public async Task ConnectAsync()
    {
        foreach (Connection connection in _connections)
            await connection.OpenAsync(_stop.Token);
        foreach (Connection connection in _connections)
            await connection.WhenWelcomed;
    }

    public async Task RunAsync(TimeSpan duration)
    {
        TimeSpan begin = Now;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        long slot = (long)(begin.TotalMilliseconds / 20) + 1;
        while (Now - begin < duration)
        {
            for (; slot * 20 <= Now.TotalMilliseconds; slot++)
                SendSlot(slot);
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (Connection connection in _connections)
            await connection.DisposeAsync();
        _stop.Dispose();
    }

    private void SendSlot(long slot)
    {
        TimeSpan readAt = Now;
        bool late = readAt.TotalMilliseconds > (slot + 2) * 20;
        for (int i = (int)(slot % Slots); i < _rows.Length; i += Slots)
        {
            Row row = _rows[i];
            // Rows take turns in going over.
            if (!row.IsOver && !row.IsBraked && readAt >= row.NextOver)
            {
                row.NextOver = readAt + (OverEvery * (row.NextOver == default ? _random.NextDouble() : 1));
                row.IsOver = row.WasScheduled;
                row.WasScheduled = true;
                row.OverAt = readAt;
            }

            foreach (Server server in row.Servers)
            {
                Send(server, row, readAt);
                Late += late ? 1 : 0;
            }
        }
    }

    private void Send(Server server, Row row, TimeSpan readAt)
    {
        if (Measures && server.SentAt > TimeSpan.Zero && server.Node.ServerIndex % 4 == 0)
        {
            TimeSpan seen = (_node.Board[server.Node.Index]?.At ?? TimeSpan.Zero) - _nodeAhead;
            Snapshot.Add(seen >= server.SentAt ? (seen - server.SentAt).TotalMilliseconds : 1000);
        }

        double watts = (server.IsBraked ? BrakedWatts : row.IsOver ? OverWatts : UnderWatts) * (1 + (.02 * (_random.NextDouble() - .5)));
        Array.Fill(_gpus, new GpuTelemetry(new Watts((watts - 1000) / 8), new Megahertz(server.IsBraked ? 288 : 1410), GpuHealth.Good, server.IsBraked));
        PerPriority<Watts> none = default;
        ReportFrame frame = new(++server.Sequence, readAt, Now - readAt, new Watts(watts), new PowerReport(server.Sequence, new Watts(watts), none, none, server.Newest));
        ReportMapping.Write(_report, frame, _gpus, default);
        byte[] buffer = FrameCodec.Write(new Protocol.Frame { Handle = server.Handle, Report = _report }, out int length);
        server.Connection.Sender.TryPost(buffer, length, FrameSender.KeyOf(server.Handle, Protocol.Frame.ReportFieldNumber));
        server.SentAt = readAt;
        Sent++;
    }

    private void OnDirective(Server server, in ControlDirective directive)
    {
        if (directive.Stamp > server.Newest)
            server.Newest = directive.Stamp;
        Row row = server.Row;
        if (directive.Ceilings.Brake && !server.IsBraked)
        {
            server.IsBraked = true;
            if (Measures && row.IsOver)
                Loop.Enqueue((Now - row.OverAt).TotalMilliseconds);
            if (row.Count(braked: true) == row.Servers.Count)
                row.IsOver = false;
        }
        else if (!directive.Ceilings.Brake && server.IsBraked)
        {
            server.IsBraked = false;
            row.Count(braked: false);
        }
    }

    private sealed class Row
    {
        private int _braked;

        public List<Server> Servers { get; } = [];

        public bool WasScheduled { get; set; }

        public bool IsOver { get; set; }

        public bool IsBraked => Volatile.Read(ref _braked) > 0;

        public TimeSpan NextOver { get; set; }

        public TimeSpan OverAt { get; set; }

        public int Count(bool braked) => braked ? Interlocked.Increment(ref _braked) : Interlocked.Decrement(ref _braked);
    }

    private sealed class Server(TreeNode node, Row row, Connection connection, uint handle)
    {
        public TreeNode Node { get; } = node;

        public Row Row { get; } = row;

        public Connection Connection { get; } = connection;

        public uint Handle { get; } = handle;

        public long Sequence { get; set; }

        public TimeSpan SentAt { get; set; }

        public DirectiveStamp Newest { get; set; }

        public bool IsBraked { get; set; }
    }

    private sealed class Connection(LoadGenerator generator, Uri url) : IAsyncDisposable
    {
        private readonly ClientWebSocket _socket = new();
        private readonly TaskCompletionSource _welcomed = new();
        private Task _running = Task.CompletedTask;
        private int _answers;

        public List<Server> Servers { get; } = [];

        public FrameSender Sender { get; private set; } = null!;

        public Task WhenWelcomed => _welcomed.Task;

        public async Task OpenAsync(CancellationToken cancellation)
        {
            _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            await _socket.ConnectAsync(url, cancellation);
            Sender = new FrameSender(_socket, (Servers.Count * 3) + 16);
            _running = Task.WhenAll(Sender.RunAsync(cancellation), ReceiveAsync(cancellation));
            GpuModel gpu = ServerCatalog.DgxA100.Gpu;
            GpuKind kind = new(gpu.Name, 8, gpu.Tdp, gpu.MinPowerCap, gpu.MinClock, gpu.MaxClock, gpu.ClockStep);
            foreach (Server server in Servers)
            {
                AgentGreeting greeting = new(server.Node.Path, "load", [kind], [], default);
                byte[] buffer = FrameCodec.Write(new Protocol.Frame { Handle = server.Handle, Hello = HelloMapping.ToWire(greeting) }, out int length);
                Sender.TryPost(buffer, length);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _running;
            _socket.Dispose();
        }

        private async Task ReceiveAsync(CancellationToken cancellation)
        {
            using FrameReceiver receiver = new(_socket);
            try
            {
                while (true)
                {
                    Received received = await receiver.ReceiveAsync(cancellation);
                    if (received.Status != ReceiveStatus.Frame)
                        throw new InvalidOperationException($"the node ended a connection of the load generator: {received.Status} {_socket.CloseStatusDescription}");
                    OnFrame(received.Bytes.Span);
                }
            }
            catch (OperationCanceledException)
            {
                // The run is over.
            }
        }

        private void OnFrame(ReadOnlySpan<byte> bytes)
        {
            if (!FrameCodec.TryRead(bytes, out Protocol.Frame? frame, out string? problem))
                throw new InvalidOperationException(problem);
            if (frame.BodyCase == Protocol.Frame.BodyOneofCase.Directive && DirectiveMapping.Read(frame.Directive, out ControlDirective directive, out _) is null)
                generator.OnDirective(Servers[(int)frame.Handle - 1], directive);
            else if (frame.BodyCase == Protocol.Frame.BodyOneofCase.Welcome && ++_answers == Servers.Count)
                _welcomed.TrySetResult();
            else if (frame.BodyCase == Protocol.Frame.BodyOneofCase.Refused)
                _welcomed.TrySetException(new InvalidOperationException(frame.Refused.Reason));
        }
    }
}
