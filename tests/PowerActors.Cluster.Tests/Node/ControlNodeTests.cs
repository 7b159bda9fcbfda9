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

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Clock_SteppedByAnHour_IsOneLineAndChangesNothing(int hours)
    {
        SteppedWall time = new();
        await using Running running = Start(time);
        await Wait.Until(() => running.Node.IsReady && running.Row.Rung == 4, "the row brakes: its servers were never seen");
        running.Node.Desk.Say(OverrideText.Read("limit", "4 kW", new OverrideHead("a", "site/row", "alice", "test", running.Node.Clock.Now, running.Node.Clock.Now.AddMinutes(30)), out _, out _)!).Outcome.ShouldBe(DeskOutcome.Done);
        time.Step = TimeSpan.FromHours(hours);
        await Wait.Until(() => _log.Warnings.Any(static line => line.Contains("clock was stepped by", StringComparison.Ordinal)), "it is told");
        await Wait.Until(() => running.Row.At > running.Node.Now - TestSite.Timing.Staleness, "the row goes on");
        (running.Row.Rung, running.Row.Budget).ShouldBe((4, new Watts(4000)));
        _log.Warnings.Count(static line => line.Contains("clock was stepped by", StringComparison.Ordinal)).ShouldBe(1);
        running.Node.Laws.ViolationCount.ShouldBe(0);
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

    private Running Start(TimeProvider? time = null)
    {
        JournalService journal = JournalService.Start(new PersistenceSettings { SqliteFile = _file.Path }, time ?? TimeProvider.System, _log);
        ControlNode node = new(new ControlNodeOptions { Plan = TestSite.Plan(), Mode = ControlMode.Enforce, Time = time ?? TimeProvider.System }, journal, _log);
        node.Start();
        return new Running(node, journal);
    }

    /// <summary>The machine's clocks, with a wall time that somebody sets.</summary>
    private sealed class SteppedWall : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;
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
