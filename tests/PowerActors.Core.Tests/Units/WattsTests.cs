using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Units;

public sealed class WattsTests
{
    [Theory]
    [InlineData(0, "0 W")]
    [InlineData(410, "410 W")]
    [InlineData(999.94, "999.9 W")]
    [InlineData(6500, "6.5 kW")]
    [InlineData(-6500, "-6.5 kW")]
    [InlineData(1_250_000, "1.25 MW")]
    [InlineData(double.PositiveInfinity, "unlimited")]
    public void ToString_AnyPower_HasAFittingUnit(double watts, string expected) => new Watts(watts).ToString().ShouldBe(expected);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1e9, true)]
    [InlineData(-.001, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    [InlineData(double.NegativeInfinity, false)]
    public void IsPlausible_WhatAMeterCouldMean_IsFiniteAndNotNegative(double watts, bool expected) => new Watts(watts).IsPlausible.ShouldBe(expected);

    [Fact]
    public void Operators_SumsRatiosAndEnergy_KeepTheirUnits()
    {
        Watts a = Watts.FromKilowatts(3), b = new(1000);
        (a + b).ShouldBe(new Watts(4000));
        (a - b).ShouldBe(new Watts(2000));
        (a / b).ShouldBe(3);
        (a * .5).ShouldBe(.5 * a);
        (a / 2).Kilowatts.ShouldBe(1.5);
        (a * TimeSpan.FromMinutes(1)).ShouldBe(new Joules(180_000));
        (a > b && b < a && a >= b && b <= a && a.CompareTo(b) > 0).ShouldBeTrue();
        Watts.Max(a, b).ShouldBe(a);
        Watts.Min(a, b).ShouldBe(b);
    }
}
