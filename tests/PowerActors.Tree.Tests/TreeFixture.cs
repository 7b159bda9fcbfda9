using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Tree.Tests;

/// <summary>A small row on virtual time: racks of servers, the first half of each of low priority, with hardware that a test sets.</summary>
internal sealed class TreeFixture : IDisposable
{
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A server of four GPUs: 1600 W of TDP, 400 W for the rest, exactly, whatever the load.</summary>
    public static readonly ServerModel Model = new()
    {
        Name = "test",
        Gpu = GpuCatalog.A100Sxm80,
        GpuCount = 4,
        Nameplate = new Watts(2000),
        NonGpuIdle = new Watts(400),
        NonGpuBusy = new Watts(400),
    };

    private readonly Dictionary<string, FakeServer> _servers = new(StringComparer.Ordinal);

    public TreeFixture(
        int racks = 2, int serversPerRack = 2, double rowLimit = 8000, double? rackLimit = null, Ladder? rackLadder = null, FaultPlan? faults = null, bool rowMeter = false, ulong seed = 1,
        Func<TreeNode, IClockGovernor?>? governors = null, Ladder? rowLadder = null, Func<TreeNode, IWorkProfile?>? work = null)
    {
        Timing = new ControlTiming { ClockLatency = Second, BrakeLatency = Second };
        Plan = BuildPlan(racks, serversPerRack, rowLimit, rackLimit, rackLadder, rowMeter, rowLadder);
        Index = new TreeIndex(Plan.Root);
        foreach (TreeNode node in Index.Servers)
            _servers[node.Path] = new FakeServer(Model.GpuCount);
        Registry = new TreeRegistry(Index);
        Board = new SnapshotBoard(Index.Nodes.Count);
        Settings = new TreeSettings
        {
            Plan = Plan,
            Hardware = node => _servers[node.Path],
            Meters = node => node.Domain!.Kind == DomainKind.Row && rowMeter ? RowMeter : null,
            Laws = Laws,
            Observer = Heard,
            Board = Board,
            Registry = Registry,
            Governors = governors ?? (static _ => null),
            Work = work ?? (static _ => null),
        };
        System = ActorSystem.CreateDeterministic(new DeterministicOptions { Seed = seed, Faults = faults });
        Root = PowerTree.Start(System, Settings, Index);
        Auditor = new TreeAuditor(Registry, Settings);
    }

    public ControlTiming Timing { get; }

    public TopologyPlan Plan { get; }

    public TreeIndex Index { get; }

    public TreeRegistry Registry { get; }

    public TreeSettings Settings { get; }

    public SnapshotBoard Board { get; }

    public LawLedger Laws { get; } = new();

    public HeardDecisions Heard { get; } = new();

    public FakeMeter RowMeter { get; } = new();

    public DeterministicSystem System { get; }

    public TreeAuditor Auditor { get; }

    public IActorRef Root { get; }

    public IReadOnlyList<FakeServer> Servers => [.. Index.Servers.Select(node => _servers[node.Path])];

    public IEnumerable<FakeGpu> Gpus(Priority priority) =>
        Index.Servers.Where(node => node.Server!.Priority == priority).SelectMany(node => _servers[node.Path].Fakes);

    public IEnumerable<FakeGpu> AllGpus() => Servers.SelectMany(static server => server.Fakes);

    public DomainSnapshot Row => Board[1]!;

    /// <summary>Sets the demand of every GPU so that the uncapped row stands at a share of its limit.</summary>
    public void SetDemand(double shareOfRowLimit)
    {
        double perServer = shareOfRowLimit * Plan.Root.Domains[0].Limit.Value / Index.Servers.Count;
        foreach (FakeGpu gpu in AllGpus())
            gpu.Demand = new Watts((perServer - Model.NonGpuIdle.Value) / Model.GpuCount);
    }

    public void Advance(double seconds)
    {
        TimeSpan end = System.Now + TimeSpan.FromSeconds(seconds);
        while (System.NextDue is { } due && due <= end)
        {
            System.AdvanceTo(due);
            Auditor.Audit(due);
        }

        System.AdvanceTo(end);
    }

    public void ShouldHaveBrokenNoLaw() => Laws.Violations.ShouldBeEmpty();

    public void Dispose() => System.Dispose();

    private TopologyPlan BuildPlan(int racks, int serversPerRack, double rowLimit, double? rackLimit, Ladder? rackLadder, bool rowMeter, Ladder? rowLadder)
    {
        List<TopologyDomain> built = [];
        for (int rack = 1; rack <= racks; rack++)
        {
            built.Add(new TopologyDomain
            {
                Kind = DomainKind.Rack,
                Name = $"rack-{rack}",
                HasMeter = false,
                Limit = rackLimit is { } limit ? new Watts(limit) : Watts.Unlimited,
                Breaker = rackLimit is null ? null : TripCurve.Row,
                Ladder = rackLadder ?? Ladder.None,
                Servers = [.. Enumerable.Range(1, serversPerRack).Select(i => new TopologyServer
                {
                    Name = $"server-{i}",
                    Model = Model,
                    Priority = i <= serversPerRack / 2 ? Priority.Low : Priority.High,
                })],
            });
        }

        TopologyDomain row = new()
        {
            Kind = DomainKind.Row,
            Name = "row",
            Limit = new Watts(rowLimit),
            Breaker = TripCurve.Row,
            Ladder = rowLadder ?? KnownLadders.Polca(Second),
            HasMeter = rowMeter,
            Domains = built,
        };
        TopologyDomain site = new() { Kind = DomainKind.Site, Name = "site", HasMeter = false, Domains = [row] };
        return new TopologyPlan { Root = site, FailSafe = new Ceilings(ClockCeiling.At(810), ClockCeiling.At(810), Brake: false), Timing = Timing };
    }
}

/// <summary>Keeps what the tree decided.</summary>
internal sealed class HeardDecisions : ITreeObserver
{
    public List<(TreeNode Domain, int From, int To, TimeSpan At)> Rungs { get; } = [];

    public List<(TreeNode Server, int Gpu, GpuCap Cap, TimeSpan At)> Caps { get; } = [];

    public List<(TreeNode Node, AlertKind Kind, string Detail)> Alerts { get; } = [];

    public void OnRungChanged(TreeNode domain, Ladder ladder, int from, int to, double utilization, TimeSpan now) => Rungs.Add((domain, from, to, now));

    public void OnCapRequested(TreeNode server, int gpu, GpuCap cap, TimeSpan now) => Caps.Add((server, gpu, cap, now));

    public void OnAlert(TreeNode node, AlertKind kind, string detail, TimeSpan now) => Alerts.Add((node, kind, detail));
}
