using PowerActors.Agent.Hardware;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Tests.Hardware;

public class CapComparisonTests
{
    [Theory]
    [InlineData(1110.0, 1110.0, null, null, "Held")]
    [InlineData(1117.0, 1110.0, null, null, "Held")] // rounded down to a step
    [InlineData(1110.0, 1125.0, null, null, "Held")] // one step off is rounding
    [InlineData(1110.0, 1410.0, null, null, "Drifted")]
    [InlineData(1110.0, double.PositiveInfinity, null, null, "Drifted")]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, null, null, "Held")]
    [InlineData(double.PositiveInfinity, 900.0, null, null, "HeldByOthers")]
    [InlineData(1110.0, null, null, null, "Held")] // the device does not tell
    [InlineData(1110.0, null, 300.0, 400.0, "Drifted")]
    [InlineData(1110.0, null, 300.0, 302.0, "Held")]
    [InlineData(1110.0, null, 300.0, 250.0, "HeldByOthers")]
    [InlineData(1110.0, 1410.0, 300.0, 250.0, "Drifted")] // looser in one respect is looser
    public void Judge_RequestedAndEnforced_TellsWhoHoldsIt(double asked, double? clock, double? requestedPower, double? enforcedPower, string verdict)
    {
        GpuEnforced enforced = new(null, clock is { } mhz ? new Megahertz(mhz) : null, requestedPower is { } r ? new Watts(r) : null, enforcedPower is { } e ? new Watts(e) : null);
        CapComparison.Judge(new GpuCap(new Megahertz(asked), Brake: false), enforced, GpuCatalog.A100Sxm80).ToString().ShouldBe(verdict);
    }

    [Fact]
    public void Judge_BrakeThatHoldsBelowItsCeiling_IsHeld() =>
        CapComparison.Judge(new GpuCap(new Megahertz(810), Brake: true), new GpuEnforced(null, new Megahertz(288), null, null), GpuCatalog.A100Sxm80).ShouldBe(CapVerdict.Held);
}
