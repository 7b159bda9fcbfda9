using PowerActors.Core.Control.Domains;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Domains;

public sealed class PowerEstimateTests
{
    [Theory]
    [InlineData(1200, 1000, 1200)] // the meter is higher
    [InlineData(800, 1000, 1000)] // the children are
    public void Resolve_FreshReading_IsTheLarger(double meter, double sum, double expected) =>
        PowerEstimate.FromReading(new Watts(meter), new Watts(sum), TimeSpan.Zero).Resolve(new Watts(sum), 15.Seconds(), 15.Seconds()).ShouldBe(new Watts(expected));

    [Theory]
    [InlineData(1200, 1000, 2000, 2400)] // the ratio goes on
    [InlineData(800, 1000, 2000, 2000)]
    [InlineData(3000, 1000, 1000, 3000)] // something else was in it: its watts go on
    [InlineData(3000, 1000, 2000, 4000)]
    [InlineData(3000, 0, 500, 3500)]
    [InlineData(0, 0, 500, 500)]
    public void Resolve_ReadingTooOld_CarriesTheExcessOn(double meter, double sumThen, double sumNow, double expected) =>
        PowerEstimate.FromReading(new Watts(meter), new Watts(sumThen), TimeSpan.Zero).Resolve(new Watts(sumNow), 15.Seconds(), 16.Seconds()).Value.ShouldBe(expected, 1e-9);

    [Fact]
    public void Resolve_NoReadingYet_IsTheSum() => PowerEstimate.None.Resolve(new Watts(5), 15.Seconds(), 1000.Seconds()).ShouldBe(new Watts(5));

    [Theory]
    [InlineData(1500, true)]
    [InlineData(1501, false)]
    [InlineData(-1, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void IsSane_Reading_MayPassTheWorstByHalf(double reading, bool expected) => PowerEstimate.IsSane(new Watts(reading), new Watts(1000)).ShouldBe(expected);
}
