using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Domains;

public sealed class DomainLawEscalationTests
{
    private static readonly DomainSettings Rack = LawBench.Row with { HasParent = true, Ladder = Ladder.None };
    private static readonly Ceilings Braked = new(ClockCeiling.At(0), ClockCeiling.At(0), Brake: true);

    [Fact]
    public void NoLadder_OverTheLimit_EscalatesAtOnceAndAgainUntilHeard()
    {
        LawBench bench = new(Rack);
        bench.Hear(Ceilings.Free);
        bench.Run(4, 1.1).Effects.Escalations.ShouldBe([true]);
        bench.Run(20, 1.1).Effects.Escalations.Count.ShouldBeInRange(3, 5);
        bench.Effects.Alerts.Count(static alert => alert == AlertKind.Escalated).ShouldBe(1);
    }

    [Fact]
    public void Escalated_LoadFallsForGood_IsOverAfterAHold()
    {
        LawBench bench = new(Rack);
        bench.Hear(Ceilings.Free);
        bench.Run(4, 1.1);
        bench.Hear(Braked, sequence: 2);
        bench.Run(40, .3, .8).Effects.Escalations.ShouldAllBe(static raised => raised);
        bench.Run(40, .3, .8).Effects.Escalations.ShouldAllBe(static raised => raised);
        bench.Run(70, .3, .5).Effects.Escalations[^1].ShouldBeFalse();
    }

    [Fact]
    public void LadderWithoutBrake_TripAhead_EscalatesBeforeItIsClimbed()
    {
        Ladder slow = KnownLadders.Polca(40.Seconds());
        slow = slow with { Rungs = [.. slow.Rungs.Take(3)] };
        LawBench bench = new(Rack with { Ladder = slow, Breaker = TripCurve.Row, Limit = new Watts(4 * 6820 / 1.5) });
        bench.Hear(Ceilings.Free);
        bench.Run(6, .5).Run(16, 1.5);
        bench.Law.Snapshot(bench.Now).BreakerDamage.ShouldBe(16 / 38.2, .03);
        bench.Effects.Escalations.ShouldContain(true);
        bench.Law.Rung.ShouldBeLessThan(3);
    }

    [Fact]
    public void BrakeOfAnotherLife_NotNeededAnyMore_IsGivenBack()
    {
        // The parent still brakes this child on the escalation of an earlier life, or never heard that one was over.
        LawBench bench = new(Rack, new DomainMemory(1, 0, []));
        bench.Hear(Braked);
        bench.Run(50, .3, .2).Effects.Escalations.ShouldBeEmpty();
        bench.Run(20, .3, .2).Effects.Escalations.ShouldBe([false]);
        bench.Effects.Alerts.ShouldNotContain(AlertKind.EscalationOver);
    }

    [Fact]
    public void BrakeOfAnotherLife_StillNeeded_IsKept()
    {
        LawBench bench = new(Rack, new DomainMemory(1, 0, []));
        for (int minute = 0; minute < 10; minute++)
        {
            bench.Hear(Braked, sequence: minute + 1);
            bench.Run(50, .3, .8);
        }

        bench.Effects.Escalations.ShouldBeEmpty();
    }

    [Fact]
    public void OwnBrakeHoldsTheLimit_EscalationIsOver_ThoughDemandStaysHigh()
    {
        // The parent's brake adds nothing to the domain's own: it is given back as soon as that one works.
        LawBench bench = new(Rack with { Ladder = KnownLadders.Polca(40.Seconds()) });
        bench.Hear(Ceilings.Free);
        bench.Run(40, 1.1).Effects.Escalations.ShouldContain(true);
        bench.Hear(Braked, sequence: 2);
        bench.Run(120, .4, 1.4).Effects.Escalations[^1].ShouldBeFalse();
        bench.Law.Rung.ShouldBe(4);
    }

    [Fact]
    public void ChildEscalates_SaidTwice_IsBrakedOnceAndAlone()
    {
        LawBench bench = new LawBench(LawBench.Row).Run(10, .5);
        int told = bench.Effects.Directives.Count;
        bench.Law.OnEscalation(2, raised: true, bench.Now);
        bench.Law.OnEscalation(2, raised: true, bench.Now);
        bench.Effects.Directives.Count.ShouldBe(told + 1);
        bench.Effects.Directives[^1].Child.ShouldBe(2);
        bench.Effects.Directives[^1].Directive.Ceilings.Brake.ShouldBeTrue();
        bench.Law.InForce.ShouldBe(Ceilings.Free);
        bench.Law.Memory.BrakedChildren.ShouldBe([2]);

        bench.Law.OnEscalation(2, raised: false, bench.Now);
        bench.Law.OnEscalation(2, raised: false, bench.Now);
        bench.Effects.Directives.Count.ShouldBe(told + 2);
        bench.Effects.Directives[^1].Directive.Ceilings.ShouldBe(Ceilings.Free);
        bench.Effects.Alerts.ShouldBe([AlertKind.Escalated, AlertKind.EscalationOver]);
    }
}
