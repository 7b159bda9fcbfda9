using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;
using PowerActors.Tree;

namespace PowerActors.Simulation.Live;

/// <summary>What a live fleet serves.</summary>
public sealed record LiveFleetOptions
{
    /// <summary>The validated topology.</summary>
    public required TopologyPlan Plan { get; init; }

    /// <summary>The hardware.</summary>
    public required VirtualDatacenterOptions Hardware { get; init; }

    /// <summary>How servers serve.</summary>
    public required ServingOptions Serving { get; init; }

    /// <summary>How long iterations take on a server's GPUs.</summary>
    public required Func<ServerModel, PerformanceModel> Performance { get; init; }

    /// <summary>The requests.</summary>
    public required IRequestLoad Load { get; init; }

    /// <summary>The machine's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// The simulated datacenter in real time: agents and meters look at it as they would at hardware, from any thread, and whoever looks lets it catch up with the clock first. A newcomer sees a
/// live control plane without owning a GPU.
/// </summary>
public sealed class LiveFleet
{
    private readonly Lock _gate = new();
    private readonly VirtualDatacenter _datacenter;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly long _periodTicks;
    private readonly LiveServer[] _servers;
    private long _nextTick;

    /// <summary>Builds the fleet, switched on and idle.</summary>
    public LiveFleet(LiveFleetOptions options)
    {
        Index = new TreeIndex(options.Plan.Root);
        _datacenter = new VirtualDatacenter(Index, options.Hardware, [.. Index.Servers.Select(node => options.Performance(node.Server!.Model))], options.Serving, options.Load);
        _time = options.Time;
        _start = _time.GetTimestamp();
        _periodTicks = options.Plan.Timing.Telemetry.Ticks;
        _servers = [.. Index.Servers.Select(node => new LiveServer(this, _datacenter.Hardware(node)))];
    }

    /// <summary>Its nodes.</summary>
    public TreeIndex Index { get; }

    /// <summary>Breakers that tripped so far.</summary>
    public int Trips
    {
        get
        {
            lock (_gate)
                return _datacenter.Trips;
        }
    }

    /// <summary>The hardware of a server.</summary>
    public IServerHardware Hardware(TreeNode server) => _servers[server.ServerIndex];

    /// <summary>What chooses a server's clocks; null where nothing does.</summary>
    public IClockGovernor? Governor(TreeNode server) => _datacenter.Governor(server) is { } governor ? new LiveClockGovernor(this, governor) : null;

    /// <summary>What the clocks of a server cost that its governor chooses from.</summary>
    public ClockCosts ClockCosts(TreeNode server) => _datacenter.ClockCosts(server);

    /// <summary>What the work of a server loses at lower clocks; null where no ladder asks for watts at a price.</summary>
    public IWorkProfile? Work(TreeNode server) => _datacenter.Work(server) is { } work ? new LiveWork(this, work) : null;

    /// <summary>The meter of a domain, found by its path; null where there is none.</summary>
    public IPowerMeter? Meter(string path) =>
        Index.Nodes.FirstOrDefault(node => !node.IsServer && node.Path == path) is { } domain ? new LiveMeter(this, _datacenter.DomainMeter(domain)) : null;

    /// <summary>Lets everything happen up to now. To be called under the gate.</summary>
    private TimeSpan CatchUp()
    {
        long now = _time.GetElapsedTime(_start).Ticks;
        for (; _nextTick <= now; _nextTick += _periodTicks)
        {
            _datacenter.AdvanceTo(_nextTick);
            _datacenter.Tick(_nextTick);
        }

        _datacenter.AdvanceTo(now);
        return TimeSpan.FromTicks(now);
    }

    private sealed class LiveServer : IServerHardware
    {
        private readonly LiveFleet _fleet;
        private readonly IServerHardware _server;

        public LiveServer(LiveFleet fleet, IServerHardware server)
        {
            _fleet = fleet;
            _server = server;
            Gpus = [.. server.Gpus.Select(gpu => new LiveGpu(fleet, gpu))];
            Meter = server.Meter is { } meter ? new LiveMeter(fleet, meter) : null;
        }

        public IReadOnlyList<IGpuDevice> Gpus { get; }

        public IPowerMeter? Meter { get; }

        public void ReadGpus(TimeSpan now, Span<GpuReading> readings)
        {
            lock (_fleet._gate)
                _server.ReadGpus(_fleet.CatchUp(), readings);
        }
    }

    private sealed class LiveGpu(LiveFleet fleet, IGpuDevice gpu) : IGpuDevice, IGpuReadback
    {
        public GpuModel Model => gpu.Model;

        public GpuReading Read(TimeSpan now)
        {
            lock (fleet._gate)
                return gpu.Read(fleet.CatchUp());
        }

        public bool TryApply(GpuCap cap, TimeSpan now)
        {
            lock (fleet._gate)
                return gpu.TryApply(cap, fleet.CatchUp());
        }

        public bool TryGovern(Megahertz ceiling, TimeSpan now)
        {
            lock (fleet._gate)
                return gpu.TryGovern(ceiling, fleet.CatchUp());
        }

        public GpuEnforced ReadEnforced(TimeSpan now)
        {
            lock (fleet._gate)
                return gpu is IGpuReadback readback ? readback.ReadEnforced(fleet.CatchUp()) : default;
        }
    }

    private sealed class LiveClockGovernor(LiveFleet fleet, IClockGovernor governor) : IClockGovernor
    {
        public TimeSpan Watch => governor.Watch;

        public Megahertz Look(Megahertz cap, TimeSpan now)
        {
            lock (fleet._gate)
                return governor.Look(cap, fleet.CatchUp());
        }
    }

    /// <summary>Looks at the world's clock, which is not the one of the agent that asks.</summary>
    private sealed class LiveWork(LiveFleet fleet, IWorkProfile work) : IWorkProfile
    {
        public void See(ReadOnlySpan<GpuReading> readings, TimeSpan now)
        {
            lock (fleet._gate)
                work.See(readings, fleet.CatchUp());
        }

        public Megahertz ClockFor(double price)
        {
            lock (fleet._gate)
                return work.ClockFor(price);
        }
    }

    private sealed class LiveMeter(LiveFleet fleet, IPowerMeter meter) : IPowerMeter
    {
        public bool TryRead(TimeSpan now, out Watts power)
        {
            lock (fleet._gate)
                return meter.TryRead(fleet.CatchUp(), out power);
        }
    }
}
