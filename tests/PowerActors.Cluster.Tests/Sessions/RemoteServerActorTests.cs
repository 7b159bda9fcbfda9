using System.Net.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Actors;
using PowerActors.Actors.TestKit;
using PowerActors.Cluster.Sessions;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Tree;
using PowerActors.Wire.Mapping;
using Directive = PowerActors.Core.Control.Directives.Directive;

namespace PowerActors.Cluster.Tests.Sessions;

public sealed class RemoteServerActorTests
{
    [Fact]
    public void Direct_BeforeTheWordOfASessionHasCome_SendsNothingLooserThanTheAgentHolds()
    {
        TopologyPlan plan = TestSite.Plan();
        TreeIndex index = new(plan.Root);
        SnapshotBoard board = new(index.Nodes.Count);
        AgentHub hub = new(new AgentHubOptions(), plan, index, new NoObserver(), board, NullLogger<AgentHub>.Instance);
        TreeNode server = index.Servers[0];
        ServerSeat seat = new(server);
        using ActorTestKit kit = new();
        IActorRef actor = kit.ActorOf(Props.Create(() => new RemoteServerActor(seat, new NoObserver(), board, () => hub.Now)));
        kit.System.RunUntilIdle();

        // The connection's own thread takes the seat; its message to the actor is still on the way when the tree speaks.
        Ceilings brake = new(ClockCeiling.At(288), ClockCeiling.At(288), Brake: true);
        Directive held = new(new DirectiveStamp(41, 7), brake, TimeSpan.FromMinutes(2));
        using WebSocket socket = WebSocket.CreateFromStream(Stream.Null, new WebSocketCreationOptions { IsServer = true });
        AgentConnection connection = new(hub, socket, new AgentIdentity("test", Servers: null), "here", CancellationToken.None);
        seat.Take(new AgentSession(hub, connection, 1, seat, new AgentGreeting(server.Path, "1", [], [], held.Stamp) { Holds = held }));
        actor.Tell(new TreeMessages.DirectiveIssued(new Directive(new DirectiveStamp(42, 1), Ceilings.Free, TimeSpan.FromMinutes(2))), sender: null);
        actor.Tell(new TreeMessages.ChildReport(0, new PowerReport(1, new Watts(700), default, default, DirectiveStamp.None)), sender: null);
        kit.System.RunUntilIdle();

        board[server.Index]!.InForce.ShouldBe(brake);
    }

    private sealed class NoObserver : ITreeObserver;
}
