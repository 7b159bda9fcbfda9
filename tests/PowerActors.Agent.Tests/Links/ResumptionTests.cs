using PowerActors.Agent.Links;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;

namespace PowerActors.Agent.Tests.Links;

public class ResumptionTests
{
    private static readonly Ceilings FailSafe = new(ClockCeiling.At(810), ClockCeiling.At(810), Brake: false);
    private static readonly Directive Free = new(new DirectiveStamp(2, 9), Ceilings.Free, TimeSpan.FromSeconds(60));

    [Fact]
    public void Of_LeaseThatGoesOn_IsTheSameForTheRestOfIt() =>
        Resumption.Of(Free, TimeSpan.FromSeconds(12), FailSafe).ShouldBe(Free with { Lease = TimeSpan.FromSeconds(12) });

    [Fact]
    public void Of_LeaseLongerThanItEverWas_IsNotBelieved() =>
        Resumption.Of(Free, TimeSpan.FromHours(1), FailSafe).Lease.ShouldBe(Free.Lease);

    [Fact]
    public void Of_LeaseThatIsOver_IsTheFailSafeOrTighter()
    {
        Resumption.Of(Free, TimeSpan.Zero, FailSafe).Ceilings.ShouldBe(FailSafe);
        Ceilings tighter = new(ClockCeiling.At(300), ClockCeiling.Free, Brake: true);
        Resumption.Of(Free with { Ceilings = tighter }, TimeSpan.FromSeconds(-1), FailSafe).Ceilings.ShouldBe(Ceilings.Tightest(tighter, FailSafe));
    }

    [Fact]
    public void Of_ShadowWhoseLeaseIsOver_LeavesNoFailSafeBehind() =>
        Resumption.Of(Free with { Shadow = true }, TimeSpan.Zero, FailSafe).Ceilings.ShouldBe(Ceilings.Free);
}
