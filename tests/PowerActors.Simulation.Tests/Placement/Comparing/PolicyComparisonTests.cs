using PowerActors.Simulation.Placement.Comparing;

namespace PowerActors.Simulation.Tests.Placement.Comparing;

public sealed class PolicyComparisonTests
{
    [Fact]
    public void Run_PoliciesAndSeeds_AreComparedWithFgdOnTheSameSeed()
    {
        int last = 0;
        ComparisonResult result = PolicyComparison.Run(
            new ComparisonOptions { TraceOf = _ => SmallTrace.Create(), Policies = ["pwr", "PWR", "bestfit"], Seeds = [1, 2, 3], Parallelism = 2 },
            (done, all) => last = Math.Max(last, (100 * done) / all));
        result.Policies.Select(static policy => policy.Policy).ShouldBe(["fgd", "pwr", "bestfit"]);
        last.ShouldBe(100);
        result.Policies[0].Points.ShouldAllBe(static point => point.SavingPercent.Mean == 0);
        result.Policies[1].At(30)!.SavingPercent.Mean.ShouldBeGreaterThan(1);
        result.Policies[1].At(50)!.Grar.Mean.ShouldBe(1);
        result.Policies[2].At(999).ShouldBeNull();
    }

    [Fact]
    public void Of_SomeFigures_IsMeanAndSampleDeviation()
    {
        Spread spread = Spread.Of([1, 2, 3, 4, double.NaN]);
        spread.Mean.ShouldBe(2.5);
        spread.Deviation.ShouldBe(Math.Sqrt(5.0 / 3), 1e-12);
        Spread.Of([7]).ShouldBe(new Spread(7, 0));
        double.IsNaN(Spread.Of([]).Mean).ShouldBeTrue();
    }
}
