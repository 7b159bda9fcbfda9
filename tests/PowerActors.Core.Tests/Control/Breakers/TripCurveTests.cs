using PowerActors.Core.Control.Breakers;

namespace PowerActors.Core.Tests.Control.Breakers;

public sealed class TripCurveTests
{
    /// <summary>Published: +10 % for about 17 minutes, +40 % for 60 s (Dynamo, ISCA'16); IEC 60255-151 with k = 80.</summary>
    [Theory]
    [InlineData(1.05, 4190, 780)]
    [InlineData(1.10, 1020, 381)]
    [InlineData(1.20, 248, 182)]
    [InlineData(1.30, 108, 116)]
    [InlineData(1.40, 60, 83)]
    public void SecondsToTrip_PublishedOverloads_AreThePublishedTimes(double ratio, double row, double iec)
    {
        TripCurve.Row.SecondsToTrip(ratio).ShouldBe(row, row * .01);
        TripCurve.ExtremelyInverse.SecondsToTrip(ratio).ShouldBe(iec, iec * .01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(.5)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void SecondsToTrip_NoOverload_IsForever(double ratio)
    {
        foreach (TripCurve curve in TripCurve.Known)
            curve.SecondsToTrip(ratio).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void SecondsToTrip_MoreOverload_IsLessTime()
    {
        foreach (TripCurve curve in TripCurve.Known)
        {
            for (double ratio = 1.01; ratio < 10; ratio += .01)
                curve.SecondsToTrip(ratio + .01).ShouldBeLessThan(curve.SecondsToTrip(ratio));
            curve.SecondsToTrip(double.PositiveInfinity).ShouldBe(0);
        }
    }
}
