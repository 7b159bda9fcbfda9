using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Actors;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Tree;

namespace PowerActors.Benchmarks.Control;

/// <summary>A control node as it runs: Kestrel on loopback, the tree on the thread pool, agents' seats in the servers' places.</summary>
internal sealed class ControlNode : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ControlNode(TopologyPlan plan)
    {
        Index = new TreeIndex(plan.Root);
        Board = new SnapshotBoard(Index.Nodes.Count);
        Silent observer = new();
        Hub = new AgentHub(new AgentHubOptions(), plan, Index, observer, Board, NullLogger<AgentHub>.Instance);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.MapAgents("/agents/v1", Hub, new LoopbackAgents());
        PowerTree.Start(System, new TreeSettings
        {
            Plan = plan,
            Hardware = static node => throw new InvalidOperationException($"{node.Path} is not here"),
            Servers = Hub.Server,
            Laws = Laws,
            Observer = observer,
            Board = Board,
        }, Index);
    }

    public ActorSystem System { get; } = ActorSystem.Create("node");

    public TreeIndex Index { get; }

    public SnapshotBoard Board { get; }

    public AgentHub Hub { get; }

    public LawLedger Laws { get; } = new();

    public Uri Url { get; private set; } = null!;

    public static async Task<ControlNode> StartAsync(TopologyPlan plan)
    {
        ControlNode node = new(plan);
        await node._application.StartAsync();
        string address = node._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        node.Url = new Uri(address.Replace("http", "ws", StringComparison.Ordinal) + "/agents/v1");
        return node;
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
        await Hub.DisposeAsync();
        await _application.DisposeAsync();
        System.Dispose();
    }

    private sealed class Silent : ITreeObserver;
}
