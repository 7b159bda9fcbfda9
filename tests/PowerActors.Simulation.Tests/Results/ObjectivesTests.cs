using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Tests.Results;

public class ObjectivesTests
{
    private static readonly PriorityLatency Untouched = new(1, 2, 0, 0, 0);
    private static readonly CappingResult Quiet = new(0, 0, 0, 0, new Dictionary<string, double>(StringComparer.Ordinal));

    [Fact]
    public void Judge_UntouchedRun_IsMet() => new Objectives().Judge(new LatencyResult(Untouched, Untouched), Quiet).ShouldSatisfyAllConditions(
        static result => result.Met.ShouldBeTrue(),
        static result => result.Missed.ShouldBeEmpty());

    [Fact]
    public void Judge_AtTheBounds_IsMet()
    {
        PriorityLatency high = new(1, 2, .01, .05, -.01), low = new(1, 2, .05, .5, -.02);
        new Objectives().Judge(new LatencyResult(high, low), Quiet).Met.ShouldBeTrue();
    }

    [Fact]
    public void Judge_EverythingMissed_NamesEachWithItsFigures()
    {
        PriorityLatency bad = new(1, 2, .9, .9, -.9);
        ObjectivesResult result = new Objectives().Judge(new LatencyResult(bad, bad), Quiet with { Brakes = 3, BreakerTrips = 1 });
        result.Met.ShouldBeFalse();
        result.Missed.Count.ShouldBe(8);
        result.Missed[0].ShouldBe("high-priority P50: +90.00 %, at most +1 % allowed");
        result.Missed.ShouldContain("power brakes: 3, at most 0 allowed");
        result.Missed.ShouldContain("breaker trips: 1, at most 0 allowed");
    }

    [Fact]
    public void Judge_FigureThatCouldNotBeMeasured_IsAMiss()
    {
        PriorityLatency unknown = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        new Objectives().Judge(new LatencyResult(Untouched, unknown), Quiet).Missed.Count.ShouldBe(3);
    }
}
