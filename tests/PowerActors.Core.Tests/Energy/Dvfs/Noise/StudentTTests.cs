using PowerActors.Core.Energy.Dvfs.Noise;

namespace PowerActors.Core.Tests.Energy.Dvfs.Noise;

public sealed class StudentTTests
{
    // Any table of the distribution has these, such as NIST/SEMATECH e-Handbook 1.3.6.7.2.
    [Theory]
    [InlineData(.95, 1, 6.314)]
    [InlineData(.975, 1, 12.706)]
    [InlineData(.95, 2, 2.920)]
    [InlineData(.99, 3, 4.541)]
    [InlineData(.95, 4, 2.132)]
    [InlineData(.975, 5, 2.571)]
    [InlineData(.95, 10, 1.812)]
    [InlineData(.999, 9, 4.297)]
    [InlineData(.95, 100, 1.660)]
    [InlineData(.975, 1_000_000, 1.9605)]
    public void Quantile_OfTables_IsTheirs(double probability, int degrees, double expected) => StudentT.Quantile(probability, degrees).ShouldBe(expected, .0011);

    [Fact]
    public void Cumulative_OfQuantile_IsTheProbability()
    {
        for (int degrees = 1; degrees < 40; degrees++)
            StudentT.Cumulative(StudentT.Quantile(.9, degrees), degrees).ShouldBe(.9, 1e-10);
    }
}
