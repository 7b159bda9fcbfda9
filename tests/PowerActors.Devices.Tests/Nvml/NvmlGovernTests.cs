using System.Diagnostics;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;
using Xunit.Abstractions;

namespace PowerActors.Devices.Tests.Nvml;

/// <summary>A governor's ceiling beside the cap, on the one clock lock that there is.</summary>
[Collection("nvml")]
public class NvmlGovernTests(ITestOutputHelper output)
{
    [NvmlFact]
    public void TryGovern_BelowTheCap_LocksTheClockAndLeavesThePowerLimit()
    {
        using NvmlRig rig = new();
        rig.Cap(1200).ShouldBeTrue();
        Settled(rig);
        MockNvml.ClearLog();
        Govern(rig, 900);
        MockNvml.Lines.ShouldBe(["SetGpuLockedClocks 0 210 900 -> 0"]);
        rig.Enforced().EnforcedCeiling.ShouldBe(new Megahertz(1200), "the cap holds; what lies below it is the governor's");
    }

    [NvmlFact]
    public void TryGovern_AboveTheCap_ChangesNothing()
    {
        using NvmlRig rig = new();
        rig.Cap(900).ShouldBeTrue();
        MockNvml.ClearLog();
        Govern(rig, 1200);
        MockNvml.Lines.ShouldBeEmpty();
    }

    [NvmlFact]
    public void TryGovern_BeforeAnyCap_WaitsForTheFirst()
    {
        using NvmlRig rig = new();
        Govern(rig, 900);
        MockNvml.Lines.ShouldBeEmpty("nothing was said to this GPU yet");
        rig.Release().ShouldBeTrue();
        MockNvml.Get(0, MockKey.LockMax).ShouldBe(900u);
        Govern(rig, double.PositiveInfinity);
        MockNvml.Get(0, MockKey.LockMax).ShouldBe(0u);
    }

    [NvmlFact]
    public void TryGovern_DriverReloaded_IsSetAgainWithTheCap()
    {
        using NvmlRig rig = new();
        rig.Release();
        Govern(rig, 900);
        MockNvml.DriverGone();
        rig.Read();
        MockNvml.DriverBack();
        rig.Pass(5);
        rig.Read();
        rig.Read();
        MockNvml.Get(0, MockKey.LockMax).ShouldBe(900u);
    }

    [NvmlFact]
    public void TryGovern_LocksThatAreNotSupported_IsRefusedSoThatTheCallerKnows()
    {
        using NvmlRig rig = new(before: static () => MockNvml.Set(0, MockKey.LockSupported, 0));
        rig.Cap(900);
        rig.Gpu().TryGovern(new Megahertz(900), rig.Now).ShouldBeFalse();
    }

    [NvmlFact]
    public void TryGovern_AnyOrder_TheLockIsNeverAboveTheCap()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            using NvmlRig rig = new(gpus: 1);
            Random random = new(seed);
            double cap = double.PositiveInfinity, wish = double.PositiveInfinity;
            bool any = false;
            for (int i = 0; i < 40; i++)
            {
                double clock = random.Next(5) == 0 ? double.PositiveInfinity : 210 + (15 * random.Next(81));
                if (random.Next(2) == 0)
                {
                    rig.Cap(cap = clock).ShouldBeTrue();
                    any = true;
                }
                else
                {
                    Govern(rig, wish = clock);
                }

                uint locked = MockNvml.Get(0, MockKey.LockMax);
                double lower = Math.Min(cap, wish);
                if (any)
                    locked.ShouldBe(lower >= 1410 ? 0u : (uint)lower, $"seed {seed}, step {i}: cap {cap}, wish {wish}");
            }
        }
    }

    [NvmlFact]
    public void Dispose_GovernorThatHasJustLetGo_IsHeard()
    {
        NvmlRig rig = new();
        rig.Release();
        Govern(rig, 900);
        rig.Gpu().TryGovern(Megahertz.Unlimited, rig.Now);
        rig.Dispose();
        MockNvml.Get(0, MockKey.LockMax).ShouldBe(0u);
    }

    [NvmlFact]
    public void TryGovern_EightGpusBehindOneLock_DoesNotWaitAndABrakeGoesBetween()
    {
        using NvmlRig rig = new(gpus: 8);
        for (int gpu = 0; gpu < 8; gpu++)
            rig.Release(gpu);
        MockNvml.LockTakes(5_700);
        MockNvml.ClearLog();
        long start = Stopwatch.GetTimestamp();
        foreach (NvmlGpu gpu in rig.Hardware.NvmlGpus)
            gpu.TryGovern(new Megahertz(900), rig.Now).ShouldBeTrue();
        TimeSpan told = Stopwatch.GetElapsedTime(start);
        rig.Brake(7).ShouldBeTrue();
        TimeSpan braked = Stopwatch.GetElapsedTime(start);
        Wait(() => Enumerable.Range(0, 7).All(static gpu => MockNvml.Get(gpu, MockKey.LockMax) == 900));
        TimeSpan all = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"eight GPUs at 5.7 ms each: told in {told.TotalMilliseconds:0.0} ms, brake in force after {braked.TotalMilliseconds:0.0} ms, all set after {all.TotalMilliseconds:0.0} ms");
        MockNvml.Get(7, MockKey.LockMax).ShouldBe(345u); // an H100
        string[] order = MockNvml.Lines;
        Array.FindIndex(order, static line => line.StartsWith("SetGpuLockedClocks 7 345 345", StringComparison.Ordinal)).ShouldBeInRange(0, 3, "the brake waits for the call that is under way, not for eight");
        MockNvml.Overlaps().ShouldBe(0);
    }

    [NvmlFact]
    public void TryGovern_ManyWishes_OnlyTheLastIsCarriedOut()
    {
        using NvmlRig rig = new();
        rig.Release();
        MockNvml.ClearLog();
        MockNvml.Gate(1, "nvmlDeviceSetGpuLockedClocks");
        rig.Gpu().TryGovern(new Megahertz(600), rig.Now);
        MockNvml.WaitBlocked(1);
        for (int clock = 615; clock <= 1200; clock += 15)
            rig.Gpu().TryGovern(new Megahertz(clock), rig.Now).ShouldBeTrue();
        MockNvml.Gate(0, "nvmlDeviceSetGpuLockedClocks");
        Wait(static () => MockNvml.Get(0, MockKey.LockMax) == 1200);
        MockNvml.Lines.ShouldBe(["SetGpuLockedClocks 0 210 600 -> 0", "SetGpuLockedClocks 0 210 1200 -> 0"]);
    }

    private static void Govern(NvmlRig rig, double megahertz)
    {
        rig.Gpu().TryGovern(new Megahertz(megahertz), rig.Now).ShouldBeTrue();
        rig.Read(); // Readings come after wishes.
    }

    private static void Settled(NvmlRig rig)
    {
        for (int i = 0; i < 5; i++)
            rig.Read();
    }

    private static void Wait(Func<bool> condition)
    {
        for (int i = 0; i < 3000 && !condition(); i++)
            Thread.Sleep(10);
        condition().ShouldBeTrue();
    }
}
