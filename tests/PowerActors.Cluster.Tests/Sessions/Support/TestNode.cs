using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PowerActors.Actors;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Topology;
using PowerActors.Tree;

namespace PowerActors.Cluster.Tests.Sessions.Support;

/// <summary>A control node: real Kestrel on loopback, the real tree in real time, agents' seats in the servers' places.</summary>
internal sealed class TestNode : ITreeObserver, IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly WebApplication _application;

    private TestNode(TopologyPlan plan, IDomainMemoryStore memory, IAgentAuthenticator authenticator, int port, AgentHubOptions options, Func<TreeNode, DomainSteering>? steering, TimeProvider time)
    {
        _system = ActorSystem.Create("node", new ActorSystemOptions { TimeProvider = time });
        Index = new TreeIndex(plan.Root);
        Board = new SnapshotBoard(Index.Nodes.Count);
        Hub = new AgentHub(options, plan, Index, this, Board, Log.For<AgentHub>(), time);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        _application = builder.Build();
        _application.MapAgents("/agents/v1", Hub, authenticator);
        TreeSettings settings = new()
        {
            Plan = plan,
            Hardware = static node => throw new InvalidOperationException($"{node.Path} is not here"),
            Servers = Hub.Server,
            Laws = Laws,
            Observer = this,
            Memory = memory,
            Board = Board,
            Steering = steering ?? (static _ => DomainSteering.None),
        };
        PowerTree.Start(_system, settings, Index);
    }

    public TreeIndex Index { get; }

    public SnapshotBoard Board { get; }

    public AgentHub Hub { get; }

    public HeardLog Log { get; } = new();

    public LawLedger Laws { get; } = new();

    public ConcurrentQueue<(TreeNode Node, AlertKind Kind, string Detail)> Alerts { get; } = [];

    public ConcurrentQueue<(TreeNode Domain, int From, int To)> Rungs { get; } = [];

    public int Port { get; private set; }

    public Uri Url => new($"ws://127.0.0.1:{Port}/agents/v1");

    public DomainSnapshot? Row => Board[1];

    public static async Task<TestNode> StartAsync(
        TopologyPlan? plan = null, IDomainMemoryStore? memory = null, IAgentAuthenticator? authenticator = null, int port = 0, AgentHubOptions? options = null,
        Func<TreeNode, DomainSteering>? steering = null, TimeProvider? time = null)
    {
        TestNode node = new(plan ?? TestSite.Plan(), memory ?? new InProcessDomainMemory(), authenticator ?? new LoopbackAgents(), port, options ?? new AgentHubOptions(), steering, time ?? TimeProvider.System);
        await node._application.StartAsync();
        node.Port = new Uri(node._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return node;
    }

    public LinkStatus Link(string path) => Hub.Link(Index.Servers.First(node => node.Path == path).ServerIndex);

    public ServerTelemetry? Telemetry(string path) => Hub.Telemetry(Index.Servers.First(node => node.Path == path).ServerIndex);

    public void OnRungChanged(TreeNode domain, Ladder ladder, int from, int to, double utilization, TimeSpan now) => Rungs.Enqueue((domain, from, to));

    public void OnAlert(TreeNode node, AlertKind kind, string detail, TimeSpan now) => Alerts.Enqueue((node, kind, detail));

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await _application.DisposeAsync();
        _system.Dispose();
    }
}
