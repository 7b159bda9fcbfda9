using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Placement;

/// <summary>A G2 draws 120 W more when lit, a package 105 W.</summary>
public sealed class ConsolidationTests
{
    private static readonly TaskSpec Half = Given.Task(1, 500);
    private readonly PlacementCluster _cluster = Given.Cluster(new PwrPolicy(), Given.Node("a"), Given.Node("b"));

    [Fact]
    public void TryMove_TaskThatFitsOnALitGpuElsewhere_MovesAndDarkensItsNode()
    {
        _cluster.Place(new TaskPlacement(Half, 0, 1));
        TaskPlacement alone = new(Half, 1, 1);
        _cluster.Place(alone);
        double before = _cluster.Draw.Value;

        IReadOnlyList<TaskPlacement>? moved = Consolidation.TryMove(_cluster, [alone], new Watts(225));

        moved.ShouldNotBeNull().ShouldHaveSingleItem().Rank.ShouldBe(0);
        _cluster.Draw.Value.ShouldBe(before - 225);
        _cluster.StateOf(1).FreeMilli.ShouldBe(8000);
    }

    [Fact]
    public void TryMove_SavingIsTooSmall_LeavesEverythingAsItWas()
    {
        _cluster.Place(new TaskPlacement(Half, 0, 1));
        TaskPlacement alone = new(Half, 1, 2);
        _cluster.Place(alone);
        NodeState[] states = [_cluster.StateOf(0), _cluster.StateOf(1)];

        Consolidation.TryMove(_cluster, [alone], new Watts(226)).ShouldBeNull();

        _cluster.StateOf(0).ShouldBeSameAs(states[0]);
        _cluster.StateOf(1).ShouldBeSameAs(states[1]);
    }
}
