using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Domains;

/// <summary>What children still hold from an earlier life of a domain, whose memory is behind (law P10).</summary>
public class DomainLawRestartTests
{
    private static readonly RungTrail OnT2 = default(RungTrail).Below(2, braked: false);

    [Fact]
    public void OnChildHolds_RungThatWasNeverRemembered_IsTakenUpAndToldAndRemembered()
    {
        LawBench bench = new(LawBench.Row, new DomainMemory(7, 1, []));
        bench.Law.OnChildHolds(2, OnT2, bench.Now);
        bench.Law.Rung.ShouldBe(2);
        bench.Law.Memory.Rung.ShouldBe(2);
        bench.Effects.Directives[^1].Directive.Ceilings.ShouldBe(LawBench.Row.Ladder.CeilingsOn(2));
        bench.Effects.Alerts.ShouldBe([AlertKind.Resumed]);
        bench.Run(300, .7, .05).Law.Rung.ShouldBe(0, "it is left as any other");
        bench.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void OnChildHolds_RungBelowTheRememberedOne_ChangesNothing()
    {
        LawBench bench = new(LawBench.Row, new DomainMemory(7, 3, []));
        bench.Law.OnChildHolds(2, OnT2, bench.Now);
        bench.Law.Rung.ShouldBe(3);
        bench.Effects.Alerts.ShouldBeEmpty();
    }

    [Fact]
    public void OnChildHolds_AfterThisLifeHasLoosened_IsOldNews()
    {
        LawBench bench = new LawBench(LawBench.Row, new DomainMemory(7, 2, [])).Run(300, .5);
        bench.Law.Rung.ShouldBe(0);
        bench.Law.OnChildHolds(2, OnT2, bench.Now);
        bench.Law.Rung.ShouldBe(0);
    }

    [Fact]
    public void OnChildHolds_BrakeOfThatChildAlone_IsTakenUp()
    {
        LawBench bench = new(LawBench.Row, new DomainMemory(7, 0, []));
        bench.Law.OnChildHolds(1, default(RungTrail).Below(0, braked: true), bench.Now);
        bench.Law.Memory.BrakedChildren.ShouldBe([1]);
        bench.Effects.Directives[^1].ShouldSatisfyAllConditions(
            static told => told.Child.ShouldBe(1),
            static told => told.Directive.Ceilings.Brake.ShouldBeTrue());
    }

    [Fact]
    public void OnChildHolds_OfALongerLadder_StandsOnTheTopOfThisOne()
    {
        LawBench bench = new(LawBench.Row);
        bench.Law.OnChildHolds(0, default(RungTrail).Below(99, braked: false), bench.Now);
        bench.Law.Rung.ShouldBe(LawBench.Row.Ladder.Top);
    }

    [Fact]
    public void Directives_CarryTheRungsBehindThem()
    {
        LawBench bench = new(LawBench.Row with { HasParent = true }, new DomainMemory(7, 2, [1]));
        bench.Law.OnDirective(new Directive(new DirectiveStamp(3, 1), Ceilings.Free, 60.Seconds()) { Trail = OnT2 }, bench.Now);
        bench.Effects.Directives.Last(static told => told.Child == 0).Directive.Trail.ShouldBe(OnT2.Below(2, braked: false));
        bench.Effects.Directives.Last(static told => told.Child == 1).Directive.Trail.ShouldBe(OnT2.Below(2, braked: true));
    }

    [Fact]
    public void RaiseEpoch_TellsAllChildrenTheSameAboveIt()
    {
        LawBench bench = new LawBench(LawBench.Row, new DomainMemory(1, 2, [])).Run(4, .85);
        Ceilings before = bench.Law.InForce;
        bench.Effects.Directives.Clear();
        bench.Law.RaiseEpoch(65, bench.Now);
        bench.Effects.Directives.Select(static told => told.Child).ShouldBe([0, 1, 2, 3]);
        bench.Effects.Directives.ShouldAllBe(told => told.Directive.Stamp.Epoch == 65 && told.Directive.Ceilings == before);
        bench.Law.Memory.Epoch.ShouldBe(65);
        bench.Law.RaiseEpoch(3, bench.Now);
        bench.Law.Epoch.ShouldBe(65);
    }

    [Fact]
    public void Loosening_ThatCannotBeKeptForAnHour_IsNoRatchet()
    {
        LawBench bench = new(LawBench.Row, new DomainMemory(7, 3, []));
        bench.Effects.CanRemember = false;
        bench.Run(3600, .3).Law.Rung.ShouldBe(3);
        bench.Laws.Violations.ShouldBeEmpty();
        bench.Effects.CanRemember = true;
        bench.Run(300, .3).Law.Rung.ShouldBe(0);
        bench.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Start_OneChildSilent_NothingIsLoosenedBeforeItsLeaseIsOver()
    {
        // Three of four report next to nothing; with the fourth at its worst case the row would be far below the rung's threshold.
        LawBench bench = new(LawBench.Row with { Limit = new Core.Units.Watts(60_000) }, new DomainMemory(7, 1, []));
        TimeSpan loosenedAt = TimeSpan.Zero;
        for (int second = 0; second < 200 && loosenedAt == TimeSpan.Zero; second += 2)
        {
            bench.Run(2, load: null);
            for (int child = 0; child < 3; child++)
                bench.Report(child, .05);
            if (bench.Law.Rung == 0)
                loosenedAt = bench.Now;
        }

        loosenedAt.ShouldBeGreaterThanOrEqualTo(LawBench.Row.Timing.Lease + LawBench.Row.Ladder.Hold);
        loosenedAt.ShouldBeLessThanOrEqualTo(LawBench.Row.Timing.Lease + LawBench.Row.Ladder.Hold + 8.Seconds());
        bench.Laws.Violations.ShouldBeEmpty();
    }
}
