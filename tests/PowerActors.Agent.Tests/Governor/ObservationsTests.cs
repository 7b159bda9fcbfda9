using PowerActors.Agent.Governor;
using PowerActors.Agent.Governor.Metrics;
using PowerActors.Core.Energy.Governor;

namespace PowerActors.Agent.Tests.Governor;

public class ObservationsTests
{
    private static readonly TimeSpan Objective = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void AddTbt_OneBucket_LiesAtItsMean()
    {
        List<ServedRequest> served = Taken(new HistogramCounts([.05, .075, double.PositiveInfinity], [0, 10, 10], .55));
        served.Count.ShouldBe(10);
        served.ShouldAllBe(static request => Math.Abs(request.TbtSeconds - .055) < 1e-12);
    }

    [Fact]
    public void AddTbt_SeveralBuckets_AddUpToTheSum()
    {
        HistogramCounts window = new([.05, .075, .1, double.PositiveInfinity], [4, 9, 10, 10], .5);
        Taken(window).Sum(static request => request.TbtSeconds).ShouldBe(.5, 1e-9);
    }

    [Fact]
    public void AddTbt_ObjectiveWithinTheBucket_CountsAsNeedingTheHighestClockNotAsHopeless()
    {
        Taken(new HistogramCounts([.075, .15, double.PositiveInfinity], [0, 1, 1], .14)).ShouldHaveSingleItem().TbtSeconds.ShouldBe(.1);
        Taken(new HistogramCounts([.075, double.PositiveInfinity], [0, 1], 3)).ShouldHaveSingleItem().TbtSeconds.ShouldBe(.1); // beyond the last bound
        Taken(new HistogramCounts([.1, .15, double.PositiveInfinity], [0, 1, 1], .14)).ShouldHaveSingleItem().TbtSeconds.ShouldBeGreaterThan(.1);
    }

    [Fact]
    public void AddTbt_BucketThatReachesBeyondTheObjective_MayHaveMissedIt()
    {
        Taken(new HistogramCounts([.075, .15, double.PositiveInfinity], [0, 1, 1], .08)).ShouldHaveSingleItem().MayHaveMissed.ShouldBeTrue();
        Taken(new HistogramCounts([.075, .1, double.PositiveInfinity], [0, 1, 1], .08)).ShouldHaveSingleItem().MayHaveMissed.ShouldBeFalse();
    }

    [Fact]
    public void AddTbt_MoreThanCanBeTaken_StandForAllInProportion()
    {
        List<ServedRequest> served = Taken(new HistogramCounts([.05, .1, double.PositiveInfinity], [30_000, 40_000, 40_000], 2000));
        served.Count.ShouldBeInRange(1023, 1025);
        served.Count(static request => request.TbtSeconds <= .05).ShouldBe(768);
    }

    [Fact]
    public void Trail_Mean_IsOverTheSpan()
    {
        SlowdownTrail trail = new();
        trail.Note(1, 1, TimeSpan.Zero);
        trail.Note(2, 1.5, TimeSpan.FromSeconds(10));
        trail.Mean(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(12)).ShouldBe((1.5, 1.25));
        trail.Mean(TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(10)).ShouldBe((1, 1));
    }

    private static List<ServedRequest> Taken(HistogramCounts window)
    {
        List<ServedRequest> served = [];
        Observations.AddTbt(served, window, Objective, static _ => 1);
        return served;
    }
}
