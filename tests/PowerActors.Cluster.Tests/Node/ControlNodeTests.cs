using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Tests.Journal;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Tests.Node;

/// <summary>A whole node on a real journal, stopped and started again.</summary>
public sealed class ControlNodeTests : IDisposable
{
    private readonly TemporaryFile _file = new();
    private readonly HeardLog _log = new();

    [Fact]
    public async Task Start_AfterARestart_ContinuesWithTheSameRungsAndOverrides()
    {
        int[] rungs;
        await using (Running first = Start())
        {
            // Servers never seen count as nameplate: the row is over its limit, and climbs to its top rung.
            await Wait.Until(() => first.Node.IsReady && first.Row.Rung == 4, "the row brakes");
            first.Node.Desk.Say(OverrideText.Read("limit", "4 kW", new OverrideHead("a", "site/row", "alice", "test", first.Node.Clock.Now, null), out _, out _)!).Outcome.ShouldBe(DeskOutcome.Done);
            await Wait.Until(() => first.Row.Budget == new Watts(4000), "the row has its budget");
            rungs = Rungs(first.Node);
        }

        await using Running second = Start();
        await Wait.Until(() => second.Node.IsReady, "the tree has published");
        Rungs(second.Node).ShouldBe(rungs);
        second.Row.Budget.ShouldBe(new Watts(4000));
        second.Node.Desk.InForce.Single().Id.ShouldBe("a");
        second.Node.Laws.ViolationCount.ShouldBe(0);
    }

    [Fact]
    public async Task Violated_AThousandTimes_IsOneLineAndCountedByLaw()
    {
        await using Running running = Start();
        for (int i = 0; i < 1000; i++)
            running.Node.Laws.Violate(Law.P3, "site/row", TimeSpan.Zero, $"breach {i}");
        running.Node.Laws.Violate(Law.P7, "site/row", TimeSpan.Zero, "another law");
        _log.Warnings.Where(static line => line.StartsWith("law ", StringComparison.Ordinal)).ShouldBe(["law P3 broken at site/row: breach 0", "law P7 broken at site/row: another law"]);
        (running.Node.Laws.ViolationsOf(Law.P3), running.Node.Laws.ViolationsOf(Law.P7), running.Node.Laws.ViolationsOf(Law.P1), running.Node.Laws.ViolationCount).ShouldBe((1000, 1, 0, 1001));
    }

    public void Dispose() => _file.Dispose();

    private static int[] Rungs(ControlNode node) => [.. node.Index.Nodes.Where(static at => !at.IsServer).Select(at => node.Board[at.Index]!.Rung)];

    private Running Start()
    {
        JournalService journal = JournalService.Start(new PersistenceSettings { SqliteFile = _file.Path }, TimeProvider.System, _log);
        ControlNode node = new(new ControlNodeOptions { Plan = TestSite.Plan(), Mode = ControlMode.Enforce }, journal, _log);
        node.Start();
        return new Running(node, journal);
    }

    private sealed class Running(ControlNode node, JournalService journal) : IAsyncDisposable
    {
        public ControlNode Node => node;

        public Core.Control.Domains.DomainSnapshot Row => node.Board[1]!;

        public async ValueTask DisposeAsync()
        {
            await node.DisposeAsync();
            journal.Dispose();
        }
    }
}
