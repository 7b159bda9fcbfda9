using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Devices.Tests.Nvml;

/// <summary>What goes away, and what comes back.</summary>
[Collection("nvml")]
public sealed class NvmlRecoveryTests
{
    [NvmlFact]
    public void GpuLost_AndBack_IsLostThenReadAndCappedAgain()
    {
        using NvmlRig rig = new();
        rig.Cap(1110);
        MockNvml.Set(0, MockKey.Lost, 1);
        rig.Read(0).ShouldBe(new GpuReading(default, default, DeviceHealth.Lost));
        rig.Read(1).Health.ShouldBe(DeviceHealth.Good);
        rig.Cap(800).ShouldBeFalse();
        rig.Gpu().ReadEnforced(rig.Now).EnforcedCeiling.ShouldBeNull();
        rig.Gpu().Status.Problems.ShouldContain(static problem => problem.Contains("has fallen off the bus", StringComparison.Ordinal));
        MockNvml.Set(0, MockKey.Lost, 0);
        MockNvml.Set(0, MockKey.LockMax, 0);
        rig.Pass(120);
        rig.Read(0).Health.ShouldBe(DeviceHealth.Good);
        MockNvml.Get(0, MockKey.LockMax).ShouldBe(795u); // The tighter one, which could not be set before.
        rig.Gpu().Status.Recoveries.ShouldBe(1);
        rig.Gpu().Status.Problems.ShouldBeEmpty();
    }

    [NvmlFact]
    public void DriverReload_CapsAreSetAgain()
    {
        using NvmlRig rig = new();
        rig.Cap(1110);
        rig.Brake(gpu: 1);
        MockNvml.DriverGone();
        rig.Read(0).Health.ShouldBe(DeviceHealth.Lost);
        rig.Gpu().Status.Problems.ShouldContain("cannot read the power: the NVIDIA driver is not loaded; load it with `modprobe nvidia` and look for the reason in `dmesg` (NVML 9)");
        MockNvml.DriverBack();
        rig.Pass(120);
        rig.Read(0).ShouldBe(new GpuReading(new Watts(187.765), new Megahertz(1110), DeviceHealth.Good));
        rig.Read(1).Clock.ShouldBe(new Megahertz(345));
        MockNvml.Inits().ShouldBe(1);
    }

    [NvmlFact]
    public void DriverReload_BetweenTwoReadings_IsNoticedByTheDeadHandle()
    {
        using NvmlRig rig = new();
        rig.Cap(1110);
        rig.Read();
        MockNvml.DriverGone();
        MockNvml.DriverBack();
        rig.Read().Health.ShouldBe(DeviceHealth.Unavailable);
        rig.Read().Clock.ShouldBe(new Megahertz(1110));
        rig.Gpu(0).Status.Recoveries.ShouldBe(1);
    }

    [NvmlFact]
    public void DriverGone_IsAskedForEverLessOften()
    {
        using NvmlRig rig = new();
        MockNvml.DriverGone();
        rig.Read();
        ulong before = MockNvml.Calls();
        for (int second = 0; second < 100; second++)
            rig.Read();
        (MockNvml.Calls() - before).ShouldBeInRange(5ul, 16ul); // An attempt at 0, 1, 3, 7, 15, 31, 63, ... seconds and little else.
    }

    [NvmlFact]
    public void UnknownErrors_ThreeInARow_OpenANewSession()
    {
        using NvmlRig rig = new(gpus: 1);
        MockNvml.Fail("nvmlDeviceGetPowerUsage", 0, (int)NvmlReturn.Unknown, times: 3);
        MockNvml.Fail("nvmlDeviceGetFieldValues", 0, (int)NvmlReturn.Unknown, times: 3);
        for (int reading = 0; reading < 3; reading++)
            rig.Read().Health.ShouldBe(DeviceHealth.Unavailable);
        rig.Read().Health.ShouldBe(DeviceHealth.Good);
        rig.Gpu().Status.Recoveries.ShouldBe(1);
    }

    [NvmlTheory]
    [InlineData(NvmlReturn.Timeout, "did not answer in time")]
    [InlineData(NvmlReturn.InUse, "is in use")]
    [InlineData(NvmlReturn.NotReady, "is not ready")]
    public void PassingTrouble_IsUnavailableAndThenGood(NvmlReturn code, string says)
    {
        using NvmlRig rig = new(gpus: 1);
        MockNvml.Fail("nvmlDeviceGetFieldValues", 0, (int)code, times: 1);
        MockNvml.Fail("nvmlDeviceGetPowerUsage", 0, (int)code, times: 1);
        rig.Read().ShouldBe(new GpuReading(default, default, DeviceHealth.Unavailable));
        rig.Gpu().Status.Problems.ShouldHaveSingleItem().ShouldContain(says);
        rig.Read().Health.ShouldBe(DeviceHealth.Good);
        rig.Gpu().Status.Recoveries.ShouldBe(0);
    }

    [NvmlFact]
    public void IndicesMoveAfterAReload_GpusAreFoundByTheirUuids()
    {
        using NvmlRig rig = new(gpus: 3);
        MockNvml.HideFirst(1);
        MockNvml.DriverGone();
        MockNvml.DriverBack();
        rig.Read();
        rig.Read(0).Health.ShouldBe(DeviceHealth.Lost);
        rig.Read(1).Clock.ShouldBe(new Megahertz(1830)); // An H100 still, although it is the first now.
    }

    [NvmlFact]
    public void Open_OneGpuLost_CountsAsItsNeighbourUntilItIsFound()
    {
        using NvmlRig rig = new(gpus: 2, before: static () => MockNvml.Set(0, MockKey.Lost, 1));
        rig.Hardware.Gpus.Count.ShouldBe(2);
        rig.Gpu(0).Model.ShouldBeSameAs(GpuCatalog.H100Sxm);
        rig.Read(0).Health.ShouldBe(DeviceHealth.Lost);
        rig.Cap(1110).ShouldBeFalse();
        MockNvml.Set(0, MockKey.Lost, 0);
        rig.Pass(120);
        rig.Read(0).Health.ShouldBe(DeviceHealth.Good);
        MockNvml.Get(0, MockKey.LockMax).ShouldBe(1110u);
    }

    [NvmlFact]
    public void Open_NoGpuCanBeReached_SaysWhy()
    {
        NvmlException e = Should.Throw<NvmlException>(static () => new NvmlRig(gpus: 1, before: static () => MockNvml.Set(0, MockKey.Lost, 1)).Dispose());
        e.Message.ShouldStartWith("cannot open GPU 0: the GPU has fallen off the bus");
        MockNvml.Inits().ShouldBe(0);
    }
}
