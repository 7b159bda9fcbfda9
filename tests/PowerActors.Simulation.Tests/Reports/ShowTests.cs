using PowerActors.Simulation.Reports;

namespace PowerActors.Simulation.Tests.Reports;

public sealed class ShowTests
{
    [Theory]
    [InlineData(.782, 1, "78.2 %")]
    [InlineData(-.00001, 1, "0.0 %")]
    [InlineData(double.NaN, 1, "–")]
    [InlineData(double.PositiveInfinity, 1, "–")]
    public void Percent_Share_IsRounded(double share, int digits, string expected) => Show.Percent(share, digits).ShouldBe(expected);

    [Theory]
    [InlineData(.0031, "+0.31 %")]
    [InlineData(-.0031, "−0.31 %")]
    [InlineData(0, "0.00 %")]
    [InlineData(-.000001, "0.00 %")]
    [InlineData(-0.0, "0.00 %")]
    [InlineData(double.NaN, "–")]
    public void Change_AnySign_IsWrittenUnlessNothingChanged(double change, string expected) => Show.Change(change).ShouldBe(expected);

    [Theory]
    [InlineData(950, "950 W")]
    [InlineData(260_000, "260.0 kW")]
    [InlineData(12_340_000, "12.34 MW")]
    public void Watts_AnyPower_HasTheUnitThatSuitsIt(double watts, string expected) => Show.Watts(watts).ShouldBe(expected);

    [Theory]
    [InlineData(40, "40 s")]
    [InlineData(750, "12.5 min")]
    [InlineData(86400, "24.0 h")]
    [InlineData(42 * 86400, "42.0 days")]
    public void Span_AnyLength_HasTheUnitThatSuitsIt(double seconds, string expected) => Show.Span(seconds).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0:00:00")]
    [InlineData(-90, "−0:01:30")]
    [InlineData(86399, "23:59:59")]
    [InlineData(86400, "day 2, 00:00")]
    public void Moment_AnyTime_CountsDaysFromOne(double seconds, string expected) => Show.Moment(seconds).ShouldBe(expected);

    [Theory]
    [InlineData(.0482, "48.2 ms", 1e3)]
    [InlineData(6.612, "6.61 s", 1)]
    public void Figure_OfLatency_TellsItsScale(double seconds, string text, double scale)
    {
        Figure figure = Figure.Latency(seconds, "/x");
        figure.Text.ShouldBe(text);
        figure.Scale.ShouldBe(scale);
    }

    [Fact]
    public void Pointer_NamesWithSlashesAndTildes_FollowRfc6901() => Figure.Pointer("rungs", "a/b~c").ShouldBe("/rungs/a~1b~0c");
}
