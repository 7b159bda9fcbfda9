using FsCheck;
using FsCheck.Fluent;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Units;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("400 W", 400)]
    [InlineData("6.5 kW", 6500)]
    [InlineData("6.5kW", 6500)]
    [InlineData(" 1 MW ", 1e6)]
    [InlineData("1e3 kW", 1e6)]
    [InlineData("1.2 GW", 1.2e9)]
    [InlineData("-5 kW", -5000)]
    [InlineData("+.5 W", .5)]
    public void TryParsePower_NumberAndUnit_IsRead(string text, double watts)
    {
        Quantity.TryParsePower(text, out Watts value, out _).ShouldBeTrue();
        value.Value.ShouldBe(watts);
    }

    [Theory]
    [InlineData("260", "is 260 without a unit; write \"260 W\", \"260 kW\" or \"260 MW\"")]
    [InlineData("260 KW", "is '260 KW' with the unknown unit 'KW'; write \"260 W\", \"260 kW\" or \"260 MW\"")]
    [InlineData("260 W/m", "is '260 W/m' with the unknown unit 'W/m'; write \"260 W\", \"260 kW\" or \"260 MW\"")]
    [InlineData("much", "is 'much', not a power; write a power such as \"6.5 kW\"")]
    [InlineData("", "is '', not a power; write a power such as \"6.5 kW\"")]
    [InlineData("1.2.3 W", "is '1.2.3 W', not a power; write a power such as \"6.5 kW\"")]
    [InlineData("1e99 W", "is '1e99 W', not a power; write a power such as \"6.5 kW\"")]
    [InlineData("79000000000000000000000000000 GW", "is '79000000000000000000000000000 GW', more than anything measures; write a power such as \"6.5 kW\"")]
    [InlineData("NaN W", "is 'NaN W', not a power; write a power such as \"6.5 kW\"")]
    public void TryParsePower_Wrong_SaysWhatWouldBeRight(string text, string problem)
    {
        Quantity.TryParsePower(text, out _, out string? told).ShouldBeFalse();
        told.ShouldBe(problem);
    }

    [Theory]
    [InlineData("1275 MHz", 1275)]
    [InlineData("1.41 GHz", 1410)]
    [InlineData("500 kHz", .5)]
    public void TryParseClock_NumberAndUnit_IsRead(string text, double megahertz)
    {
        Quantity.TryParseClock(text, out Megahertz value, out _).ShouldBeTrue();
        value.Value.ShouldBe(megahertz);
    }

    [Theory]
    [InlineData("500 ms", .5)]
    [InlineData("2 s", 2)]
    [InlineData("2 seconds", 2)]
    [InlineData("10 m", 600)]
    [InlineData("10 min", 600)]
    [InlineData("24h", 86_400)]
    [InlineData("1d", 86_400)]
    [InlineData("6w", 6 * 7 * 86_400)]
    [InlineData("1.5 h", 5400)]
    [InlineData("250 us", .00025)]
    public void TryParseTime_NumberAndUnit_IsRead(string text, double seconds)
    {
        Quantity.TryParseTime(text, out TimeSpan value, out _).ShouldBeTrue();
        value.ShouldBe(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)));
    }

    [Fact]
    public void TryParseTime_BeyondTimeSpan_IsRefused()
    {
        Quantity.TryParseTime("99999999 w", out _, out string? problem).ShouldBeFalse();
        problem.ShouldBe("is 99999999 w, longer than any calendar; write a time such as \"2 s\"");
    }

    [Theory]
    [InlineData("80 %", .80)]
    [InlineData("0.5%", .005)]
    [InlineData("100 %", 1)]
    public void TryParseShare_Percent_IsTheNearestDouble(string text, double share)
    {
        Quantity.TryParseShare(text, out double value, out _).ShouldBeTrue();
        value.ShouldBe(share);
    }

    [Theory]
    [InlineData("0.8", "is 0.8 without a unit; write \"80 %\"")]
    [InlineData("80", "is 80 without a unit; write \"80 %\"")]
    public void TryParseShare_BareNumber_IsRefusedWithWhatWasMeant(string text, string problem)
    {
        Quantity.TryParseShare(text, out _, out string? told).ShouldBeFalse();
        told.ShouldBe(problem);
    }

    [Theory]
    [InlineData("500 J", 500)]
    [InlineData("1.2 kWh", 4.32e6)]
    [InlineData("3 MWh", 1.08e10)]
    public void TryParseEnergy_NumberAndUnit_IsRead(string text, double joules)
    {
        Quantity.TryParseEnergy(text, out Joules value, out _).ShouldBeTrue();
        value.Value.ShouldBe(joules);
    }

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndAlwaysExplains() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        {
            bool power = Quantity.TryParsePower(text ?? "", out _, out string? problem);
            bool time = Quantity.TryParseTime(text ?? "", out _, out string? other);
            return power == (problem is null) && time == (other is null);
        }).QuickCheckThrowOnFailure();
}
