using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Agent;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Benchmarks.Control;

/// <summary>
/// A row of 52 servers, each with a real agent and a connection of its own, goes over its limit: how long from the reading that shows it until each agent has told its GPUs to brake. Agents
/// read once a second, each at its own moment.
/// </summary>
internal sealed class BrakeRun : IAsyncDisposable
{
    private const int Servers = 52;

    private static readonly ServerActivity Busy = new(InferencePhase.Prompt, 8192, 0);
    private static readonly ActuatorProfile Driver = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10));

    private readonly Lock _gate = new();
    private readonly Watched[] _servers;
    private readonly List<PowerAgent> _agents = [];
    private readonly double _limit;
    private double _sum;
    private long _crossedAt;

    public BrakeRun()
    {
        GpuPhysics physics = GpuPhysics.For(ServerCatalog.DgxA100.Gpu, "llama2-70b");
        LiveServer example = new(ServerCatalog.DgxA100, Driver, physics);
        double idle = example.Power.Value;
        example.SetActivity(Busy);
        _limit = Servers * (idle + (.7 * (example.Power.Value - idle)));
        _servers = [.. Enumerable.Range(0, Servers).Select(_ => new Watched(this, new LiveServer(ServerCatalog.DgxA100, Driver, physics)))];
    }

    /// <summary>Milliseconds per agent and round.</summary>
    public ConcurrentQueue<double> Latencies { get; } = [];

    public async Task RunAsync(int rounds)
    {
        ControlTiming timing = new()
        {
            Telemetry = TimeSpan.FromSeconds(1),
            Heartbeat = TimeSpan.FromSeconds(3),
            Staleness = TimeSpan.FromSeconds(5),
            Lease = TimeSpan.FromSeconds(60),
            ClockLatency = TimeSpan.FromMilliseconds(10),
            BrakeLatency = TimeSpan.FromMilliseconds(10),
        };
        await using ControlNode node = await ControlNode.StartAsync(ControlNode.Plan(Servers, new Watts(_limit), timing, TimeSpan.FromSeconds(2)));
        for (int i = 0; i < Servers; i++)
        {
            PowerAgent agent = new(new AgentOptions { Control = [node.Url], Servers = [new AgentServerOptions { Path = node.Index.Servers[i].Path, Hardware = _servers[i] }], Seed = (ulong)i + 1 }, NullLogger<PowerAgent>.Instance);
            agent.Start();
            _agents.Add(agent);
            await Task.Delay(20); // Spread over the second, as agents are that start when their servers do.
        }

        await Until(() => node.Hub.Sessions == Servers && Array.TrueForAll(_servers, static server => server.IsFree));
        for (int round = 0; round < rounds; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            lock (_gate)
                _crossedAt = 0;
            foreach (Watched server in _servers)
                server.Live.SetActivity(Busy);
            await Until(() => Array.TrueForAll(_servers, static server => server.IsBraked));
            foreach (Watched server in _servers)
                server.Live.SetActivity(ServerActivity.Idle);
            await Until(() => Array.TrueForAll(_servers, static server => server.IsFree));
        }

        // The load here goes up and down at the rung's own bidding, which no load of the world does: that looks like flapping (P9).
        if (node.Laws.Violations.FirstOrDefault(static violation => violation.Law != Law.P9) is { } broken)
            throw new InvalidOperationException($"a law was broken: {broken}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PowerAgent agent in _agents)
            await agent.DisposeAsync();
    }

    private static async Task Until(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(2))
                throw new TimeoutException("the row is neither braked nor free after two minutes");
            await Task.Delay(10);
        }
    }

    private void OnRead(Watched server, double watts)
    {
        lock (_gate)
        {
            _sum += watts - server.LastWatts;
            server.LastWatts = watts;
            if (_crossedAt == 0 && _sum >= _limit)
                _crossedAt = Stopwatch.GetTimestamp();
        }
    }

    private void OnBraked()
    {
        long crossedAt;
        lock (_gate)
            crossedAt = _crossedAt;
        if (crossedAt != 0)
            Latencies.Enqueue(Stopwatch.GetElapsedTime(crossedAt).TotalMilliseconds);
    }

    private sealed class Watched : IServerHardware
    {
        private readonly BrakeRun _run;
        private int _braked;
        private int _free;

        public Watched(BrakeRun run, LiveServer live)
        {
            _run = run;
            Live = live;
            Gpus = [.. live.Gpus.Select(gpu => new Gpu(this, gpu))];
        }

        public LiveServer Live { get; }

        public double LastWatts { get; set; }

        public IReadOnlyList<IGpuDevice> Gpus { get; }

        public IPowerMeter? Meter => Live.Meter;

        public bool IsBraked => Volatile.Read(ref _braked) == Gpus.Count;

        public bool IsFree => Volatile.Read(ref _free) == Gpus.Count;

        public void ReadGpus(TimeSpan now, Span<GpuReading> readings)
        {
            Live.ReadGpus(now, readings);
            _run.OnRead(this, Live.Power.Value);
        }

        private void OnApplied(GpuCap? before, GpuCap cap)
        {
            if (before is { } last)
                Interlocked.Decrement(ref last.Brake ? ref _braked : ref _free);
            if (Interlocked.Increment(ref cap.Brake ? ref _braked : ref _free) == Gpus.Count && cap.Brake)
                _run.OnBraked(); // The last of its GPUs.
        }

        private sealed class Gpu(Watched server, IGpuDevice device) : IGpuDevice
        {
            private GpuCap? _last;

            public GpuModel Model => device.Model;

            public GpuReading Read(TimeSpan now) => device.Read(now);

            public bool TryApply(GpuCap cap, TimeSpan now)
            {
                if (!device.TryApply(cap, now))
                    return false;
                server.OnApplied(_last, cap);
                _last = cap;
                return true;
            }
        }
    }
}
