using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Units;

/// <summary>The platform's functions are within an ulp of the truth; ours must be within 1e-13 of them.</summary>
public sealed class PortableMathTests
{
    private const double Tolerance = 1e-13;

    [Fact]
    public void Log_AnyMagnitude_MatchesThePlatform() => Properties.Hold(3000, static random =>
    {
        double x = Math.ScaleB(random.Between(1, 2), random.Next(-1073, 1023));
        ShouldMatch(PortableMath.Log(x), Math.Log(x));
        double near = 1 + (random.Between(-1, 1) * Math.ScaleB(1, -random.Next(1, 40)));
        ShouldMatch(PortableMath.Log(near), Math.Log(near));
    });

    [Fact]
    public void Exp_AnyArgument_MatchesThePlatform() => Properties.Hold(3000, static random =>
    {
        double x = random.Between(-700, 709);
        ShouldMatch(PortableMath.Exp(x), Math.Exp(x));
        double small = random.Between(-1, 1) * Math.ScaleB(1, -random.Next(0, 60));
        ShouldMatch(PortableMath.Exp(small), Math.Exp(small));
    });

    [Fact]
    public void Pow_RangesOfTheTripCurves_MatchThePlatform() => Properties.Hold(3000, static random =>
    {
        double x = Math.ScaleB(random.Between(1, 2), random.Next(-30, 12)), power = random.Between(-4, 4);
        ShouldMatch(PortableMath.Pow(x, power), Math.Pow(x, power));
    });

    [Fact]
    public void EdgesOfTheRange_AreTheUsualOnes()
    {
        PortableMath.Log(0).ShouldBe(double.NegativeInfinity);
        PortableMath.Log(-1).ShouldBe(double.NaN);
        PortableMath.Log(double.NaN).ShouldBe(double.NaN);
        PortableMath.Log(double.PositiveInfinity).ShouldBe(double.PositiveInfinity);
        PortableMath.Log(1).ShouldBe(0);
        PortableMath.Exp(0).ShouldBe(1);
        PortableMath.Exp(double.NaN).ShouldBe(double.NaN);
        PortableMath.Exp(-800).ShouldBe(0);
        PortableMath.Exp(double.NegativeInfinity).ShouldBe(0);
        PortableMath.Exp(710).ShouldBe(double.PositiveInfinity);
        PortableMath.Pow(0, 2).ShouldBe(0);
        PortableMath.Pow(0, 0).ShouldBe(1);
        PortableMath.Pow(double.PositiveInfinity, 2).ShouldBe(double.PositiveInfinity);
    }

    private static void ShouldMatch(double actual, double expected) =>
        Math.Abs(actual - expected).ShouldBeLessThanOrEqualTo(Tolerance * Math.Abs(expected), $"{actual:R} for {expected:R}");
}
