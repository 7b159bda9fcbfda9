using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Governor;

public class ProfiledClockCostsTests
{
    [Fact]
    public void Of_LowestLoad_TimesAndDrawAgainstTheHighestClock()
    {
        ClockCosts costs = ProfiledClockCosts.Of(
            new ServingProfile([Row(600, 600, 977, .891, .0807), Row(1200, 600, 1226, .289, .0443), Row(1400, 600, 1501, .289, .0442), Row(600, 1200, 2000, 9, 9), Row(1200, 1200, 2000, 9, 9), Row(1400, 1200, 2000, 9, 9)]),
            gpus: 8, static _ => new Watts(63));
        costs.Steps.Select(static step => step.Clock.Value).ShouldBe([600, 1200, 1400]);
        costs.Steps[0].PromptTime.ShouldBe(.891 / .289, 1e-9);
        costs.Steps[0].TokenTime.ShouldBe(.0807 / .0442, 1e-9);
        costs.Steps[0].Draw.ShouldBe((977 - 504) / (1501.0 - 504), 1e-9);
        costs.Steps[1].PromptTime.ShouldBe(1);
        costs.Steps[2].ShouldBe(new ClockCost(new Megahertz(1400), 1, 1, 1));
    }

    [Fact]
    public void Of_LowerClockThatSeemsFaster_IsTakenForAsFast() =>
        ProfiledClockCosts.Of(new ServingProfile([Row(1200, 600, 900, .28, .040), Row(1400, 600, 1000, .29, .044)]), null, static _ => Watts.Zero).Steps[0].ShouldBe(new ClockCost(new Megahertz(1200), 1, 1, .9));

    [Fact]
    public void Of_SeveralKinds_TakesThoseOfTheInstancesSizeAndTheirCommonClocks()
    {
        ServingProfile profile = new([
            Row(800, 600, 800, .4, .06, tp: 4), Row(1000, 600, 900, .35, .05, tp: 4), Row(1400, 600, 1000, .3, .04, tp: 4),
            Row(1000, 600, 900, .6, .04, tp: 8, pp: 1), Row(1400, 600, 1000, .3, .04, tp: 8, pp: 1),
        ]);
        ProfiledClockCosts.Of(profile, gpus: 4, static _ => Watts.Zero).Steps.Count.ShouldBe(3);
        ClockCosts all = ProfiledClockCosts.Of(profile, gpus: null, static _ => Watts.Zero);
        all.Steps.Count.ShouldBe(2);
        all.Steps[0].PromptTime.ShouldBe(2, 1e-9);
        all.Steps[0].TokenTime.ShouldBe(1.25, 1e-9);
    }

    [Fact]
    public void Of_OneClock_IsRefused() => Should.Throw<ArgumentException>(static () => ProfiledClockCosts.Of(new ServingProfile([Row(1400, 600, 1000, .3, .04)]), null, static _ => Watts.Zero));

    private static ServingMeasurement Row(double clock, double load, double watts, double ttft, double tbt, int tp = 8, int pp = 1) => new(
        new ServingSetting("A100", "m", new Megahertz(clock), tp, pp), null, load, new Watts(watts), new Dictionary<ServingMetric, double> { [ServingMetric.TtftMean] = ttft, [ServingMetric.TbtMean] = tbt });
}
