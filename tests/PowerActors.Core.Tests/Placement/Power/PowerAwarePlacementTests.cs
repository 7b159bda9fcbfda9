using PowerActors.Core.Control;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Placement.Power;

/// <summary>Two racks of two nodes each; a whole G2 adds 120 W and, on a node at rest, 105 W for a package.</summary>
public sealed class PowerAwarePlacementTests
{
    private static readonly TaskSpec Task = Given.Task(1, 1000);
    private readonly PlacementCluster _cluster;
    private readonly PowerLedger _ledger = new(new PowerDomains(
        [new() { Path = "rack-1", Limit = new Watts(10_000) }, new() { Path = "rack-2", Limit = new Watts(10_000) }],
        [("a", 0), ("b", 0), ("c", 1), ("d", 1)]));

    public PowerAwarePlacementTests()
    {
        ShapeCatalog catalog = new();
        _cluster = new PlacementCluster(
            [Given.Node("a"), Given.Node("b"), Given.Node("c"), Given.Node("d")], TypicalTasks.Of(Given.Workload, catalog), catalog, new FgdPolicy(), domains: [0, 0, 1, 1]);
    }

    [Fact]
    public void Choose_RoomEverywhere_IsThePolicysChoice()
    {
        See(0, 2000);
        See(1, 2000);
        Rank(PowerHeed.Refuse, Priority.Low).ShouldBe(_cluster.Choose(Task)!.Value.Rank);
    }

    [Fact]
    public void Choose_FirstRackAtItsThreshold_GoesToTheOther()
    {
        See(0, 7_900);
        See(1, 2000);
        Rank(PowerHeed.None, Priority.Low).ShouldBe(0);
        Rank(PowerHeed.Prefer, Priority.Low).ShouldBe(2);
        Rank(PowerHeed.Refuse, Priority.High).ShouldBe(2, "high priority, too, first goes where nobody is capped for it");
    }

    [Fact]
    public void Choose_BothRacksAtTheThresholdOfLowPriority_TakesHighAndMakesLowWait()
    {
        See(0, 8_500);
        See(1, 7_900);
        Rank(PowerHeed.Refuse, Priority.Low).ShouldBeNull();
        Rank(PowerHeed.Refuse, Priority.High).ShouldBe(0);
        Rank(PowerHeed.Prefer, Priority.Low).ShouldBe(0, "preference refuses nothing");
        See(0, 8_800);
        See(1, 8_800);
        Rank(PowerHeed.Refuse, Priority.High).ShouldBeNull();
    }

    [Fact]
    public void Choose_RackOnARung_IsShunnedThoughItHasRoom()
    {
        See(0, 2000, rung: 1);
        See(1, 2000);
        Rank(PowerHeed.Refuse, Priority.High).ShouldBe(2);
    }

    [Fact]
    public void Choose_PlacementsOnTheirWay_FillARackBeforeItsMeterDoes()
    {
        See(0, 7_000);
        See(1, 2000);
        List<int> ranks = [];
        for (int i = 0; i < 6; i++)
        {
            int rank = Rank(PowerHeed.Refuse, Priority.Low)!.Value;
            ranks.Add(rank);
            _ledger.Note($"t{i}", rank, new Watts(225), TimeSpan.Zero);
        }

        ranks.ShouldBe([0, 0, 0, 0, 2, 2]);
    }

    [Theory]
    [InlineData("fgd")]
    [InlineData("pwr+fgd:0.1")]
    [InlineData("adaptive")]
    public void Choose_NodesInDomainsThroughALife_EqualsTheSameNodesInNone(string name)
    {
        ShapeCatalog first = new(), second = new();
        NodeSpec[] nodes = [.. Enumerable.Range(0, 24).Select(static i => Given.Node($"n{i}", 1 << (i % 4), i % 3 == 0 ? "T4" : "G2"))];
        PlacementCluster plain = new(nodes, TypicalTasks.Of(Given.Workload, first), first, Given.Policy(name));
        PlacementCluster split = new(nodes, TypicalTasks.Of(Given.Workload, second), second, Given.Policy(name), domains: [.. Enumerable.Range(0, 24).Select(static i => i / 5)]);
        Random random = new(2);
        List<TaskPlacement> running = [];
        for (int i = 0; i < 800; i++)
        {
            if (running.Count > 0 && random.Next(100) < 40)
            {
                int at = random.Next(running.Count);
                plain.Release(running[at]);
                split.Release(running[at]);
                running.RemoveAt(at);
                continue;
            }

            TaskSpec task = Given.Workload[random.Next(Given.Workload.Count)];
            TaskPlacement? chosen = plain.Choose(task);
            split.Choose(task).ShouldBe(chosen);
            if (chosen is not { } placement)
                continue;
            plain.Place(placement);
            split.Place(placement);
            running.Add(placement);
        }

        split.Fragmentation.ShouldBe(plain.Fragmentation, 1e-6);
    }

    private void See(int domain, double watts, int rung = 0) => _ledger.See(domain, new DomainReading(TimeSpan.Zero, new Watts(watts), new Watts(10_000), Watts.Zero, rung));

    private int? Rank(PowerHeed heed, Priority priority) => new PowerAwarePlacement(_cluster, _ledger, heed).Choose(Task, priority, TimeSpan.Zero)?.Rank;
}
