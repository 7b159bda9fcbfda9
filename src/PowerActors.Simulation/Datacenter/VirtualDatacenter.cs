using PowerActors.Core.Control;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Energy.Yielding;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Energy.Yielding;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;
using PowerActors.Tree;

namespace PowerActors.Simulation.Datacenter;

/// <summary>
/// The world that the tree of actors guards: simulated servers that serve requests, the power that flows through every domain, breakers that trip. It advances in events of its own (requests,
/// iterations, actuations), and stands still while the actors look at it.
/// </summary>
public sealed class VirtualDatacenter : IPowerListener
{
    private readonly ServerSlot[] _slots;
    private readonly DomainLoad[] _domains;
    private readonly int[][] _domainsOfServer;
    private readonly List<DomainLoad> _tripped = [];
    private readonly Dictionary<GpuPhysics, ClockCosts> _clockCosts = [];
    private readonly long _restoreAfterTicks;
    private readonly IClockGovernor?[] _governors;
    private long _nextActuation = long.MaxValue;

    /// <summary>Builds every server of a topology, switched on and idle, at time zero.</summary>
    public VirtualDatacenter(TreeIndex index, VirtualDatacenterOptions options, IReadOnlyList<PerformanceModel> performance, ServingOptions serving, IRequestLoad load)
    {
        Index = index;
        _restoreAfterTicks = options.RestoreAfter.Ticks;
        _slots = [.. BuildServers(index, options)];
        Serving = new ServingCluster(serving, performance, [.. index.Servers.Select(static node => node.Server!.Priority)], load, _slots);
        _domains = new DomainLoad[index.Nodes.Count];
        _domainsOfServer = new int[_slots.Length][];
        foreach (TreeNode node in index.Nodes)
        {
            if (!node.IsServer)
                _domains[node.Index] = new DomainLoad(node);
        }

        FollowWork(index);
        _governors = new IClockGovernor?[_slots.Length];
        foreach (TreeNode node in index.Servers)
        {
            Connect(node);
            if (options.Governor is { } governor)
                Govern(node, governor);
        }
    }

    /// <summary>The tree's nodes.</summary>
    public TreeIndex Index { get; }

    /// <summary>The requests and their servers.</summary>
    public ServingCluster Serving { get; }

    /// <summary>Time up to which everything has happened, ticks of 100 ns.</summary>
    public long NowTicks { get; private set; }

    /// <summary>Breaker trips so far.</summary>
    public int Trips { get; private set; }

    /// <summary>Raised when a breaker trips.</summary>
    public event Action<TreeNode, TimeSpan>? Tripped;

    /// <summary>Exact energy of all servers up to now.</summary>
    public Joules Energy
    {
        get
        {
            Int128 sum = 0;
            foreach (ServerSlot slot in _slots)
                sum += slot.Server.EnergyMilliwattTicksAt(NowTicks);
            return new Joules((double)sum / 1e3 / TimeSpan.TicksPerSecond);
        }
    }

    /// <summary>Exact energy of all GPUs up to now.</summary>
    public Joules GpuEnergy
    {
        get
        {
            Joules sum = Joules.Zero;
            foreach (ServerSlot slot in _slots)
                sum += slot.Server.GpuEnergyAt(NowTicks);
            return sum;
        }
    }

    /// <summary>What chooses a server's clocks; null where nothing does.</summary>
    public IClockGovernor? Governor(TreeNode server) => _governors[server.ServerIndex];

    /// <summary>What the clocks of a server cost that a governor of it chooses from.</summary>
    public ClockCosts ClockCosts(TreeNode server) => CostsOf(_slots[server.ServerIndex].Server.Physics);

    /// <summary>What the work of a server loses at lower clocks; null where no ladder asks for watts at a price.</summary>
    public IWorkProfile? Work(TreeNode server) => _slots[server.ServerIndex].Work;

    /// <summary>The hardware of a server, as the tree reads it.</summary>
    public IServerHardware Hardware(TreeNode server) => _slots[server.ServerIndex];

