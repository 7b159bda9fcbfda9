using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Domains;

public sealed class DomainLawTests
{
    private static readonly DomainSettings Row = LawBench.Row;
    private static readonly DomainSettings Below = Row with { HasParent = true };

    [Fact]
    public void Start_Root_TellsEveryChildAtOnce()
    {
        LawBench bench = new LawBench(Row).Run(2, .5);
        bench.Effects.Directives.Select(static told => told.Child).Distinct().Count().ShouldBe(4);
        bench.Law.Issued.Epoch.ShouldBe(1);
    }

    [Fact]
    public void Start_BelowASilentParent_SaysNothingForOneLeaseThenTheFailSafe()
    {
        LawBench bench = new LawBench(Below).Run(58, .5);
        bench.Effects.Directives.ShouldBeEmpty();
        bench.Run(4, .5).Effects.Directives[^1].Directive.Ceilings.ShouldBe(Row.FailSafe);
        bench.Effects.Alerts.ShouldContain(AlertKind.FailSafe);
    }

    [Fact]
    public void WaitingForTheParent_OverTheLimit_BrakesAllTheSame()
    {
        LawBench bench = new LawBench(Below).Run(4, 1.02);
        bench.Effects.Directives.Count.ShouldBeGreaterThanOrEqualTo(4);
        Ceilings told = bench.Effects.Directives[^1].Directive.Ceilings;

        // Those below may still hold anything of an earlier life: what is said blindly must be as tight as whatever that was.
        told.ShouldBeAtLeastAsTightAs(new Ceilings(ClockCeiling.At(0), ClockCeiling.At(0), Brake: true));
    }

    [Fact]
    public void Restart_Remembered_GoesOnWithTheRungUnderAHigherEpoch()
    {
        LawBench bench = new LawBench(Row, new DomainMemory(7, 2, [1])).Run(2, .7, .25);
        bench.Law.Rung.ShouldBe(2);
        bench.Law.Issued.Epoch.ShouldBe(8);
        bench.Effects.Directives.First(static told => told.Child == 1).Directive.Ceilings.Brake.ShouldBeTrue();
        bench.Effects.Directives.First(static told => told.Child == 0).Directive.Ceilings.ShouldBe(Row.Ladder.CeilingsOn(2));
        bench.Law.Memory.BrakedChildren.ShouldBe([1]);
    }

    [Fact]
    public void Restart_WithAnotherTopologyOrLadder_TakesWhatStillMakesSense()
    {
        LawBench bench = new LawBench(Row, new DomainMemory(7, 99, [1, 50, -1])).Run(2, .5);
        bench.Law.Rung.ShouldBe(4);
        bench.Law.Memory.BrakedChildren.ShouldBe([1]);
        new LawBench(Row, new DomainMemory(7, -3, [])).Run(2, .5).Law.Rung.ShouldBe(0);
    }

    [Fact]
    public void Restart_OwnersSeenBefore_StayFenced()
    {
        LawBench first = new(Below);
        first.Hear(Ceilings.Free, epoch: 6);
        LawBench second = new(Below, first.Law.Memory);
        second.Hear(Ceilings.Free, epoch: 5);
        second.Law.Accepted.ShouldBe(DirectiveStamp.None);
        second.Effects.Alerts.ShouldBe([AlertKind.FencedDirective]);
    }

    [Fact]
    public void Restart_ClockStartsFromZeroAgain_ReportsAreNewer()
    {
        LawBench first = new LawBench(Below, start: TimeSpan.FromDays(30)).Run(10, .5);
        LawBench second = new LawBench(Below, first.Law.Memory).Run(10, .5);
        second.Effects.Reports[0].Sequence.ShouldBeGreaterThan(first.Effects.Reports[^1].Sequence);
        LawBench forgetful = new LawBench(Below, start: TimeSpan.FromDays(31)).Run(10, .5);
        forgetful.Effects.Reports[0].Sequence.ShouldBeGreaterThan(first.Effects.Reports[^1].Sequence);
    }

