using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Devices.Tests.Nvml;

[Collection("nvml")]
public sealed class NvmlInventoryTests
{
    [NvmlFact]
    public void Read_TwoModels_TellsEverythingOfBoth()
    {
        MockNvml.Reset(2);
        MockNvml.Advance(1000);
        NvmlInventory host = NvmlInventory.Read(MockNvml.Path);
        (host.DriverVersion, host.NvmlVersion, host.Library).ShouldBe(("570.124.06", "12.570.124.06", MockNvml.Path));
        host.Gpus.Select(static gpu => (gpu.Index, gpu.Name, gpu.Uuid, gpu.Serial, gpu.PciBusId)).ShouldBe(
        [
            (0, "NVIDIA A100-SXM4-80GB", "GPU-00000000-aaaa-bbbb-cccc-dddddddddddd", "1320920000000", "00000000:10:00.0"),
            (1, "NVIDIA H100 80GB HBM3", "GPU-00000001-aaaa-bbbb-cccc-dddddddddddd", "1320920000001", "00000000:11:00.0"),
        ]);
        NvmlGpuReport a100 = host.Gpus[0];
        a100.Model.ShouldBeSameAs(GpuCatalog.A100Sxm80);
        a100.IsKnownModel.ShouldBeTrue();
        (a100.InstantPower, a100.AveragePower, a100.PowerUsage).ShouldBe((new Watts(225), new Watts(225), new Watts(225))); // 50 W idle and half of the rest.
        a100.TotalEnergy.ShouldBe(new Joules(225));
        (a100.RequestedLimit, a100.EnforcedLimit).ShouldBe((new Watts(400), new Watts(400)));
        (a100.Ranges.MinLimit, a100.Ranges.MaxLimit, a100.Ranges.DefaultLimit).ShouldBe((new Watts(100), new Watts(400), new Watts(400)));
        a100.Ranges.Clocks.ShouldBe(Enumerable.Range(0, 81).Select(static step => new Megahertz(210 + (15 * step))));
        (a100.SmClock, a100.GraphicsClock, a100.MemoryClock).ShouldBe((new Megahertz(1410), new Megahertz(1410), new Megahertz(1593)));
        (a100.MaxSmClock, a100.MaxGraphicsClock, a100.MaxMemoryClock).ShouldBe((new Megahertz(1410), new Megahertz(1410), new Megahertz(1593)));
        (a100.Temperature, a100.GpuUtilization, a100.MemoryUtilization).ShouldBe((41, 50u, 25u));
        (a100.MemoryTotal, a100.MemoryReserved, a100.MemoryUsed, a100.MemoryFree).ShouldBe((85899345920ul, 536870912ul, 1073741824ul, 84288733184ul));
        (a100.PersistenceMode, a100.Mig, a100.Events).ShouldBe((true, new NvmlMig(false, false), NvmlClockEvents.None));
        (a100.Health, a100.Unread.Count).ShouldBe((DeviceHealth.Good, 0));
        host.Gpus[1].Model.ShouldBeSameAs(GpuCatalog.H100Sxm);
        host.Gpus.SelectMany(NvmlAdvice.For).ShouldBeEmpty();
        MockNvml.Inits().ShouldBe(0); // The session is closed again.
        MockNvml.Lines.ShouldBeEmpty(); // Nothing was set.
    }

    [NvmlFact]
    public void Read_OldDriver_FallsBackToTheOlderFunctions()
    {
        MockNvml.Reset(1);
        MockNvml.Set(0, MockKey.FieldsSupported, 0);
        MockNvml.Fail("nvmlDeviceGetTemperatureV", 0, (int)NvmlReturn.FunctionNotFound);
        MockNvml.Fail("nvmlDeviceGetMemoryInfo_v2", 0, (int)NvmlReturn.ArgumentVersionMismatch);
        NvmlGpuReport gpu = NvmlInventory.Read(MockNvml.Path).Gpus[0];
        (gpu.InstantPower, gpu.AveragePower, gpu.PowerUsage, gpu.Draw).ShouldBe((null, null, new Watts(225), new Watts(225)));
        (gpu.RequestedLimit, gpu.EnforcedLimit).ShouldBe((new Watts(400), new Watts(400)));
        (gpu.Temperature, gpu.MemoryReserved, gpu.MemoryTotal).ShouldBe((41, null, 85899345920ul));
        (gpu.Health, gpu.Unread.Count).ShouldBe((DeviceHealth.Good, 0));
    }

    [NvmlFact]
    public void Read_MigOn_NotesIt()
    {
        MockNvml.Reset(2);
        MockNvml.Set(0, MockKey.MigCurrent, 1);
        MockNvml.Set(0, MockKey.MigPending, 1);
        MockNvml.Set(1, MockKey.MigSupported, 0);
        IReadOnlyList<NvmlGpuReport> gpus = NvmlInventory.Read(MockNvml.Path).Gpus;
        gpus[0].Mig.ShouldBe(new NvmlMig(true, true));
        gpus[0].GpuUtilization.ShouldBeNull();
        NvmlAdvice.For(gpus[0]).ShouldBe(["MIG is on: clocks and power are of the whole GPU, a cap holds all its instances"]);
        gpus[1].Mig.ShouldBeNull();
        NvmlAdvice.For(gpus[1]).ShouldBeEmpty();
    }