    /// <summary>The simulated server itself, for faults and for tests.</summary>
    public SimulatedServer Server(int serverIndex) => _slots[serverIndex].Server;

    /// <summary>The meter in a server's power supplies.</summary>
    public SimulatedMeter ServerMeter(int serverIndex) => _slots[serverIndex].PowerMeter;

    /// <summary>The meter of a domain.</summary>
    public SimulatedMeter DomainMeter(TreeNode domain) => _domains[domain.Index].Meter;

    /// <summary>True power of a domain, milliwatts.</summary>
    public long DomainMilliwatts(TreeNode domain) => _domains[domain.Index].Milliwatts;

    /// <summary>Largest power of a domain at any instant since <see cref="ResetPeaks"/>, milliwatts.</summary>
    public long DomainPeakMilliwatts(TreeNode domain) => _domains[domain.Index].PeakMilliwatts;

    /// <summary>The GPUs' part of a domain's power, milliwatts. O(servers).</summary>
    public long DomainGpuMilliwatts(TreeNode domain)
    {
        long sum = 0;
        foreach (int server in _domains[domain.Index].Servers)
            sum += _slots[server].Server.GpuPowerMilliwatts;
        return sum;
    }

    /// <summary>Forgets the highest powers so far, at the end of the warm-up.</summary>
    public void ResetPeaks()
    {
        foreach (DomainLoad? domain in _domains)
            domain?.ResetPeak();
    }

    /// <summary>Lets everything happen up to a time, included.</summary>
    public void AdvanceTo(long ticks)
    {
        while (true)
        {
            Serving.AdvanceTo(Math.Min(ticks, _nextActuation));
            if (_tripped.Count > 0)
                OpenTrippedBreakers();
            if (_nextActuation > ticks)
                break;
            Actuate(_nextActuation);
        }

        NowTicks = ticks;
    }

    /// <summary>Once per telemetry period: fans follow the heat, breakers are accounted, tripped ones are closed again when their time has come.</summary>
    public void Tick(long nowTicks)
    {
        foreach (ServerSlot slot in _slots)
            slot.Server.TickNonGpu(nowTicks);
        foreach (DomainLoad? domain in _domains)
        {
            if (domain is null)
                continue;
            if (domain.RestoreTicks <= nowTicks)
                Restore(domain, nowTicks);
            else if (domain.AccountBreaker(nowTicks) && domain.RestoreTicks == long.MaxValue)
                _tripped.Add(domain);
        }

        if (_tripped.Count > 0)
            OpenTrippedBreakers();
    }

    void IPowerListener.PowerChanged(int serverIndex, long deltaMilliwatts, long nowTicks)
    {
        foreach (int index in _domainsOfServer[serverIndex])
        {
            DomainLoad domain = _domains[index];
            if (domain.Change(deltaMilliwatts, nowTicks) && domain.RestoreTicks == long.MaxValue && !_tripped.Contains(domain))
                _tripped.Add(domain);
        }
    }

    private static IEnumerable<ServerSlot> BuildServers(TreeIndex index, VirtualDatacenterOptions options)
    {
        Dictionary<GpuModel, GpuPhysics> physics = [];
        ActuatorProfile actuators = options.Governor?.Latency is { } latency ? options.Actuators with { GovernorLatency = latency } : options.Actuators;
        foreach (TreeNode node in index.Servers)
        {
            ServerModel model = node.Server!.Model;
            if (!physics.TryGetValue(model.Gpu, out GpuPhysics? shared))
                physics[model.Gpu] = shared = GpuPhysics.For(model.Gpu, options.Model);
            SimulatedServer server = new(node.ServerIndex, model, shared, actuators, options.Server);
            server.SettleNonGpu(0);
            yield return new ServerSlot(server);
        }
    }

