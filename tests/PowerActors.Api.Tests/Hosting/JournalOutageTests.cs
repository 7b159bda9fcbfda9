using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Tests.Journal.Writing;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Devices.Simulated;

namespace PowerActors.Api.Tests.Hosting;

/// <summary>A whole node whose journal is gone, or whose disk is full, while a row is braked and its load falls.</summary>
public sealed class JournalOutageTests
{
    private static readonly ServerActivity Prompts = new(InferencePhase.Prompt, 8192, 0);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(JournalFault.Unavailable)]
    [InlineData(JournalFault.Full)]
    public async Task Journal_ThatCannotBeWritten_KeepsTheBrakeWithOneLineUntilItCan(JournalFault fault)
    {
        UnsteadyJournal? journal = null;
        await using TestApi api = await TestApi.StartAsync(plan: Plan(), journals: opened => journal = new UnsteadyJournal(opened));
        List<TestAgent> agents = [.. api.Node.Index.Servers.Select(server => new TestAgent(api.Host.AgentsAddress, server.Path))];
        try
        {
            await Wait.Until(() => Row(api) is { Rung: 0, SilentChildren: 0 } && agents.TrueForAll(static agent => agent.Server.CapsInForce.All(static cap => !cap.Brake)), "the row is free");
            agents.ForEach(static agent => agent.Server.SetActivity(Prompts));
            await Wait.Until(() => agents.TrueForAll(static agent => agent.Server.CapsInForce.All(static cap => cap.Brake)), "every GPU is braked");
            journal!.FailsWith = fault;
            agents.ForEach(static agent => agent.Server.SetActivity(ServerActivity.Idle));

            // Many times what it would take to let go, and longer than law P8 allows for it.
            TimeSpan fellAt = api.Node.Now;
            await Wait.Until(() => api.Node.Now - fellAt > Hold * 15, "the load has been low for long");
            agents.ForEach(static agent => agent.Server.CapsInForce.ShouldAllBe(static cap => cap.Brake));
            Row(api).Rung.ShouldBe(4);
            api.Node.IsReady.ShouldBeFalse();

            journal.FailsWith = null;
            await Wait.Until(() => Row(api).Rung == 0 && agents.TrueForAll(static agent => agent.Server.CapsInForce.All(static cap => !cap.Brake)), "the row lets go");
            api.Log.Warnings.Count(static line => line.Contains("for the test", StringComparison.Ordinal)).ShouldBe(1, string.Join('\n', api.Log.Warnings));
            api.Node.Laws.Violations.ShouldBeEmpty();
            api.Node.Counters.ActorFailures.ShouldBe(0);
        }
        finally
        {
            foreach (TestAgent agent in agents)
                await agent.DisposeAsync();
        }
    }

    private static DomainSnapshot Row(TestApi api) => api.Node.Board[1] ?? new DomainSnapshot(default, default, default, 0, -1, default, default, default, default, 99, 0);

    private static TopologyPlan Plan()
    {
        TopologyPlan plan = TestSite.Plan();
        return plan with { Root = plan.Root with { Domains = [plan.Root.Domains[0] with { Ladder = plan.Root.Domains[0].Ladder with { Hold = Hold }, Breaker = null }] } };
    }
}