    [Fact]
    public void LimitTakenAway_RememberedRung_IsReleased()
    {
        LawBench bench = new(Row with { Limit = Watts.Unlimited }, new DomainMemory(1, 3, []));
        bench.Run(250, .9, .2).Law.Rung.ShouldBe(0);
        bench.Law.InForce.ShouldBe(Ceilings.Free);
    }

    [Fact]
    public void Meter_OfADomainWithoutLimit_IsNotLostBeforeItsTime()
    {
        LawBench bench = new(Row with { Limit = Watts.Unlimited, HasMeter = true }, start: 1.Hours());
        bench.Run(10, .5).Effects.Alerts.ShouldNotContain(AlertKind.MeterLost);
        bench.Run(10, .5).Effects.Alerts.ShouldContain(AlertKind.MeterLost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BaseLoad_NoMeterAnswers_CountsAtItsMost(bool hasMeter)
    {
        LawBench bench = new LawBench(Row with { HasMeter = hasMeter, BaseLoad = new Watts(1000), BaseLoadUnmetered = new Watts(3300) }).Run(20, .5);
        bench.Law.Snapshot(bench.Now).Power.ShouldBe(new Watts(13_000 + 3300));
    }

    [Fact]
    public void Meter_LostAtStart_LeavesNoExcessBehind()
    {
        LawBench bench = new(Row with { HasMeter = true });
        bench.Law.OnMeter(new Watts(13_000), 1.Seconds()); // before any child has spoken
        bench.Run(100, .5).Law.Snapshot(bench.Now).Power.ShouldBe(new Watts(13_000));
    }

    [Fact]
    public void Brake_DirectiveLost_IsRepeatedUntilConfirmed()
    {
        LawBench bench = new LawBench(Row).Run(10, .5).Run(2, 1.05, acknowledge: false);
        bench.Law.InForce.Brake.ShouldBeTrue();
        DirectiveStamp stamp = bench.Law.Issued;
        int told = bench.Effects.Directives.Count;
        bench.Run(4, .3, .7, acknowledge: false);
        bench.Effects.Directives.Count.ShouldBe(told + 8);
        bench.Effects.Directives.Skip(told).ShouldAllBe(one => one.Directive.Stamp == stamp && one.Directive.Ceilings.Brake);
        told = bench.Effects.Directives.Count;
        bench.Run(6, .3, .7).Effects.Directives.Count.ShouldBe(told);
    }

    [Fact]
    public void Lease_NothingChanges_IsRenewedThreeTimesPerLease()
    {
        LawBench bench = new LawBench(Row).Run(10, .5);
        int told = bench.Effects.Directives.Count;
        bench.Run(120, .5).Effects.Directives.Count.ShouldBe(told + (4 * 6));
    }

    [Fact]
    public void Report_NothingMoves_IsSentByHeartbeatOnly()
    {
        LawBench bench = new LawBench(Below).Run(10, .5);
        int reports = bench.Effects.Reports.Count;
        bench.Run(60, .502).Effects.Reports.Count.ShouldBe(reports + 10);
        bench.Run(2, .6).Effects.Reports[^1].Power.Value.ShouldBe(.6 * 26_000, 1e-6);
    }

    [Fact]
    public void Idle_NoPowerAtAll_StaysFree()
    {
        LawBench bench = new LawBench(Row with { Breaker = TripCurve.Row }).Run(600, 0);
        bench.Effects.RungChanges.ShouldBeEmpty();
        bench.Effects.Alerts.ShouldBeEmpty();
        bench.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Snapshot_WhileAChildHasNotSpoken_SaysThatThePowerIsNotAllOfIt()
    {
        LawBench bench = new(Row);
        for (int child = 0; child < 3; child++)
            bench.Report(child, .1);
        bench.Law.OnTick(bench.Now);
        bench.Law.Snapshot(bench.Now).AwaitsChildren.ShouldBeTrue();
        bench.Report(3, .1);
        bench.Law.OnTick(bench.Now);
        bench.Law.Snapshot(bench.Now).AwaitsChildren.ShouldBeFalse();

        // One that never speaks counts as its worst case once its time is over: all of the power there may be.
        new LawBench(Row).Run(30, null).Law.Snapshot(30.Seconds()).AwaitsChildren.ShouldBeFalse();
    }

    [Fact]
    public void NoChildren_NoPower_DoesNothing()
    {
        LawBench bench = new LawBench(Row with { Children = [] }).Run(600, 0);
        bench.Law.Snapshot(bench.Now).Power.ShouldBe(Watts.Zero);
        bench.Effects.Directives.ShouldBeEmpty();
        bench.Effects.RungChanges.ShouldBeEmpty();
    }

    [Fact]
    public void HugeTimes_AThousandYears_WorkAsEver()
    {
        LawBench bench = new LawBench(Row with { HasMeter = true, Breaker = TripCurve.Row }, start: TimeSpan.FromDays(365_000)).Run(40, .5).Run(4, 1.1).Run(600, .3, .1);
        bench.Effects.RungChanges.ShouldContain(static change => change.To == 4);
        bench.Law.Rung.ShouldBe(0);
    }

    [Fact]
    public void Brake_WithheldWouldPassTheLimit_IsKept()
    {
        LawBench bench = new LawBench(Row).Run(4, 1.05).Run(600, .3, 1.5);
        bench.Law.Rung.ShouldBe(4);
        bench.Laws.Violations.ShouldBeEmpty();
        bench.Run(300, .3, .2).Law.Rung.ShouldBe(0);
    }

    [Fact]
    public void BrakeAboveTheLimit_PredictedTrip_BrakesInTime()
    {
        Ladder late = KnownLadders.NoCap(40.Seconds());
        late = late with { Rungs = [late.Rungs[0] with { EnterAt = 1.3 }] };
        LawBench bench = new LawBench(Row with { Ladder = late, Breaker = TripCurve.Row, Limit = new Watts(20_000) }).Run(10, .5);

        // 120 %: 248 s cold; but the worst of these servers is 136 %, 75 s cold, and must be survived for a whole reaction at any time.
        bench.Run(100, 1.2).Law.Rung.ShouldBe(0);
        bench.Run(148, 1.2).Law.Rung.ShouldBe(1);
        bench.Law.Snapshot(bench.Now).BreakerDamage.ShouldBeLessThan(1);
    }

    [Fact]
    public void Damage_BreakerStillHot_NothingIsLoosened()
    {
        DomainSettings tight = Row with { Ladder = KnownLadders.NoCap(40.Seconds()), Breaker = TripCurve.Row, Limit = new Watts(4 * 6820 / 1.6) };
        LawBench bench = new LawBench(tight).Run(10, .5).Run(10, 1.5);
        bench.Law.Snapshot(bench.Now).BreakerDamage.ShouldBe(10 / 38.2, .03);
        bench.Run(80, .3);
        bench.Law.Rung.ShouldBe(1);
        bench.Run(600, .3).Law.Rung.ShouldBe(0);
        bench.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void SilentChild_HeldBackByIt_IsNoRatchet()
    {
        // The silent one, capped, leaves room; free, it would not. It is held for good reason, and P8 must not say otherwise.
        LawBench bench = new LawBench(Row with { Ladder = KnownLadders.OneThresholdAll(40.Seconds()) }).Run(60, .95);
        bench.Law.Rung.ShouldBe(1);
        bench.Run(4, .86);
        double silent = Watts.Max(LawBench.Server.Under(bench.Law.Own), Row.Limit * (.86 / 4)) / Row.Limit; // its worst, and no less than it said
        for (int i = 0; i < 600; i++)
        {
            for (int child = 0; child < 3; child++)
                bench.Report(child, (.835 - silent) / 3);
            bench.Run(2, null);
        }

        bench.Law.Snapshot(bench.Now).SilentChildren.ShouldBe(1);
        bench.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Snapshot_NoLimit_HasNoUtilization() =>
        new LawBench(Row with { Limit = Watts.Unlimited }).Run(10, .9).Law.Snapshot(10.Seconds()).Utilization.ShouldBe(0);
}
