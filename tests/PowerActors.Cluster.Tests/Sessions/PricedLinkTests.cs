using PowerActors.Agent.Yielding;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Tests.Sessions;

/// <summary>A price for watts, over real sockets: whoever knows what its work loses gives some up.</summary>
public class PricedLinkTests
{
    private static readonly GpuCap Ceiling = new(new Megahertz(1350), Brake: false);
    private static readonly ClockCosts Costs = new([new ClockCost(new Megahertz(900), 1.05, 1.05, .5), new ClockCost(new Megahertz(1410), 1, 1, 1)]);

    [Fact]
    public async Task Agents_AskedForWatts_ThoseWithFiguresGiveAndTheOthersKeepTheCeiling()
    {
        await using TestNode node = await TestNode.StartAsync(Plan());
        await using TestAgent knows = Agent(node, rack: 1, isWorking: true, hasFigures: true);
        await using TestAgent knowsNothing = Agent(node, rack: 2, isWorking: true, hasFigures: false);
        await Wait.Until(() => knows.Noted.Last == new GpuCap(new Megahertz(900), Brake: false), "it gives watts up");
        await Wait.Until(() => knowsNothing.Noted.Last == Ceiling, "the ceiling holds");
        await Wait.Until(() => knows.Log.Lines.Any(static line => line.Contains("low 1350 MHz and 50 % for watts", StringComparison.Ordinal) && line.Contains("gives them up: a test", StringComparison.Ordinal)), "it says so");
        await Wait.Until(() => knowsNothing.Log.Lines.Any(static line => line.Contains("keeps the ceilings alone", StringComparison.Ordinal)), "it says so too");
        knowsNothing.Noted.Asked.ShouldAllBe(static asked => asked.Cap.Ceiling >= Ceiling.Ceiling);
        node.Laws.Violations.ShouldBeEmpty();
        knows.Agent.Servers[0].Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Agent_OnAServerWithNothingToDo_KeepsTheCeiling()
    {
        await using TestNode node = await TestNode.StartAsync(Plan());
        await using TestAgent idle = Agent(node, rack: 1, isWorking: false, hasFigures: true);
        await Wait.Until(() => idle.Noted.Last == Ceiling, "the ceiling holds");
        await Wait.Until(() => idle.Log.Lines.Any(static line => line.Contains("for watts", StringComparison.Ordinal)), "it was asked");
        idle.Noted.Asked.ShouldAllBe(static asked => asked.Cap.Ceiling >= Ceiling.Ceiling);
    }

    [Fact]
    public async Task Domains_InShadowMode_ApplyNothingOfIt()
    {
        await using TestNode node = await TestNode.StartAsync(Plan(), steering: static _ => DomainSteering.None with { Mode = ControlMode.Shadow });
        await using TestAgent agent = Agent(node, rack: 1, isWorking: true, hasFigures: true);
        await Wait.Until(() => node.Row is { Rung: 1 }, "the row would hold");
        await Wait.Until(() => node.Telemetry(TestSite.Server(1, 2)) is not null, "the agent reports");
        await Task.Delay(TestSite.Timing.Telemetry * 5);
        agent.Noted.Asked.ShouldBeEmpty();
    }

    private static TestAgent Agent(TestNode node, int rack, bool isWorking, bool hasFigures)
    {
        TestAgent agent = new(node.Url, TestSite.Server(rack, 2), options: options => options with
        {
            Servers = [options.Servers[0] with { Work = hasFigures ? new ProfiledWork(Costs, .5, [.. options.Servers[0].Hardware.Gpus.Select(static gpu => gpu.Model)]) : null, WorkFrom = "a test" }],
        });
        if (isWorking)
            agent.Server.SetActivity(new ServerActivity(InferencePhase.Decode, 0, 16));
        return agent;
    }

    /// <summary>A row that is on its only rung as soon as it draws anything.</summary>
    private static TopologyPlan Plan()
    {
        TopologyPlan plan = TestSite.Plan(rowLimit: 12_000);
        Rung rung = new()
        {
            Name = "asks", EnterAt = .02, LeaveBelow = .01, Settle = TimeSpan.FromSeconds(1),
            Ceilings = new Ceilings(ClockCeiling.At(1350), ClockCeiling.Free, Brake: false) { Price = new PerPriority<double>(.5, 0) },
        };
        TopologyDomain row = plan.Root.Domains[0] with { Ladder = new Ladder { Name = "asks", Hold = TimeSpan.FromSeconds(1), Rungs = [rung] } };
        return plan with { Root = plan.Root with { Domains = [row] } };
    }
}
