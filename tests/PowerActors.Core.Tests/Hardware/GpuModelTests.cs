using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Hardware;

public sealed class GpuModelTests
{
    [Theory]
    [InlineData(1410, 1410)]
    [InlineData(1409.9, 1395)]
    [InlineData(1275, 1275)]
    [InlineData(288, 285)]
    [InlineData(100, 210)]
    [InlineData(0, 210)]
    [InlineData(double.PositiveInfinity, 1410)]
    public void RoundDown_AnyClock_IsTheHighestSettableNotAbove(double asked, double settable) =>
        GpuCatalog.A100Sxm80.RoundDown(new Megahertz(asked)).ShouldBe(new Megahertz(settable));

    [Fact]
    public void WorstDraw_AtAPointOfTheTable_IsThatPoint() => GpuCatalog.A100Sxm80.WorstDraw(new Megahertz(1170)).Value.ShouldBe(331, 1e-9);
}
