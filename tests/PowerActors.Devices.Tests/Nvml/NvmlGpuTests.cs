using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Devices.Tests.Nvml;

/// <summary>One GPU as the tree sees it: reading, capping, and what comes of it.</summary>
[Collection("nvml")]
public sealed class NvmlGpuTests
{
    [NvmlFact]
    public void Open_TwoModels_AreKnownAndUntouched()
    {
        using NvmlRig rig = new();
        rig.Hardware.Gpus.Select(static gpu => gpu.Model).ShouldBe([GpuCatalog.A100Sxm80, GpuCatalog.H100Sxm]);
        (rig.Hardware.DriverVersion, rig.Hardware.NvmlVersion).ShouldBe(("570.124.06", "12.570.124.06"));
        MockNvml.Lines.ShouldBeEmpty();
        rig.Gpu().Status.Problems.ShouldBeEmpty();
    }

    [NvmlFact]
    public void Read_Good_IsPowerAndClock()
    {
        using NvmlRig rig = new();
        rig.Read(0).ShouldBe(new GpuReading(new Watts(225), new Megahertz(1410), DeviceHealth.Good));
        rig.Read(1).ShouldBe(new GpuReading(new Watts(370.549), new Megahertz(1830), DeviceHealth.Good)); // 1980 may be asked for; 1830 holds.
        GpuReading[] both = new GpuReading[2];
        MockNvml.Set(1, MockKey.PowerMilliwatts, 123_456);
        rig.Pass(1);
        rig.Hardware.ReadGpus(rig.Now, both);
        both.Select(static reading => reading.Power).ShouldBe([new Watts(225), new Watts(123.456)]);
    }

    [NvmlFact]
    public void Read_PowerLimitHoldsTheClock_IsTheBoardsOwnWhileTheLimitIsTheDefault()
    {
        using NvmlRig rig = new();
        rig.Read().IsAtOwnLimit.ShouldBeFalse();
        MockNvml.Set(0, MockKey.Events, (uint)NvmlClockEvents.SwPowerCap);
        rig.Read().IsAtOwnLimit.ShouldBeTrue();
        rig.Read(1).IsAtOwnLimit.ShouldBeFalse();
        MockNvml.Set(0, MockKey.OutOfBandLimit, 300_000);
        rig.Read().IsAtOwnLimit.ShouldBeFalse(); // Somebody caps it: what that withholds can come back.
    }

    [NvmlFact]
    public void Read_BackstopHoldsTheClock_IsNotTheBoardsOwn()
    {
        using NvmlRig rig = new();
        rig.Cap(1112).ShouldBeTrue();
        MockNvml.Set(0, MockKey.Events, (uint)NvmlClockEvents.SwPowerCap);
        rig.Read().IsAtOwnLimit.ShouldBeFalse();
    }

    [NvmlFact]
    public void Read_SameTimeTwice_AsksTheDriverOnce()
    {
        using NvmlRig rig = new();
        rig.Read(0);
        ulong calls = MockNvml.Calls();
        rig.Gpu(1).Read(rig.Now);
        MockNvml.Calls().ShouldBe(calls);
    }

    [NvmlFact]
    public void TryApply_Ceiling_LocksTheClockFirstAndThenLimitsThePower()
    {
        using NvmlRig rig = new();
        rig.Cap(1112).ShouldBeTrue();
        MockNvml.Lines.ShouldBe(["SetGpuLockedClocks 0 210 1110 -> 0", "SetPowerManagementLimit 0 313000 -> 0"]); // The worst draw of an A100 at 1110 MHz, rounded up.
        rig.Read().ShouldBe(new GpuReading(new Watts(187.765), new Megahertz(1110), DeviceHealth.Good));
        rig.Enforced().ShouldBe(new GpuEnforced(new Megahertz(1110), new Megahertz(1110), new Watts(313), new Watts(313)));
        rig.Gpu().Status.Problems.ShouldBeEmpty();
    }

    [NvmlFact]
    public void TryApply_Free_UnlocksAndGoesBackToTheDefaultLimit()
    {
        using NvmlRig rig = new();
        rig.Cap(1110);
        MockNvml.ClearLog();
        rig.Release().ShouldBeTrue();
        MockNvml.Lines.ShouldBe(["ResetGpuLockedClocks 0 -> 0", "SetPowerManagementLimit 0 400000 -> 0"]);
        rig.Enforced().ShouldBe(new GpuEnforced(Megahertz.Unlimited, Megahertz.Unlimited, new Watts(400), new Watts(400)));
    }

    [NvmlTheory]
    [InlineData(0, 210)]
    [InlineData(1, 345)]
    public void TryApply_Brake_IsTheLowestClock(int gpu, uint lowest)
    {
        using NvmlRig rig = new();
        rig.Brake(gpu).ShouldBeTrue();
        MockNvml.Get(gpu, MockKey.LockMax).ShouldBe(lowest);
        rig.Read(gpu).Clock.ShouldBe(new Megahertz(lowest));
    }

