using System.Collections.Concurrent;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Devices.Simulated;
using PowerActors.Tree;

namespace PowerActors.Cluster.Tests.Sessions;

/// <summary>A node that starts again with less than it had told its agents: what they hold is what holds (law P10), and they are not lost to it (law P5).</summary>
public class RestartTests
{
    private static readonly ServerActivity Prompts = new(InferencePhase.Prompt, 8192, 0);

    /// <summary>A lease that outlasts the test, however busy the machine: what agents hold does not end by itself.</summary>
    private static readonly TopologyPlan Plan = TestSite.Plan() with { Timing = TestSite.Timing with { Lease = TimeSpan.FromMinutes(2) } };

    [Fact]
    public async Task Node_KilledBeforeItsTighteningWasKept_GoesOnWhereItsAgentsStand() => await RestartBraked(static before => before);

    [Fact]
    public async Task Node_WhoseJournalIsLost_GoesOnWhereItsAgentsStandAboveTheEpochsTheyHaveHeard()
    {
        TornMemory second = await RestartBraked(static _ => new TornMemory());
        second.Load("site/row/rack-1")!.Epoch.ShouldBeGreaterThan(40);
        second.Load("site/row/rack-2")!.Epoch.ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task Node_WhoseJournalIsLostAndWhoseAgentsFellToTheirFailSafe_DirectsThemAgain()
    {
        TopologyPlan plan = TestSite.Plan(rowLimit: 12_000); // Servers that never spoke count as nameplate: those must fit.
        TornMemory memory = new();
        memory.Save("site/row/rack-1", new DomainMemory(40, 0, []));
        TestNode node = await TestNode.StartAsync(plan, memory);
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 1));
        await Wait.Until(() => agent.Noted.Last == GpuCap.Free, "the directive (free) is applied");
        await node.DisposeAsync();
        await Wait.Until(() => agent.Noted.Last is { } cap && cap != GpuCap.Free, "the fail-safe holds");

        await using TestNode second = await TestNode.StartAsync(plan, new TornMemory(), port: node.Port);
        await Wait.Until(() => agent.Noted.Last == GpuCap.Free, "the agent obeys the node, which has nothing of the first's");
        second.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Agent_BackInTheSameLife_DoesNotBringOldRungsBack()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000));
        await using (TestAgent first = new(node.Url, TestSite.Server(1, 1)))
            await Wait.Until(() => first.Noted.Last == GpuCap.Free, "the directive (free) is applied");
        await using TestAgent second = new(node.Url, TestSite.Server(1, 1));
        await Wait.Until(() => second.Noted.Last == GpuCap.Free, "it is free again");
        node.Alerts.ShouldNotContain(static alert => alert.Kind == AlertKind.Resumed);
    }

    private static async Task<TornMemory> RestartBraked(Func<TornMemory, TornMemory> left)
    {
        TornMemory memory = new();
        foreach (int rack in (int[])[1, 2])
            memory.Save($"site/row/rack-{rack}", new DomainMemory(40, 0, []));
        TestNode node = await TestNode.StartAsync(Plan, memory);
        List<TestAgent> agents = [.. node.Index.Servers.Select(server => new TestAgent(node.Url, server.Path))];
        try
        {
            await Wait.Until(() => agents.TrueForAll(static agent => agent.Noted.Last == GpuCap.Free) && node.Row is { SilentChildren: 0 }, "all agents are free");
            TornMemory before = memory.Copy();
            agents.ForEach(static agent => agent.Server.SetActivity(Prompts));
            await Wait.Until(() => agents.TrueForAll(static agent => agent.Noted.Last is { Brake: true }), "every GPU is braked");
            agents.ForEach(static agent => agent.Server.SetActivity(ServerActivity.Idle));
            await node.DisposeAsync();
            await Wait.Until(() => agents.TrueForAll(static agent => !agent.IsConnected), "the agents have noticed");
            int[] asked = [.. agents.Select(static agent => agent.Noted.Asked.Count)];

            TornMemory second = left(before);
            await using TestNode again = await TestNode.StartAsync(Plan, second, port: node.Port);
            await Wait.Until(() => again.Row is { Rung: 4, SilentChildren: 0 } && again.Hub.Sessions == 4, "all are back, and the row stands where it stood");
            await Wait.Until(() => second.Load("site/row")?.Rung == 4, "it is remembered");
            await Wait.Until(() => again.Index.Servers.All(server => again.Link(server.Path).Directives >= 2), "all have been told what holds");
            for (int i = 0; i < agents.Count; i++)
                agents[i].Noted.Asked.Skip(asked[i]).ShouldAllBe(static each => each.Cap.Brake);
            again.Rungs.Select(static change => (change.Domain.Path, change.From, change.To)).ShouldBe([("site/row", 0, 4)]);
            again.Alerts.ShouldNotContain(static alert => alert.Kind == AlertKind.FencedDirective);
            again.Laws.Violations.ShouldBeEmpty();
            return second;
        }
        finally
        {
            foreach (TestAgent agent in agents)
                await agent.DisposeAsync();
        }
    }

    /// <summary>Remembers, and can be taken back to what it was a moment before: what was told in between was never written.</summary>
    private sealed class TornMemory : IDomainMemoryStore
    {
        private readonly ConcurrentDictionary<string, DomainMemory> _memories = new(StringComparer.Ordinal);

        public DomainMemory? Load(string path) => _memories.GetValueOrDefault(path);

        public void Save(string path, DomainMemory memory) => _memories[path] = memory;

        public TornMemory Copy()
        {
            TornMemory copy = new();
            foreach ((string path, DomainMemory memory) in _memories)
                copy.Save(path, memory);
            return copy;
        }
    }
}
