using PowerActors.Core.Hardware;
using PowerActors.Devices.Nvml;

namespace PowerActors.Devices.Tests.Nvml;

public sealed class NvmlFaultTests
{
    public static TheoryData<NvmlReturn> Codes => [.. Enum.GetValues<NvmlReturn>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Explain_AnyCode_IsOneSentenceThatSaysWhatToDo(NvmlReturn code)
    {
        string sentence = NvmlFaults.Explain("lock the clocks", code);
        sentence.ShouldStartWith("cannot lock the clocks: ");
        sentence.ShouldEndWith($" (NVML {(int)code})");
        sentence.ShouldNotContain('\n');
        if (code is not (NvmlReturn.Success or NvmlReturn.AlreadyInitialized))
            NvmlFaults.Of(code).ShouldNotBe(NvmlFault.None);
        if (NvmlFaults.Of(code) is NvmlFault.NoPermission or NvmlFault.GpuLost or NvmlFault.DriverGone)
            sentence.ShouldContain(";"); // What is wrong; what would put it right.
    }

    [Theory]
    [InlineData(NvmlReturn.Success, NvmlFault.None, DeviceHealth.Good)]
    [InlineData(NvmlReturn.NoPermission, NvmlFault.NoPermission, DeviceHealth.Unavailable)]
    [InlineData(NvmlReturn.OperatingSystem, NvmlFault.NoPermission, DeviceHealth.Unavailable)]
    [InlineData(NvmlReturn.NotSupported, NvmlFault.Unsupported, DeviceHealth.Unavailable)]
    [InlineData(NvmlReturn.GpuIsLost, NvmlFault.GpuLost, DeviceHealth.Lost)]
    [InlineData(NvmlReturn.ResetRequired, NvmlFault.GpuLost, DeviceHealth.Lost)]
    [InlineData(NvmlReturn.DriverNotLoaded, NvmlFault.DriverGone, DeviceHealth.Lost)]
    [InlineData(NvmlReturn.Uninitialized, NvmlFault.DriverGone, DeviceHealth.Lost)]
    [InlineData(NvmlReturn.Timeout, NvmlFault.Timeout, DeviceHealth.Unavailable)]
    [InlineData(NvmlReturn.InUse, NvmlFault.InUse, DeviceHealth.Unavailable)]
    [InlineData((NvmlReturn)4711, NvmlFault.Unknown, DeviceHealth.Unavailable)]
    public void Of_Code_IsAStateAndAHealth(NvmlReturn code, NvmlFault fault, DeviceHealth health)
    {
        NvmlFaults.Of(code).ShouldBe(fault);
        NvmlFaults.HealthOf(fault).ShouldBe(health);
    }
}
