using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Breakers;

public sealed class BreakerLawTests
{
    [Theory]
    [InlineData(1.05)]
    [InlineData(1.2)]
    [InlineData(1.4)]
    public void Advance_ConstantOverload_TripsAtTheTimeOfTheCurve(double ratio)
    {
        foreach (TripCurve curve in TripCurve.Known)
        {
            BreakerState state = new(0, TimeSpan.Zero);
            int second = 0;
            while (!state.HasTripped)
                state = BreakerLaw.Advance(curve, state, ratio, (++second).Seconds());
            ((double)second).ShouldBe(Math.Ceiling(curve.SecondsToTrip(ratio)), 1);
        }
    }

    [Fact]
    public void Advance_AnyLoadInAnySteps_AddsUpTheSame() => Properties.Hold(100, random =>
    {
        double ratio = random.Between(.5, 1.5);
        BreakerState fine = new(.3, TimeSpan.Zero), coarse = fine;
        for (int second = 1; second <= 20; second++)
            fine = BreakerLaw.Advance(TripCurve.Row, fine, ratio, second.Seconds());
        coarse = BreakerLaw.Advance(TripCurve.Row, coarse, ratio, 20.Seconds());
        fine.Damage.ShouldBe(coarse.Damage, 1e-9);
        fine.Damage.ShouldBeInRange(0, 1);
    });

    [Fact]
    public void Advance_WithinTheRating_CoolsInTheRecoveryTime()
    {
        BreakerState hot = new(.5, TimeSpan.Zero);
        BreakerLaw.Advance(TripCurve.Row, hot, .9, 150.Seconds()).Damage.ShouldBe(.25, 1e-12);
        BreakerLaw.Advance(TripCurve.Row, hot, 1, 10_000.Seconds()).Damage.ShouldBe(0);
    }

    [Fact]
    public void Advance_Tripped_StaysTripped() =>
        BreakerLaw.Advance(TripCurve.Row, new BreakerState(1, TimeSpan.Zero), 0, 10_000.Seconds()).HasTripped.ShouldBeTrue();

    [Fact]
    public void Advance_RatioIsNoNumber_CoolsNothing() =>
        BreakerLaw.Advance(TripCurve.Row, new BreakerState(.5, TimeSpan.Zero), double.NaN, 100.Seconds()).Damage.ShouldBe(.5);

    [Fact]
    public void Advance_TimeStandsStillOrRunsBack_ChangesNothing()
    {
        BreakerState state = new(.5, 10.Seconds());
        BreakerLaw.Advance(TripCurve.Row, state, 1.4, 10.Seconds()).ShouldBe(state);
        BreakerLaw.Advance(TripCurve.Row, state, 1.4, 5.Seconds()).ShouldBe(state);
    }

    [Fact]
    public void SecondsLeft_PartlyHot_IsTheRestOfTheCurve()
    {
        BreakerState state = new(.75, TimeSpan.Zero);
        BreakerLaw.SecondsLeft(TripCurve.Row, state, 1.4).ShouldBe(TripCurve.Row.SecondsToTrip(1.4) / 4, 1e-9);
        BreakerLaw.SecondsLeft(TripCurve.Row, state, 1).ShouldBe(double.PositiveInfinity);
        BreakerLaw.SecondsLeft(TripCurve.Row, new BreakerState(1, TimeSpan.Zero), 1.1).ShouldBe(0);
    }
}
