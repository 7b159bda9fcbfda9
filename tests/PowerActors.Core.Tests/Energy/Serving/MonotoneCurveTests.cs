using FsCheck;
using FsCheck.Fluent;
using PowerActors.Core.Energy.Serving;

namespace PowerActors.Core.Tests.Energy.Serving;

public class MonotoneCurveTests
{
    [Fact]
    public void At_MeasuredPoint_IsExact()
    {
        MonotoneCurve curve = new([(600, 921.9355214814016), (1200, 1073.7673688007862), (2400, 1122.1)]);
        curve.At(1200).ShouldBe(1073.7673688007862);
        curve.At(2400).ShouldBe(1122.1);
    }

    [Theory]
    [InlineData(599.9)]
    [InlineData(2400.1)]
    [InlineData(double.NaN)]
    public void At_OutsideOfWhatWasMeasured_Throws(double x)
    {
        MonotoneCurve curve = new([(600, 1), (2400, 2)]);
        Should.Throw<ArgumentOutOfRangeException>(() => curve.At(x));
    }

    [Fact]
    public void At_StraightLine_IsThatLine() =>
        new MonotoneCurve([(0, 1), (1, 3), (4, 9), (5, 11)]).At(2.5).ShouldBe(6, 1e-12);

    [Fact]
    public void At_AnyPoints_StaysBetweenTheNeighboursAndMonotone()
    {
        Arbitrary<double[]> values = Gen.Choose(0, 1000).Select(static i => i / 10.0).ArrayOf(6).ToArbitrary();
        Prop.ForAll(values, static ys =>
        {
            MonotoneCurve curve = new([.. ys.Select(static (y, i) => ((double)(i * i) + i, y))]);
            for (int i = 0; i + 1 < ys.Length; i++)
            {
                double from = (i * i) + i, to = ((i + 1) * (i + 1)) + i + 1, last = ys[i];
                for (int step = 1; step <= 50; step++)
                {
                    double y = curve.At(from + ((to - from) * step / 50));
                    if ((y - last) * Math.Sign(ys[i + 1] - ys[i]) < -1e-9 || y < Math.Min(ys[i], ys[i + 1]) - 1e-9 || y > Math.Max(ys[i], ys[i + 1]) + 1e-9)
                        return false;
                    last = y;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Constructor_PointsThatDoNotRise_Throws() =>
        Should.Throw<ArgumentException>(static () => new MonotoneCurve([(1, 1), (1, 2)]));
}
