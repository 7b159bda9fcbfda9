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

    [Theory]
    [InlineData(345, 75)]
    [InlineData(1005, 75)]
    [InlineData(1410, 90)]
    [InlineData(1605, 100)]
    [InlineData(1980, 110)]
    [InlineData(double.PositiveInfinity, 110)]
    public void IdleAt_H100_FollowsTheClockThatIsHeld(double clock, double watts) => GpuCatalog.H100Sxm.IdleAt(new Megahertz(clock)).Value.ShouldBe(watts, 1e-9);

    [Fact]
    public void IdleAt_NotMeasuredByClock_IsIdle() => GpuCatalog.A100Sxm80.IdleAt(new Megahertz(1410)).ShouldBe(GpuCatalog.A100Sxm80.Idle);

    [Fact]
    public void WorstDraw_AtAPointOfTheTable_IsThatPoint() => GpuCatalog.A100Sxm80.WorstDraw(new Megahertz(1170)).Value.ShouldBe(331, 1e-9);
}
