using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Units;

public sealed class JoulesTests
{
    [Theory]
    [InlineData(320, "320 J")]
    [InlineData(4.32e6, "1.2 kWh")]
    [InlineData(1.224e10, "3.4 MWh")]
    public void ToString_AnyEnergy_HasAFittingUnit(double joules, string expected) => new Joules(joules).ToString().ShouldBe(expected);

    [Fact]
    public void Operators_EnergyOverTime_IsPower()
    {
        Joules energy = new Watts(100) * TimeSpan.FromHours(1);
        energy.KilowattHours.ShouldBe(.1, 1e-12);
        energy.MegawattHours.ShouldBe(1e-4, 1e-15);
        (energy / TimeSpan.FromHours(2)).ShouldBe(new Watts(50));
        (energy + energy - energy).ShouldBe(energy);
        (energy > Joules.Zero && Joules.Zero < energy && energy >= Joules.Zero && Joules.Zero <= energy).ShouldBeTrue();
        energy.CompareTo(Joules.Zero).ShouldBePositive();
    }
}