    [NvmlFact]
    public void Read_OneGpuLost_TellsOfTheOtherAndWhatToDo()
    {
        MockNvml.Reset(2);
        MockNvml.Set(0, MockKey.Lost, 1);
        IReadOnlyList<NvmlGpuReport> gpus = NvmlInventory.Read(MockNvml.Path).Gpus;
        (gpus[0].Health, gpus[0].Model).ShouldBe((DeviceHealth.Lost, null));
        NvmlAdvice.For(gpus[0]).ShouldHaveSingleItem().ShouldBe(
            "cannot read the GPU: the GPU has fallen off the bus; look for Xid 79 in `dmesg`, then reset the GPU or restart the server (NVML 15)");
        gpus[1].Health.ShouldBe(DeviceHealth.Good);
    }

    [NvmlFact]
    public void Read_PowerUnsupported_IsSaid()
    {
        MockNvml.Reset(1);
        MockNvml.Set(0, MockKey.FieldsSupported, 0);
        MockNvml.Fail("nvmlDeviceGetPowerUsage", 0, (int)NvmlReturn.NotSupported);
        NvmlGpuReport gpu = NvmlInventory.Read(MockNvml.Path).Gpus[0];
        (gpu.Health, gpu.Draw).ShouldBe((DeviceHealth.Unavailable, null));
        NvmlAdvice.For(gpu).ShouldContain("cannot read the power: this GPU does not support it; nothing will change that but another GPU, driver or virtualisation mode (NVML 3)");
    }

    [NvmlFact]
    public void Read_PersistenceOffLimiterAndBrake_AdvisesInOrder()
    {
        MockNvml.Reset(1);
        MockNvml.Set(0, MockKey.Persistence, 0);
        MockNvml.Set(0, MockKey.OutOfBandLimit, 250_000);
        MockNvml.Set(0, MockKey.Events, (uint)(NvmlClockEvents.HwPowerBrakeSlowdown | NvmlClockEvents.HwSlowdown));
        string[] advice = [.. NvmlAdvice.For(NvmlInventory.Read(MockNvml.Path).Gpus[0])];
        advice.Length.ShouldBe(3);
        advice[0].ShouldStartWith("the hardware's power brake is on");
        advice[1].ShouldStartWith("the enforced power limit (250 W) is below the requested one (400 W)");
        advice[2].ShouldStartWith("persistence mode is off");
    }

    [NvmlFact]
    public void Read_UnknownProduct_IsMadeFromItsOwnFigures()
    {
        MockNvml.Reset(1);
        MockNvml.Name(0, "NVIDIA Z9000");
        NvmlGpuReport gpu = NvmlInventory.Read(MockNvml.Path).Gpus[0];
        (gpu.IsKnownModel, gpu.Model!.Name, gpu.Model.Tdp, gpu.Model.MaxClock).ShouldBe((false, "NVIDIA Z9000", new Watts(400), new Megahertz(1410)));
        NvmlAdvice.For(gpu).ShouldHaveSingleItem().ShouldStartWith("'NVIDIA Z9000' was never measured");
    }

    [NvmlTheory]
    [InlineData(NvmlReturn.DriverNotLoaded, NvmlFault.DriverGone, "the NVIDIA driver is not loaded")]
    [InlineData(NvmlReturn.LibRmVersionMismatch, NvmlFault.DriverGone, "of different versions")]
    [InlineData(NvmlReturn.NoPermission, NvmlFault.NoPermission, "no permission")]
    [InlineData(NvmlReturn.Unknown, NvmlFault.Unknown, "look in `dmesg`")]
    public void Read_InitFails_SaysWhy(NvmlReturn code, NvmlFault fault, string says)
    {
        MockNvml.Reset(1);
        MockNvml.Fail("nvmlInit_v2", -1, (int)code);
        NvmlException e = Should.Throw<NvmlException>(static () => NvmlInventory.Read(MockNvml.Path));
        (e.Code, e.Fault).ShouldBe((code, fault));
        e.Message.ShouldStartWith("cannot open NVML: ");
        e.Message.ShouldContain(says);
        e.Message.ShouldNotContain('\n');
    }

    [NvmlFact]
    public void Read_LibraryMissing_NamesThePath()
    {
        NvmlException e = Should.Throw<NvmlException>(static () => NvmlInventory.Read("/no/such/libnvidia-ml.so.1"));
        e.Fault.ShouldBe(NvmlFault.DriverGone);
        e.Message.ShouldBe("cannot open NVML: '/no/such/libnvidia-ml.so.1' is not a library that can be loaded; check the path, or leave it out for the system's");
    }
}
