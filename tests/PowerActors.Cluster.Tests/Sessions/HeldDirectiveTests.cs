using PowerActors.Cluster.Sessions;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;

namespace PowerActors.Cluster.Tests.Sessions;

public class HeldDirectiveTests
{
    private static readonly TimeSpan Until = TimeSpan.FromSeconds(30);
    private static readonly Ceilings T1 = new(ClockCeiling.At(1275), ClockCeiling.Free, Brake: false);
    private static readonly Directive Free = new(new DirectiveStamp(9, 1), Ceilings.Free, TimeSpan.FromSeconds(60));

    [Fact]
    public void Guard_LooserThanWhatIsHeld_IsTightenedUntilTheLeaseIsOver()
    {
        HeldDirective held = new(8, Free with { Ceilings = T1 }, Until);
        held.Guard(Free, TimeSpan.FromSeconds(29), out bool isOver).ShouldBe(Free with { Ceilings = T1 });
        isOver.ShouldBeFalse();
        held.Guard(Free, Until, out isOver).ShouldBe(Free);
        isOver.ShouldBeTrue();
    }

    [Fact]
    public void Guard_AsTightByItself_PassesAndIsOver()
    {
        Directive next = Free with { Ceilings = T1 with { High = ClockCeiling.At(1305) } };
        new HeldDirective(8, Free with { Ceilings = T1 }, Until).Guard(next, TimeSpan.Zero, out bool isOver).ShouldBe(next);
        isOver.ShouldBeTrue();
    }

    [Fact]
    public void Guard_ShadowAfterEnforcement_StaysEnforced()
    {
        Directive told = new HeldDirective(8, Free with { Ceilings = T1, Pin = ClockCeiling.At(900) }, Until).Guard(Free with { Shadow = true }, TimeSpan.Zero, out bool isOver);
        (told.Shadow, told.Ceilings, told.Pin, isOver).ShouldBe((false, T1, ClockCeiling.At(900), false));
    }

    [Fact]
    public void Guard_HeldInShadow_HoldsNothing() =>
        new HeldDirective(8, Free with { Ceilings = T1, Shadow = true }, Until).Guard(Free, TimeSpan.Zero, out _).ShouldBe(Free);

    [Fact]
    public void TrailAt_AfterTheLease_IsEmpty()
    {
        HeldDirective held = new(8, Free with { Trail = new RungTrail(2) }, Until);
        held.TrailAt(TimeSpan.Zero).Rung.ShouldBe(2);
        held.TrailAt(Until).IsEmpty.ShouldBeTrue();
    }
}