    [NvmlFact]
    public void TryApply_BelowTheLowestClock_IsClampedAndSaid()
    {
        using NvmlRig rig = new();
        rig.Cap(100).ShouldBeTrue();
        rig.Gpu().Status.GivenClock.ShouldBe(new Megahertz(210));
        rig.Gpu().Status.Problems.ShouldHaveSingleItem().ShouldBe("a ceiling of 100 MHz was asked for; 210 MHz is the lowest this GPU has");
        rig.Enforced().RequestedCeiling.ShouldBe(new Megahertz(210));
    }

    [NvmlFact]
    public void TryApply_NotANumber_IsRefused()
    {
        using NvmlRig rig = new();
        rig.Cap(double.NaN).ShouldBeFalse();
        MockNvml.Lines.ShouldBeEmpty();
    }

    [NvmlFact]
    public void TryApply_CeilingAboveTheMaximum_Releases()
    {
        using NvmlRig rig = new();
        rig.Cap(5000).ShouldBeTrue();
        MockNvml.Lines.ShouldBe(["ResetGpuLockedClocks 0 -> 0"]); // The limit is at its default already.
    }

    [NvmlFact]
    public void TryApply_LimitBelowTheDraw_WaitsUntilTheClockHasBroughtItDown()
    {
        using NvmlRig rig = new(before: static () =>
        {
            MockNvml.Set(0, MockKey.LoadPermille, 1000);
            MockNvml.Set(0, MockKey.SettleReads, 2); // The clock reading in the command itself is the first.
            MockNvml.Set(0, MockKey.DropsLowLimit, 1);
        });
        rig.Brake().ShouldBeTrue();
        MockNvml.Lines.ShouldBe(["SetGpuLockedClocks 0 210 210 -> 0"]);
        rig.Enforced().EnforcedLimit.ShouldBeNull();
        rig.Read();
        MockNvml.Lines.ShouldBe(["SetGpuLockedClocks 0 210 210 -> 0", "SetPowerManagementLimit 0 120000 -> 0"]);
        rig.Enforced().EnforcedLimit.ShouldBe(new Watts(120)); // Had it been set at once, this board would have dropped it.
    }

    [NvmlFact]
    public void TryApply_ClockLockDoesNotHold_LimitsAfterThreeReadingsAllTheSame()
    {
        using NvmlRig rig = new(before: static () => MockNvml.Set(0, MockKey.PowerMilliwatts, 390_000));
        rig.Cap(510);
        for (int reading = 0; reading < 2; reading++)
            rig.Read();
        MockNvml.Lines.Length.ShouldBe(1);
        rig.Read();
        MockNvml.Lines[^1].ShouldBe("SetPowerManagementLimit 0 178000 -> 0");
    }

    [NvmlFact]
    public void TryApply_WithoutBackstop_LeavesThePowerLimitAlone()
    {
        using NvmlRig rig = new(options: NvmlRig.Patient with { Backstop = false });
        rig.Cap(510);
        rig.Release();
        MockNvml.Lines.ShouldBe(["SetGpuLockedClocks 0 210 510 -> 0", "ResetGpuLockedClocks 0 -> 0"]);
    }

    [NvmlFact]
    public void TryApply_NoPermission_IsRefusedAndSaysWhatWouldHelp()
    {
        using NvmlRig rig = new(before: static () => MockNvml.Fail("nvmlDeviceSetGpuLockedClocks", -1, (int)NvmlReturn.NoPermission));
        rig.Cap(1110).ShouldBeFalse();
        MockNvml.Lines.ShouldBeEmpty();
        rig.Gpu().Status.Problems.ShouldHaveSingleItem().ShouldBe(
            "cannot lock the clocks: no permission; run as root, in a container privileged or with the capability SYS_ADMIN (NVML 4)");
        rig.Read().Health.ShouldBe(DeviceHealth.Good); // Reading needs none.
        MockNvml.Heal();
        rig.Cap(1110).ShouldBeTrue();
        rig.Gpu().Status.Problems.ShouldBeEmpty();
    }

    [NvmlFact]
    public void TryApply_LimitRefused_HoldsTheClockAndSaysThatTheBackstopIsMissing()
    {
        using NvmlRig rig = new(before: static () => MockNvml.Fail("nvmlDeviceSetPowerManagementLimit", -1, (int)NvmlReturn.NoPermission));
        rig.Cap(1110).ShouldBeTrue();
        rig.Gpu().Status.Problems.ShouldHaveSingleItem().ShouldStartWith("cannot set the power limit behind the clock lock: no permission");
        rig.Enforced().ShouldBe(new GpuEnforced(new Megahertz(1110), new Megahertz(1110), new Watts(400), new Watts(400)));
    }

