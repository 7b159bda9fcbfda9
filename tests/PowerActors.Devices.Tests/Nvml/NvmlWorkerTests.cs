using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Devices.Tests.Nvml;

/// <summary>The thread that calls the driver, and a driver that hangs: nobody waits for ever, and nothing is loosened late.</summary>
[Collection("nvml")]
public sealed class NvmlWorkerTests
{
    /// <summary>Patience that a driver behind a closed gate outlasts, whatever the machine is doing.</summary>
    private static readonly NvmlOptions Impatient = NvmlRig.Patient with { ReadPatience = TimeSpan.FromMilliseconds(20) };

    [NvmlFact]
    public void Read_DriverHangs_AnswersTheReadingBeforeAndThenNone()
    {
        using NvmlRig hanging = new(options: Impatient);
        ReadUntilGood(hanging);
        MockNvml.Gate(1, "");
        hanging.Pass(1);
        hanging.Gpu().Read(hanging.Now).Health.ShouldBe(DeviceHealth.Good);
        MockNvml.WaitBlocked(1);
        hanging.Pass(1);
        hanging.Gpu().Read(hanging.Now).ShouldBe(new GpuReading(default, default, DeviceHealth.Unavailable));
        hanging.Gpu().ReadEnforced(hanging.Now).EnforcedLimit.ShouldBeNull();
        MockNvml.Gate(0, "");
        ReadUntilGood(hanging);
    }

    [NvmlFact]
    public void TryApply_DriverHangs_TighteningIsCarriedOutLateAndHeardOf()
    {
        using NvmlRig rig = new(options: NvmlRig.Patient with { WritePatience = TimeSpan.FromMilliseconds(20) });
        ApplyUntilTaken(rig, 1200);
        MockNvml.Gate(1, "nvmlDeviceSetGpuLockedClocks");
        rig.Cap(1110).ShouldBeFalse();
        MockNvml.WaitBlocked(1);
        rig.Cap(900).ShouldBeFalse(); // Not waited for: somebody has already waited in vain for the same call.
        rig.Cap(810).ShouldBeFalse();
        MockNvml.Gate(0, "");
        UntilAccepted(rig, 0, 810);
        MockNvml.Lines.Where(static line => line.StartsWith("SetGpu", StringComparison.Ordinal)).TakeLast(2).ShouldBe(["SetGpuLockedClocks 0 210 1110 -> 0", "SetGpuLockedClocks 0 210 810 -> 0"]); // The latest wins.
        int lines = MockNvml.Lines.Length;
        rig.Cap(810).ShouldBeTrue();
        MockNvml.Lines.Length.ShouldBe(lines);
    }

    [NvmlFact]
    public void TryApply_DriverHangs_LooseningIsWithdrawn()
    {
        using NvmlRig rig = new(options: NvmlRig.Patient with { WritePatience = TimeSpan.FromMilliseconds(20) });
        ApplyUntilTaken(rig, 810);
        MockNvml.Gate(1, "nvmlDeviceSetGpuLockedClocks");
        rig.Cap(795, gpu: 1).ShouldBeFalse();
        MockNvml.WaitBlocked(1);
        rig.Release().ShouldBeFalse();
        MockNvml.Gate(0, "");
        UntilAccepted(rig, 1, 795);
        rig.Read(); // Commands come before readings: had it not been withdrawn, it would be done now.
        MockNvml.Get(0, MockKey.LockMax).ShouldBe(810u);
        MockNvml.Get(1, MockKey.LockMax).ShouldBe(795u);
    }

    [NvmlFact]
    public void Commands_OfManyThreads_NeverOverlapInTheDriver()
    {
        using NvmlRig rig = new(gpus: 4);
        TimeSpan start = rig.Now;
        int failures = 0;
        Parallel.For(0, 8, thread =>
        {
            GpuReading[] readings = new GpuReading[4];
            for (int i = 0; i < 200; i++)
            {
                TimeSpan now = start + TimeSpan.FromMilliseconds(i);
                rig.Hardware.ReadGpus(now, readings);
                if (thread < 4)
                    rig.Gpu(thread).TryApply(new GpuCap(new Megahertz(600 + (15 * (i % 20))), Brake: false), now);
                if (readings.Any(static reading => reading.Health != DeviceHealth.Good))
                    Interlocked.Increment(ref failures);
            }
        });
        failures.ShouldBe(0);
        MockNvml.Overlaps().ShouldBe(0);
        for (int gpu = 0; gpu < 4; gpu++)
            MockNvml.Get(gpu, MockKey.LockMax).ShouldBe(885u);
    }

    [NvmlFact]
    public void Read_ManyTimes_AllocatesNothing()
    {
        using NvmlRig rig = new(gpus: 2);
        GpuReading[] readings = new GpuReading[2];
        TimeSpan now = rig.Now;
        for (int i = 0; i < 1000; i++)
            rig.Hardware.ReadGpus(now += TimeSpan.FromMilliseconds(1), readings);
        long own = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20_000; i++)
            rig.Hardware.ReadGpus(now += TimeSpan.FromMilliseconds(1), readings);
        (GC.GetAllocatedBytesForCurrentThread() - own).ShouldBe(0);
        readings[1].Health.ShouldBe(DeviceHealth.Good);
    }

    [NvmlFact]
    public void ReadSample_HundredThousandTimes_AllocatesNothingOnTheDriversThread()
    {
        MockNvml.Reset(1);
        using NvmlSession session = NvmlSession.Open(MockNvml.Path);
        NvmlChannel channel = new("GPU-00000000-aaaa-bbbb-cccc-dddddddddddd", GpuCatalog.A100Sxm80, new NvmlRanges([], null, null, null), backstop: true);
        channel.Connect(newcomer: null, isFirst: true).ShouldBeTrue();
        for (int i = 0; i < 100; i++)
            channel.Read(TimeSpan.FromSeconds(i));
        long own = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
            channel.Read(TimeSpan.FromSeconds(i));
        (GC.GetAllocatedBytesForCurrentThread() - own).ShouldBe(0);
        channel.State.Sample.Power.ShouldBe(new Watts(225));
    }

    private static void ReadUntilGood(NvmlRig rig)
    {
        while (rig.Read().Health != DeviceHealth.Good || rig.Gpu().Status.Sample.At != rig.Now)
            Thread.Yield();
    }

    private static void UntilAccepted(NvmlRig rig, int gpu, double megahertz)
    {
        while (rig.Gpu(gpu).Status.Accepted?.Ceiling != new Megahertz(megahertz))
            Thread.Yield();
    }

    private static void ApplyUntilTaken(NvmlRig rig, double megahertz)
    {
        while (!rig.Cap(megahertz))
            Thread.Yield();
    }
}
