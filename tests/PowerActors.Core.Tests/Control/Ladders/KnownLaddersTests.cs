using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Ladders;

/// <summary>The paper's figures for the three baselines; POLCA's own stand in <see cref="LadderTests"/>.</summary>
public sealed class KnownLaddersTests
{
    private static readonly TimeSpan Settle = 7.Seconds();

    [Fact]
    public void OneThresholdLow_At89Percent_CapsLowPriorityOnly() =>
        ShouldBeOneThreshold(KnownLadders.OneThresholdLow(Settle), new Ceilings(ClockCeiling.At(1110), ClockCeiling.Free, Brake: false));

    [Fact]
    public void OneThresholdAll_At89Percent_CapsEverythingAlike() =>
        ShouldBeOneThreshold(KnownLadders.OneThresholdAll(Settle), new Ceilings(ClockCeiling.At(1110), ClockCeiling.At(1110), Brake: false));

    [Fact]
    public void NoCap_AnyLoad_HasTheBrakeAndNothingElse()
    {
        Ladder ladder = KnownLadders.NoCap(Settle);
        ladder.Top.ShouldBe(1);
        ladder.CeilingsOn(0).ShouldBe(Ceilings.Free);
        ladder.Rungs[0].EnterAt.ShouldBe(1);
    }

    [Fact]
    public void EveryLadder_ItsLastRung_IsTheSameBrakeAt288MHz()
    {
        foreach (Ladder ladder in RandomLadders.Known(Settle))
            ladder.Rungs[^1].ShouldBe(new Rung { Name = "brake", EnterAt = 1, LeaveBelow = .84, Settle = Settle, Ceilings = new Ceilings(ClockCeiling.At(288), ClockCeiling.At(288), Brake: true) }, ladder.Name);
    }

    [Fact]
    public void EveryLadder_SettleAsked_HoldsOnEveryRung()
    {
        foreach (Ladder ladder in RandomLadders.Known(Settle))
        {
            ladder.Rungs.ShouldAllBe(static rung => rung.Settle == Settle, ladder.Name);
            ladder.Hold.ShouldBe(60.Seconds(), ladder.Name);
        }
    }

    [Fact]
    public void Names_AllLadders_Differ() => RandomLadders.Known(Settle).Select(static ladder => ladder.Name).ShouldBe(["polca", "one-threshold-low", "one-threshold-all", "no-cap"]);

    private static void ShouldBeOneThreshold(Ladder ladder, Ceilings ceilings)
    {
        ladder.Top.ShouldBe(2);
        ladder.Rungs[0].ShouldBe(new Rung { Name = "T", EnterAt = .89, LeaveBelow = .84, Settle = Settle, Ceilings = ceilings });
        ladder.HasBrake.ShouldBeTrue();
    }
}
