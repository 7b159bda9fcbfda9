using PowerActors.Core.Control.Directives;

namespace PowerActors.Core.Tests.Control.Directives;

public class RungTrailTests
{
    [Fact]
    public void Above_FromTheServerUp_GivesEachDomainItsOwn()
    {
        RungTrail atServer = default(RungTrail).Below(0, braked: false).Below(3, braked: false).Below(4, braked: true);
        (atServer.Rung, atServer.IsBraked).ShouldBe((4, true));
        (atServer.Above.Rung, atServer.Above.IsBraked).ShouldBe((3, false));
        atServer.Above.Above.IsEmpty.ShouldBeTrue();
        (atServer.ToString(), default(RungTrail).ToString()).ShouldBe(("4! 3", "none"));
    }

    [Fact]
    public void Below_MoreThanEightLevels_TheHighestFallOff()
    {
        RungTrail trail = default;
        for (int level = 1; level <= 9; level++)
            trail = trail.Below(level, braked: false);
        for (int level = 9; level >= 2; level--, trail = trail.Above)
            trail.Rung.ShouldBe(level);
        trail.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Below_RungOfALadderThatIsTooLong_CountsAsTheHighestThatFits()
    {
        RungTrail trail = default(RungTrail).Below(1000, braked: false);
        (trail.Rung, trail.IsBraked).ShouldBe((127, false));
    }
}
