using PowerActors.Cluster.Journal;
using PowerActors.Core.Control;

namespace PowerActors.Cluster.Tests.Journal.Observing;

public sealed class ToldCeilingsTests
{
    private static readonly Ceilings Capped = new(ClockCeiling.At(1275), ClockCeiling.Free, Brake: false);
    private static readonly Ceilings Braked = new(ClockCeiling.At(288), ClockCeiling.At(288), Brake: true);
    private ToldCeilings _told;

    [Fact]
    public void IsNew_ThereAndBackAgain_IsNewEachTime()
    {
        IsNew(1, Ceilings.Free).ShouldBeTrue();
        IsNew(2, Capped).ShouldBeTrue();
        IsNew(3, Ceilings.Free).ShouldBeTrue();
        IsNew(4, Capped).ShouldBeTrue();
    }

    [Fact]
    public void IsNew_OneChildBrakedAcrossManyRenewals_IsToldOnce()
    {
        IsNew(1, Capped).ShouldBeTrue();
        IsNew(2, Braked).ShouldBeTrue(); // One child is braked.
        IsNew(20, Capped).ShouldBeTrue(); // The first renewal tells all.
        IsNew(20, Braked).ShouldBeFalse();
        for (int renewal = 2; renewal < 10; renewal++)
        {
            IsNew(renewal * 20, Capped).ShouldBeFalse();
            IsNew(renewal * 20, Braked).ShouldBeFalse();
            IsNew(renewal * 20, Capped).ShouldBeFalse();
        }

        IsNew(200, Ceilings.Free).ShouldBeTrue();
    }

    private bool IsNew(int second, Ceilings ceilings) => _told.IsNew(ceilings, TimeSpan.FromSeconds(second));
}
