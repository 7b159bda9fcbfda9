using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Api;
using PowerActors.Api.Hosting;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Tree;
using Node = PowerActors.Cluster.Node.ControlNode;

namespace PowerActors.Benchmarks.Control;

/// <summary>A control node as <c>poweractors run</c> starts it, enforcing: its journal in a SQLite file, its API with /metrics, the doors for agents.</summary>
internal sealed class ControlNode : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly JournalService _journal;
    private readonly Node _node;
    private readonly ApiHost _host;

    private ControlNode(DirectoryInfo folder, JournalService journal, Node node, ApiHost host) => (_folder, _journal, _node, _host) = (folder, journal, node, host);

    public TreeIndex Index => _node.Index;

    public SnapshotBoard Board => _node.Board;

    public AgentHub Hub => _node.Agents;

    public LawLedger Laws => _node.Laws;

    public TimeSpan Now => _node.Now;

    public Uri Url => _host.AgentsAddress;

    /// <summary>Where /metrics is.</summary>
    public Uri Address => _host.Address;

    public static async Task<ControlNode> StartAsync(TopologyPlan plan)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("poweractors-");
        JournalService journal = JournalService.Start(new PersistenceSettings { SqliteFile = Path.Combine(folder.FullName, "journal.db") }, TimeProvider.System, NullLoggerFactory.Instance);
        Node node = new(new ControlNodeOptions { Plan = plan, Mode = ControlMode.Enforce }, journal, NullLoggerFactory.Instance);
        ApiHost host = await ApiHost.StartAsync(node, new ApiSettings { Listen = new Uri("http://127.0.0.1:0") }, NullLoggerFactory.Instance);
        node.Start();
        return new ControlNode(folder, journal, node, host);
    }

    /// <summary>Rows of 52 servers in 13 racks, braked at 100 % of a limit and released soon, so that many brakes fit in a minute.</summary>
    public static TopologyPlan Plan(int servers, Watts rowLimit, ControlTiming timing, TimeSpan hold)
    {
        Ladder ladder = new()
        {
            Name = "brake",
            Hold = hold,
            Rungs = [new Rung { Name = "brake", EnterAt = 1, LeaveBelow = .84, Settle = TimeSpan.Zero, Ceilings = new Ceilings(ClockCeiling.At(288), ClockCeiling.At(288), Brake: true) }],
        };
        List<TopologyDomain> rows = [];
        foreach (int[] row in Enumerable.Range(0, servers).Chunk(52))
        {
            rows.Add(new TopologyDomain
            {
                Kind = DomainKind.Row,
                Name = $"row-{rows.Count + 1}",
                HasMeter = false,
                Limit = rowLimit * (row.Length / 52.0),
                Ladder = ladder,
                Domains = [.. row.Chunk(4).Select(static (members, rack) => new TopologyDomain
                {
                    Kind = DomainKind.Rack,
                    Name = $"rack-{rack + 1}",
                    HasMeter = false,
                    Servers = [.. members.Select(static i => new TopologyServer { Name = $"server-{i + 1}", Model = ServerCatalog.DgxA100, Priority = (Priority)(i % 2) })],
                })],
            });
        }

        TopologyDomain site = new() { Kind = DomainKind.Site, Name = "site", HasMeter = false, Domains = rows };
        return new TopologyPlan { Root = site, FailSafe = new Ceilings(ClockCeiling.At(810), ClockCeiling.At(810), Brake: false), Timing = timing };
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _node.DisposeAsync();
        _journal.Dispose();
        _folder.Delete(recursive: true);
    }
}
