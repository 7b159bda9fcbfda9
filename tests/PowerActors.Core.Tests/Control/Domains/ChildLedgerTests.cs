using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Domains;

public sealed class ChildLedgerTests
{
    private static readonly Ceilings Capped = new(ClockCeiling.At(600), ClockCeiling.At(600), Brake: false);

    [Fact]
    public void Tick_NeverSeen_CountsAsNameplateAfterStaleness()
    {
        ChildLedger ledger = Make();
        ledger.AwaitsFirstReports.ShouldBeTrue();
        ledger.Tick(15.Seconds()).ShouldBeFalse();
        ledger.AwaitsFirstReports.ShouldBeTrue();
        ledger.Tick(16.Seconds()).ShouldBeTrue();
        ledger.AwaitsFirstReports.ShouldBeFalse();
        ledger.Total.ShouldBe(new Watts(13_000));
        ledger.SilentCount.ShouldBe(2);
        ledger.Tick(18.Seconds()).ShouldBeFalse();
    }

    [Fact]
    public void Tick_FallenSilent_CountsAsItsWorstUnderTheLoosestItMayObey()
    {
        ChildLedger ledger = Make();
        Tell(ledger, 1, Ceilings.Free);
        Report(ledger, 1, 3000, acknowledged: 1, at: 0);
        Tell(ledger, 2, Capped);
        Report(ledger, 2, 3000, acknowledged: 1, at: 10); // has not confirmed the cap
        ledger.Tick(26.Seconds());
        ledger.PowerOf(0).ShouldBe(LawBench.Server.Under(Ceilings.Free));
    }

    [Fact]
    public void Tick_SilentJustAfterConfirming_MayStillDrawWhatTheOldCeilingAllowed()
    {
        // Confirmed is received, not in force: the clock takes forty seconds to fall.
        ChildLedger early = Make(), late = Make();
        foreach (ChildLedger ledger in new[] { early, late })
        {
            Tell(ledger, 1, Ceilings.Free);
            Report(ledger, 1, 3000, acknowledged: 1, at: 0);
            Tell(ledger, 2, Capped);
            Report(ledger, 2, 3000, acknowledged: 2, at: 10);
        }

        Report(late, 3, 3000, acknowledged: 2, at: 60);
        early.Tick(26.Seconds());
        late.Tick(76.Seconds());
        early.PowerOf(0).ShouldBe(LawBench.Server.Under(Ceilings.Free));
        late.PowerOf(0).ShouldBe(LawBench.Server.Under(Capped));
    }

    [Fact]
    public void HasAcknowledged_RenewalsAndStampsNeverSent_CountForWhatTheyAre()
    {
        ChildLedger ledger = Make();
        ledger.HasAcknowledged(0).ShouldBeFalse();
        Tell(ledger, 5, Capped);
        Report(ledger, 1, 3000, acknowledged: 9, at: 1); // newer than anything that was sent
        ledger.HasAcknowledged(0).ShouldBeFalse();
        Report(ledger, 2, 3000, acknowledged: 4, at: 2);
        ledger.HasAcknowledged(0).ShouldBeFalse();
        Tell(ledger, 6, Capped); // a renewal
        Report(ledger, 3, 3000, acknowledged: 5, at: 3);
        ledger.HasAcknowledged(0).ShouldBeTrue();
        Tell(ledger, 7, Capped);
        ledger.HasAcknowledged(0).ShouldBeTrue();
        Tell(ledger, 8, Ceilings.Free);
        ledger.HasAcknowledged(0).ShouldBeFalse();
        ledger.LatestIssued(0).ShouldBe(new DirectiveStamp(1, 8));
    }

    [Fact]
    public void Receive_SilentChildSpeaks_ReplacesTheWorstCase()
    {
        ChildLedger ledger = Make();
        ledger.Tick(16.Seconds());
        Report(ledger, 1, 2000, acknowledged: 0, at: 17);
        ledger.Total.ShouldBe(new Watts(2000 + 6500));
        ledger.SilentCount.ShouldBe(1);
        ledger.IsSilent(0).ShouldBeFalse();
        ledger.IsSilent(1).ShouldBeTrue();
    }

    [Theory]
    [InlineData(6820 * 1.5, true)]
    [InlineData(6820 * 1.51, false)]
    [InlineData(-1, false)]
    [InlineData(double.NaN, false)]
    public void Receive_PowerOrWithheld_MustBePossible(double watts, bool expected)
    {
        Make().Receive(0, new PowerReport(1, new Watts(watts), default, default, DirectiveStamp.None), 1.Seconds()).ShouldBe(expected);
        PerPriority<Watts> half = new(new Watts(watts / 2), new Watts(watts / 2));
        Make().Receive(0, new PowerReport(1, Watts.Zero, half, default, DirectiveStamp.None), 1.Seconds()).ShouldBe(expected);
        Make().Receive(0, new PowerReport(1, Watts.Zero, default, half, DirectiveStamp.None), 1.Seconds()).ShouldBe(expected);
    }

    [Fact]
    public void SilentRise_OnlyOfTheSilent_IsTheirWorstCases()
    {
        ChildLedger ledger = Make();
        ledger.SilentRise(Capped, Ceilings.Free).ShouldBe(Watts.Zero);
        Report(ledger, 1, 2000, acknowledged: 0, at: 10);
        ledger.Tick(16.Seconds());
        ledger.SilentRise(Capped, Ceilings.Free).ShouldBe(LawBench.Server.Under(Ceilings.Free) - LawBench.Server.Under(Capped));
        ledger.SilentRise(Ceilings.Free, Capped).ShouldBe(Watts.Zero);
    }

    private static ChildLedger Make() => new([LawBench.Server, LawBench.Server], 15.Seconds(), TimeSpan.Zero, 40.Seconds(), 5.Seconds());

    private static void Tell(ChildLedger ledger, long sequence, Ceilings ceilings) =>
        ledger.Issued(0, new Directive(new DirectiveStamp(1, sequence), ceilings, 60.Seconds()));

    private static void Report(ChildLedger ledger, long sequence, double watts, long acknowledged, int at) =>
        ledger.Receive(0, new PowerReport(sequence, new Watts(watts), default, default, new DirectiveStamp(1, acknowledged)), at.Seconds()).ShouldBeTrue();
}
