using PowerActors.Cluster.Journal;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Units;
using PowerActors.Tree;

namespace PowerActors.Cluster.Tests.Journal.Observing;

public sealed class MinuteRollupsTests
{
    private static readonly DateTimeOffset Noon = TestRecords.Noon;
    private readonly TreeIndex _index = TestTree.Index();
    private readonly Dictionary<int, DomainSnapshot> _board = [];
    private readonly MinuteRollups _rollups;

    public MinuteRollupsTests() => _rollups = new MinuteRollups(_index, node => _board.GetValueOrDefault(node), TimeSpan.FromSeconds(15));

    [Fact]
    public void Sample_AMinute_HasItsMeanWeightedByTime()
    {
        Publish(100, 0);
        Sample(0).ShouldBeEmpty();
        Publish(400, 1);
        Sample(10).ShouldBeEmpty(); // 100 W stood for 10 s.
        Publish(100, 1);
        Sample(20).ShouldBeEmpty(); // 400 W for 10 s.
        Sample(30).ShouldBeEmpty();
        Sample(40).ShouldBeEmpty();
        Sample(50).ShouldBeEmpty();
        PowerRollup rollup = Sample(60).ShouldHaveSingleItem();
        rollup.Domain.ShouldBe("site");
        rollup.Minute.ShouldBe(Noon);
        rollup.Seconds.ShouldBe(60);
        rollup.Least.ShouldBe(new Watts(100));
        rollup.Most.ShouldBe(new Watts(400));
        rollup.Mean.Value.ShouldBe(150, 1e-9);
        rollup.Utilization.ShouldBe(.15, 1e-9);
        rollup.RungSeconds.Values.Sum().ShouldBe(60);
    }

    [Fact]
    public void Sample_AfterAPause_MakesNothingUp()
    {
        Publish(100, 0);
        Sample(0);
        Sample(600).ShouldHaveSingleItem().Seconds.ShouldBe(15);
    }

    [Fact]
    public void Sample_AbsurdPower_IsLeftOut()
    {
        foreach (double watts in (double[])[double.NaN, -5, double.PositiveInfinity])
        {
            Publish(watts, 0);
            Sample(0);
        }

        Sample(60).ShouldBeEmpty();
    }

    [Fact]
    public void Sample_ClockSetBack_GivesMinutesThatMerge()
    {
        Publish(100, 0);
        Sample(0);
        Sample(10);
        PowerRollup first = _rollups.Sample(Noon.AddHours(-1), TimeSpan.FromSeconds(20)).ShouldHaveSingleItem();
        first.Minute.ShouldBe(Noon);
        first.Seconds.ShouldBe(20);
        PowerRollup second = _rollups.Sample(Noon, TimeSpan.FromSeconds(30)).ShouldHaveSingleItem();
        second.Minute.ShouldBe(Noon.AddHours(-1));
        second.Seconds.ShouldBe(10);
    }

    private IReadOnlyList<PowerRollup> Sample(double second) => _rollups.Sample(Noon.AddSeconds(second), TimeSpan.FromSeconds(second));

    private void Publish(double watts, int rung) => _board[0] = new DomainSnapshot(
        default, new Watts(watts), new Watts(1000), watts / 1000, rung, Ceilings.Free, Ceilings.Free, default, default, 0, 0);
}