    [NvmlFact]
    public void TryApply_LockUnsupported_IsRefusedButThePowerIsLimited()
    {
        using NvmlRig rig = new(before: static () => MockNvml.Set(0, MockKey.LockSupported, 0));
        rig.Cap(1110).ShouldBeFalse();
        MockNvml.Lines.ShouldBe(["SetGpuLockedClocks 0 210 1110 -> 3", "SetPowerManagementLimit 0 313000 -> 0"]);
        rig.Gpu().Status.Problems.ShouldHaveSingleItem().ShouldStartWith("cannot lock the clocks: this GPU does not support it");
        rig.Release().ShouldBeTrue();
        rig.Gpu().Status.Problems.ShouldBeEmpty();
    }

    [NvmlFact]
    public void TryApply_LimitUnsupported_LocksTheClockAlone()
    {
        using NvmlRig rig = new(before: static () => MockNvml.Set(0, MockKey.LimitSupported, 0));
        rig.Cap(1110).ShouldBeTrue();
        MockNvml.Lines.ShouldBe(["SetGpuLockedClocks 0 210 1110 -> 0"]);
    }

    [NvmlFact]
    public void ReadEnforced_LimitLoweredOutOfBand_IsTheTightest()
    {
        using NvmlRig rig = new();
        rig.Cap(1110);
        MockNvml.Set(0, MockKey.OutOfBandLimit, 200_000);
        rig.Enforced().ShouldBe(new GpuEnforced(new Megahertz(1110), new Megahertz(1110), new Watts(313), new Watts(200)));
    }

    [NvmlFact]
    public void ReadEnforced_AnotherProgramUndidIt_ShowsAndASecondRequestPutsItRight()
    {
        using NvmlRig rig = new();
        rig.Cap(1110);
        MockNvml.Set(0, MockKey.LockMax, 0);
        MockNvml.Set(0, MockKey.RequestedLimit, 400_000);
        rig.Enforced().ShouldBe(new GpuEnforced(new Megahertz(1110), new Megahertz(1410), new Watts(313), new Watts(400)));
        rig.Cap(1110).ShouldBeTrue();
        rig.Enforced().ShouldBe(new GpuEnforced(new Megahertz(1110), new Megahertz(1110), new Watts(313), new Watts(313)));
    }

    [NvmlFact]
    public void ReadEnforced_JustAfterAChange_DoesNotJudgeYet()
    {
        using NvmlRig rig = new(before: static () => MockNvml.Set(0, MockKey.SettleReads, 3));
        rig.Cap(1110);
        rig.Gpu().ReadEnforced(rig.Now).ShouldBe(new GpuEnforced(new Megahertz(1110), null, new Watts(313), null));
    }

    [NvmlFact]
    public void ReadEnforced_NothingAskedFor_TellsWhatNvmlTells()
    {
        using NvmlRig rig = new(before: static () => MockNvml.Set(0, MockKey.RequestedLimit, 350_000));
        rig.Enforced().ShouldBe(new GpuEnforced(null, null, new Watts(350), new Watts(350)));
    }

    [NvmlFact]
    public void Status_PowerBrakeBit_IsAnAlert()
    {
        using NvmlRig rig = new();
        MockNvml.Set(0, MockKey.Events, (uint)(NvmlClockEvents.HwSlowdown | NvmlClockEvents.HwPowerBrakeSlowdown));
        rig.Read();
        NvmlGpuStatus status = rig.Gpu().Status;
        NvmlClockEventNames.Active(status.Sample.Events).ShouldBe(["hw_slowdown", "hw_power_brake_slowdown"]);
        status.Problems.ShouldHaveSingleItem().ShouldStartWith("the hardware's power brake is on");
    }

    [NvmlFact]
    public void RestoreDefaults_ReleasesWhatWasSetAndNothingElse()
    {
        using NvmlRig rig = new();
        rig.Cap(1110, gpu: 1);
        MockNvml.ClearLog();
        rig.Hardware.RestoreDefaults(rig.Now).ShouldBeTrue();
        MockNvml.Lines.ShouldBe(["ResetGpuLockedClocks 1 -> 0", "SetPowerManagementLimit 1 700000 -> 0"]);
    }

    [NvmlFact]
    public void Dispose_LeavesTheCaps()
    {
        using (NvmlRig rig = new())
            rig.Cap(1110);
        (MockNvml.Get(0, MockKey.LockMax), MockNvml.Get(0, MockKey.RequestedLimit), MockNvml.Inits()).ShouldBe((1110u, 313_000u, 0));
    }

    [NvmlFact]
    public void Open_WrongOptions_AreRefused() =>
        Should.Throw<ArgumentException>(static () => NvmlServerHardware.Open(new NvmlOptions { ReadPatience = TimeSpan.Zero })).Message.ShouldStartWith("the patience of a reading is 00:00:00");
}
