using FsCheck;
using FsCheck.Fluent;
using PowerActors.Simulation.Reports.Charts;

namespace PowerActors.Simulation.Tests.Reports.Charts;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 260_000, 6, 50_000)]
    [InlineData(.4, 1.05, 7, .1)]
    [InlineData(0, 1, 5, .2)]
    [InlineData(-3, 3, 6, 1)]
    public void Linear_Range_HasRoundSteps(double low, double high, int most, double step)
    {
        IReadOnlyList<double> ticks = Ticks.Linear(low, high, most);
        for (int i = 1; i < ticks.Count; i++)
            (ticks[i] - ticks[i - 1]).ShouldBe(step, step * 1e-6);
    }

    [Fact]
    public void AnyRange_TicksAreInsideRisingAndNeitherMissingNorTooMany()
    {
        Gen<(double Low, double Length, int Most)> ranges =
            from low in Gen.Choose(-1_000_000, 1_000_000)
            from length in Gen.Choose(1, 2_000_000_000)
            from per in Gen.Elements(1d, 10, 1e3, 1e6)
            from most in Gen.Choose(2, 20)
            select (low / per, length / per, most);
        Prop.ForAll(ranges.ToArbitrary(), static range =>
        {
            double high = range.Low + range.Length;
            foreach (IReadOnlyList<double> ticks in new[] { Ticks.Linear(range.Low, high, range.Most), Ticks.Time(range.Low, high, range.Most) })
            {
                ticks.Count.ShouldBeLessThanOrEqualTo(range.Most + 1);
                ticks.ShouldBeInOrder();
                ticks.ShouldAllBe(tick => tick >= range.Low - (range.Length * 1e-6) && tick <= high + (range.Length * 1e-6));
            }

            Ticks.Linear(range.Low, high, range.Most).Count.ShouldBeGreaterThan(range.Most > 2 ? 0 : -1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(2024, 1));
    }

    [Theory]
    [InlineData(300, 10, 30)]
    [InlineData(86400, 12, 7200)]
    [InlineData(6 * 7 * 86400, 10, 7 * 86400)]
    [InlineData(52 * 7 * 86400, 10, 56 * 86400)]
    public void Time_Length_HasStepsOfAClockOrACalendar(double length, int most, double step)
    {
        IReadOnlyList<double> ticks = Ticks.Time(0, length, most);
        (ticks[1] - ticks[0]).ShouldBe(step);
    }

    [Fact]
    public void Logarithmic_ManyDecades_AreTheirPowersOfTen() => Ticks.Logarithmic(.001, 1000).Select(static tick => Math.Round(tick, 6)).ShouldBe([.001, .01, .1, 1, 10, 100, 1000]);

    [Fact]
    public void Logarithmic_LessThanADecade_HasTicksBetween() => Ticks.Logarithmic(6, 40).Count.ShouldBeGreaterThan(2);
}
