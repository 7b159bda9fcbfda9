using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Devices.Tests.Simulated;

public sealed class SimulatedGpuTests
{
    private static readonly GpuPhysics Bloom = GpuPhysics.For(GpuCatalog.A100Sxm80, "bloom-176b");

    [Fact]
    public void TryApply_OutOfBandClock_IsInForceAfter40Seconds()
    {
        SimulatedServer server = Busy();
        SimulatedGpu gpu = server.Gpus[0];
        gpu.TryApply(Ceiling(1275), Seconds(10)).ShouldBeTrue();
        gpu.CapRequested.Ceiling.ShouldBe(new Megahertz(1275));
        server.NextActuationTicks.ShouldBe(Seconds(50).Ticks);
        server.AdvanceTo(Seconds(50).Ticks - 1);
        gpu.CapInForce.ShouldBe(GpuCap.Free);
        server.AdvanceTo(Seconds(50).Ticks);
        gpu.CapInForce.ShouldBe(Ceiling(1275));
        gpu.Read(Seconds(50)).Clock.ShouldBe(new Megahertz(1275));
    }

    [Fact]
    public void TryApply_BrakeWhileClockIsInFlight_IsInForceAfterFiveSeconds()
    {
        SimulatedServer server = Busy();
        SimulatedGpu gpu = server.Gpus[0];
        gpu.TryApply(Ceiling(1110), Seconds(0));
        gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: true), Seconds(1));
        server.AdvanceTo(Seconds(6).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(288));

        gpu.TryApply(Ceiling(1110), Seconds(10)); // brake off, while the lock is still in flight
        server.AdvanceTo(Seconds(15).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(1410));
        server.AdvanceTo(Seconds(40).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(1110));
        server.NextActuationTicks.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void TryGovern_BesideACap_TheLowerHoldsEachAfterItsOwnLatency()
    {
        SimulatedServer server = Busy();
        SimulatedGpu gpu = server.Gpus[0];
        gpu.TryApply(Ceiling(1110), Seconds(0));
        gpu.TryGovern(new Megahertz(1200), Seconds(0)).ShouldBeTrue();
        server.AdvanceTo(Seconds(1).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(1200)); // the driver's path takes a second, the BMC's forty
        server.AdvanceTo(Seconds(40).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(1110));
        gpu.TryGovern(Megahertz.Unlimited, Seconds(41));
        server.AdvanceTo(Seconds(42).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(1110));
        gpu.CapRequested.ShouldBe(Ceiling(1110));
    }

    [Fact]
    public void TryApply_LockBelowTheBrakeClock_StaysTheLower()
    {
        SimulatedServer server = Busy(ActuatorProfile.Immediate);
        server.Gpus[0].TryApply(new GpuCap(new Megahertz(210), Brake: true), Seconds(1));
        server.AdvanceTo(Seconds(1).Ticks);
        server.Gpus[0].Clock.ShouldBe(new Megahertz(210));
    }

    [Fact]
    public void TryApply_OddCeiling_IsRoundedDown()
    {
        SimulatedServer server = Busy(ActuatorProfile.Immediate);
        server.Gpus[0].TryApply(Ceiling(1279), Seconds(1));
        server.AdvanceTo(Seconds(1).Ticks);
        server.Gpus[0].CapInForce.ShouldBe(Ceiling(1275));
    }

    [Fact]
    public void TryApply_NotANumber_IsRefused()
    {
        SimulatedServer server = Busy(ActuatorProfile.Immediate);
        server.Gpus[0].TryApply(Ceiling(double.NaN), Seconds(1)).ShouldBeFalse();
        server.NextActuationTicks.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Faults_ActuatorRefuses_LeavesTheCapBefore()
    {
        SimulatedServer server = Busy(ActuatorProfile.Immediate);
        SimulatedGpu gpu = server.Gpus[0];
        gpu.Faults = new SimulatedFaults { Brake = ActuatorFault.Refuses };
        gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: true), Seconds(1)).ShouldBeFalse();
        server.AdvanceTo(Seconds(2).Ticks);
        gpu.CapInForce.ShouldBe(GpuCap.Free);
    }

    [Fact]
    public void Faults_ActuatorIgnores_AnswersTrueAndDoesNothingUntilRepaired()
    {
        SimulatedServer server = Busy(ActuatorProfile.Immediate);
        SimulatedGpu gpu = server.Gpus[0];
        gpu.Faults = new SimulatedFaults { Clock = ActuatorFault.Ignores };
        gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: false), Seconds(1)).ShouldBeTrue();
        server.AdvanceTo(Seconds(2).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(1410));

        // The brake is a path of its own.
        gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: true), Seconds(3)).ShouldBeTrue();
        server.AdvanceTo(Seconds(3).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(288));

        // The same cap again reaches a repaired GPU: what was ignored does not count as asked for.
        gpu.Faults = SimulatedFaults.None;
        gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: false), Seconds(4)).ShouldBeTrue();
        server.AdvanceTo(Seconds(4).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(1110));
    }

    [Fact]
    public void Faults_Lost_IsNeitherReadNorCappedButStillDraws()
    {
        SimulatedServer server = Busy(ActuatorProfile.Immediate);
        long before = server.PowerMilliwatts;
        server.Gpus[3].Faults = new SimulatedFaults { Lost = true };
        server.Gpus[3].Read(Seconds(1)).Health.ShouldBe(DeviceHealth.Lost);
        server.Gpus[3].TryApply(Ceiling(1110), Seconds(1)).ShouldBeFalse();
        server.PowerMilliwatts.ShouldBe(before);
        server.Gpus[2].Read(Seconds(1)).Health.ShouldBe(DeviceHealth.Good);
    }

    [Fact]
    public void Faults_OfReadings_ShowWhatTheyAre()
    {
        SimulatedServer server = Busy(ActuatorProfile.Immediate);
        SimulatedGpu gpu = server.Gpus[0];
        double truth = gpu.Read(Seconds(1)).Power.Value;
        Read(new SimulatedFaults { Reading = ReadingFault.Unavailable }).Health.ShouldBe(DeviceHealth.Unavailable);
        Read(new SimulatedFaults { Reading = ReadingFault.NotANumber }).Power.Value.ShouldBe(double.NaN);
        Read(new SimulatedFaults { Reading = ReadingFault.Negative }).Power.IsPlausible.ShouldBeFalse();
        Read(new SimulatedFaults { Reading = ReadingFault.Absurd }).Power.Value.ShouldBe(1e9);
        Read(new SimulatedFaults { ReadingFactor = 0.9 }).Power.Value.ShouldBe(0.9 * truth, 1e-9);
        Read(new SimulatedFaults { Reading = ReadingFault.Stuck }).Power.Value.ShouldBe(truth);
        server.SetActivity(ServerActivity.Idle, Seconds(2).Ticks);
        gpu.Read(Seconds(2)).Power.Value.ShouldBe(truth);
        Read(SimulatedFaults.None).Power.Value.ShouldBe(63);

        GpuReading Read(SimulatedFaults faults)
        {
            gpu.Faults = faults;
            return gpu.Read(Seconds(1));
        }
    }

    [Fact]
    public void LoseClockLock_UnderBrake_KeepsTheBrakeOnly()
    {
        SimulatedServer server = Busy(ActuatorProfile.Immediate);
        SimulatedGpu gpu = server.Gpus[0];
        gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: true), Seconds(1));
        server.AdvanceTo(Seconds(1).Ticks);
        gpu.LoseClockLock(Seconds(2).Ticks);
        gpu.CapInForce.ShouldBe(new GpuCap(Megahertz.Unlimited, Brake: true));
        gpu.Clock.ShouldBe(new Megahertz(288));
        gpu.TryApply(GpuCap.Free, Seconds(3));
        server.AdvanceTo(Seconds(3).Ticks);
        gpu.Clock.ShouldBe(new Megahertz(1410));
    }

    [Fact]
    public void Read_FreeH100_TellsTheClockThatHolds()
    {
        var server = new SimulatedServer(0, ServerCatalog.DgxH100, GpuPhysics.For(GpuCatalog.H100Sxm, "llama2-70b"), ActuatorProfile.InBand);
        server.Gpus[0].Read(TimeSpan.Zero).Clock.ShouldBe(new Megahertz(1830));
    }

    private static SimulatedServer Busy(ActuatorProfile? profile = null)
    {
        var server = new SimulatedServer(0, ServerCatalog.DgxA100, Bloom, profile ?? ActuatorProfile.OutOfBand);
        server.SetActivity(new ServerActivity(InferencePhase.Prompt, 2048, 0), 0);
        return server;
    }

    private static GpuCap Ceiling(double megahertz) => new(new Megahertz(megahertz), Brake: false);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
