using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Serving;

public class ServingPlannerTests
{
    [Fact]
    public void Plan_LooseObjectives_TakesTheCheapest()
    {
        ServingPlan plan = ServingPlanner.Plan(Profiles.TwoClocks, Profiles.Query(100, ttft: 1, tbt: 1));
        plan.Best!.Setting.Clock.ShouldBe(new Megahertz(1000));
        plan.Best.Power.ShouldBe(new Watts(200));
        plan.Best.PerToken.Value.ShouldBe(2);
        plan.Best.IsMeasured.ShouldBeTrue();
        plan.AtHighestClock!.Power.ShouldBe(new Watts(300));
        plan.Prices[0].Relaxed.ShouldBeNull();
        plan.Prices[0].Without.ShouldBe(new Watts(200));
    }

    [Fact]
    public void Plan_TightTtft_TakesTheFasterAndTellsWhatItCosts()
    {
        ServingPlan plan = ServingPlanner.Plan(Profiles.TwoClocks, Profiles.Query(100, ttft: .39, tbt: .1));
        plan.Best!.Setting.Clock.ShouldBe(new Megahertz(1400));
        ObjectivePrice ttft = plan.Prices[0];
        ttft.Without.ShouldBe(new Watts(200));
        ttft.Relaxed!.Value.Limit.TotalSeconds.ShouldBe(.4, 1e-6);
        ttft.Relaxed.Value.Point.Power.ShouldBe(new Watts(200));
        ttft.Tightened.ShouldBeNull();
        plan.Prices[1].Relaxed.ShouldBeNull();
    }

    [Fact]
    public void Plan_Margin_CountsAsATighterLimit()
    {
        ServingPlanner.Plan(Profiles.TwoClocks, Profiles.Query(100, ttft: .41)).Best!.Setting.Clock.Value.ShouldBe(1000);
        ServingPlanner.Plan(Profiles.TwoClocks, Profiles.Query(100, ttft: .41, margin: .05)).Best!.Setting.Clock.Value.ShouldBe(1400);
    }

    [Fact]
    public void Plan_NothingMeets_SaysWhatComesClosest()
    {
        ServingPlan plan = ServingPlanner.Plan(Profiles.TwoClocks, Profiles.Query(100, ttft: .2));
        plan.Best.ShouldBeNull();
        plan.Prices.ShouldBeEmpty();
        plan.Closest!.Value.Point.Setting.Clock.Value.ShouldBe(1400);
        plan.Closest.Value.Factor.ShouldBe(1.5, 1e-12);
    }

    [Fact]
    public void Plan_LoadBeyondTheProfile_IsNotGuessed()
    {
        ServingPlan plan = ServingPlanner.Plan(Profiles.TwoClocks, Profiles.Query(201));
        plan.Best.ShouldBeNull();
        plan.Closest.ShouldBeNull();
        plan.Candidates.ShouldBeEmpty();
        plan.NotMeasured.ShouldBe(2);
    }

    [Fact]
    public void Plan_LoadBetweenMeasuredOnes_IsSaidToBeInterpolated()
    {
        OperatingPoint best = ServingPlanner.Plan(Profiles.TwoClocks, Profiles.Query(150)).Best!;
        best.IsMeasured.ShouldBeFalse();
        best.Power.Value.ShouldBe(220, 1e-9);
    }

    [Fact]
    public void Plan_Mix_WeighsPowerAndTakesTheWorstLatency()
    {
        RequestClass small = new(RequestSize.Short, RequestSize.Short), large = new(RequestSize.Long, RequestSize.Long);
        ServingSetting setting = Profiles.Setting(1000);
        ServingProfile profile = new([Profiles.Row(setting, 100, 100, .1, .05, small), Profiles.Row(setting, 100, 300, .7, .04, large)]);
        ServingQuery query = Profiles.Query(100) with { Mix = new RequestMix([(small, .75), (large, .25)]) };
        OperatingPoint point = ServingPlanner.Plan(profile, query).Best!;
        point.Power.Value.ShouldBe(150, 1e-9);
        point[ServingMetric.TtftP99].ShouldBe(.7);
        point[ServingMetric.TbtP99].ShouldBe(.05);
    }

    [Fact]
    public void OverLoads_EachLoad_HasItsOwnBest()
    {
        IReadOnlyList<LoadRow> rows = ServingPlanner.OverLoads(Profiles.TwoClocks, Profiles.Query(1, ttft: .5), [100, 200]);
        rows[0].Best!.Setting.Clock.Value.ShouldBe(1000);
        rows[1].Best!.Setting.Clock.Value.ShouldBe(1400);
    }

    [Theory]
    [InlineData(ServingMetric.TbtP99, ServingMetric.TbtP90)]
    [InlineData(ServingMetric.TbtP90, ServingMetric.TbtP90)]
    [InlineData(ServingMetric.TtftP90, ServingMetric.TtftP99)]
    public void StandIn_MetricThatIsMissing_IsTheNextStricterElseTheStrictest(ServingMetric asked, ServingMetric expected) =>
        ServingMetrics.StandIn(asked, static m => m is ServingMetric.TbtMean or ServingMetric.TbtP90 or ServingMetric.TtftP99 or ServingMetric.TtftMean).ShouldBe(expected);
}