    private void Connect(TreeNode node)
    {
        SimulatedServer server = _slots[node.ServerIndex].Server;
        List<int> path = [];
        for (TreeNode? domain = node.Parent; domain is not null; domain = domain.Parent)
        {
            path.Add(domain.Index);
            _domains[domain.Index].Servers.Add(node.ServerIndex);
            _domains[domain.Index].Change(server.PowerMilliwatts, 0);
        }

        _domainsOfServer[node.ServerIndex] = [.. path];
        server.Listener = this;
        server.ActuationScheduled = OnActuationScheduled;
        server.ClockChanged = (_, now) => Serving.OnClockChanged(node.ServerIndex, now);
    }

    private void FollowWork(TreeIndex index)
    {
        if (!index.Nodes.Any(static node => node.Domain is { Ladder.AsksForWatts: true }))
            return;
        Dictionary<GpuPhysics, WorkCosts> tables = [];
        foreach (ServerSlot slot in _slots)
        {
            GpuPhysics physics = slot.Server.Physics;
            if (!tables.TryGetValue(physics, out WorkCosts? costs))
                tables[physics] = costs = SimulatedWork.CostsOf(physics);
            slot.Work = new SimulatedWork(costs, physics);
        }
    }

    private void Govern(TreeNode node, GovernorOptions options)
    {
        int index = node.ServerIndex;
        if (options.Fixed is { } clock)
        {
            _governors[index] = new FixedClockGovernor(clock);
            return;
        }

        SimulatedServer server = _slots[index].Server;
        GovernorSettings settings = options.KnowsRouting ? options.Settings with { FillsTo = Serving.Options.RequestsPerWokenServer } : options.Settings;
        SimulatedGovernor governor = new(options.Watch, settings, CostsOf(server.Physics), server, firstToken => Serving.Outlook(index, firstToken));
        _governors[index] = governor;
        Serving.Listen(index, governor);
        server.ClockChanged += (_, now) => governor.OnClockChanged(now);
    }

    private ClockCosts CostsOf(GpuPhysics physics)
    {
        if (!_clockCosts.TryGetValue(physics, out ClockCosts? costs))
            _clockCosts[physics] = costs = ServingClockCosts.Of(physics);
        return costs;
    }

    private void OnActuationScheduled(SimulatedServer server, long nowTicks) => _nextActuation = Math.Min(_nextActuation, server.NextActuationTicks);

    private void Actuate(long ticks)
    {
        _nextActuation = long.MaxValue;
        foreach (ServerSlot slot in _slots)
        {
            if (slot.Server.NextActuationTicks <= ticks)
                slot.Server.AdvanceTo(ticks);
            _nextActuation = Math.Min(_nextActuation, slot.Server.NextActuationTicks);
        }
    }

    private void OpenTrippedBreakers()
    {
        long now = Serving.NowTicks;
        foreach (DomainLoad domain in _tripped)
        {
            Trips++;
            domain.RestoreTicks = now + _restoreAfterTicks;
            foreach (int server in domain.Servers)
            {
                Serving.PowerOff(server, now);
                _slots[server].Server.PowerOff(now);
            }

            Tripped?.Invoke(domain.Node, TimeSpan.FromTicks(now));
        }

        _tripped.Clear();
    }

    private void Restore(DomainLoad domain, long nowTicks)
    {
        domain.CloseBreaker(nowTicks);
        foreach (int server in domain.Servers)
        {
            _slots[server].Server.PowerOn(nowTicks);
            Serving.PowerOn(server);
        }
    }
}

/// <summary>What simulated servers have in common.</summary>
public sealed record VirtualDatacenterOptions
{
    /// <summary>The language model that is served; it decides power as well as time.</summary>
    public string Model { get; init; } = "bloom-176b";

    /// <summary>How long caps take to act.</summary>
    public ActuatorProfile Actuators { get; init; } = ActuatorProfile.OutOfBand;

    /// <summary>Fans, spread between GPUs.</summary>
    public SimulatedServerOptions Server { get; init; } = SimulatedServerOptions.Default;

    /// <summary>How servers choose their clocks to save energy; null for always the highest.</summary>
    public GovernorOptions? Governor { get; init; }

    /// <summary>How long it takes until someone has closed a tripped breaker again.</summary>
    public TimeSpan RestoreAfter { get; init; } = TimeSpan.FromMinutes(30);
}
