using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Devices.Tests.Simulated;

public class LiveServerTests
{
    private static readonly ServerActivity Prompts = new(InferencePhase.Prompt, 8192, 0);
    private static readonly GpuCap Capped = new(new Megahertz(810), Brake: false);

    [Fact]
    public void ReadGpus_CapWhoseLatencyHasPassed_IsInForceWithoutAClockworkOfItsOwn()
    {
        LiveServer server = new(ServerCatalog.DgxA100, ActuatorProfile.InBand);
        server.SetActivity(Prompts);
        GpuReading[] readings = new GpuReading[8];
        server.ReadGpus(TimeSpan.FromSeconds(1), readings);
        double free = readings[0].Power.Value;
        foreach (IGpuDevice gpu in server.Gpus)
            gpu.TryApply(Capped, TimeSpan.FromSeconds(1)).ShouldBeTrue();
        server.ReadGpus(TimeSpan.FromSeconds(1.9), readings);
        readings[0].Power.Value.ShouldBe(free);
        server.ReadGpus(TimeSpan.FromSeconds(2), readings);
        readings.ShouldAllBe(reading => reading.Power.Value < free && reading.Clock == Capped.Ceiling);
        server.CapsInForce.ShouldAllBe(static cap => cap == Capped);
        server.Meter!.TryRead(TimeSpan.FromSeconds(2), out Watts power).ShouldBeTrue();
        power.ShouldBe(server.Power);
    }

    [Fact]
    public void ReadGpus_CallerWhoseClockBeganAnew_GoesOnFromWhereTheLastOneWas()
    {
        LiveServer server = new(ServerCatalog.DgxA100, ActuatorProfile.InBand);
        GpuReading[] readings = new GpuReading[8];
        server.ReadGpus(TimeSpan.FromHours(1), readings);
        server.Gpus[0].TryApply(Capped, TimeSpan.Zero).ShouldBeTrue();
        server.ReadGpus(TimeSpan.FromSeconds(5), readings);
        server.ReadGpus(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1), readings);
        server.CapsInForce[0].ShouldBe(Capped);
    }

    [Fact]
    public void ReadEnforced_BrakeInForceBeforeTheClockLock_ShowsTheBrakesClock()
    {
        LiveServer server = new(ServerCatalog.DgxA100, ActuatorProfile.OutOfBand);
        IGpuReadback gpu = (IGpuReadback)server.Gpus[0];
        Megahertz brake = ServerCatalog.DgxA100.Gpu.BrakeClock, locked = ServerCatalog.DgxA100.Gpu.RoundDown(brake);
        server.Gpus[0].TryApply(new GpuCap(brake, Brake: true), TimeSpan.Zero).ShouldBeTrue();
        gpu.ReadEnforced(TimeSpan.FromSeconds(1)).ShouldBe(new GpuEnforced(locked, Megahertz.Unlimited, null, null));
        gpu.ReadEnforced(TimeSpan.FromSeconds(10)).ShouldBe(new GpuEnforced(locked, brake, null, null)); // The lock comes after 40 s, the brake after 5.
    }

    [Fact]
    public void ReadEnforced_DriverThatWasReloaded_ShowsTheLockLost()
    {
        LiveServer server = new(ServerCatalog.DgxA100, ActuatorProfile.Immediate);
        IGpuReadback gpu = (IGpuReadback)server.Gpus[3];
        server.Gpus[3].TryApply(Capped, TimeSpan.Zero);
        gpu.ReadEnforced(TimeSpan.FromSeconds(1)).ShouldBe(new GpuEnforced(Capped.Ceiling, Capped.Ceiling, null, null));
        server.With(static (simulated, now) => simulated.Gpus[3].LoseClockLock(now.Ticks));
        gpu.ReadEnforced(TimeSpan.FromSeconds(2)).EnforcedCeiling.ShouldBe(Megahertz.Unlimited);
        server.With(static (simulated, now) => simulated.PowerOff(now.Ticks));
        gpu.ReadEnforced(TimeSpan.FromSeconds(3)).ShouldBe(default);
    }
}
