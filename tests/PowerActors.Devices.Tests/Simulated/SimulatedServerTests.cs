using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Devices.Tests.Simulated;

public sealed class SimulatedServerTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private static readonly GpuPhysics Bloom = GpuPhysics.For(GpuCatalog.A100Sxm80, "bloom-176b");

    public static TheoryData<string> Servers => [.. ServerCatalog.BuiltIn.Names];

    [Fact]
    public void Idle_DgxA100_DrawsAbout1500Watts() => NewServer().PowerMilliwatts.ShouldBe(1_504_000);

    [Fact]
    public void LongPrompts_Settled_GpusAreAboutHalfOfTheServer()
    {
        SimulatedServer server = NewServer();
        server.SetActivity(GpuPhysicsTests.Prompt(2048), 0);
        server.SettleNonGpu(0);
        ((double)server.GpuPowerMilliwatts / server.PowerMilliwatts).ShouldBeInRange(0.48, 0.55);
        server.PowerMilliwatts.ShouldBeInRange(6_000_000, 6_500_000);
        server.NonGpuPowerMilliwatts.ShouldBeInRange(2_900_000, 3_300_000);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void EveryActivityAndClock_Settled_DrawsAtMostWorstDraw(string name)
    {
        SimulatedServer server = NewServer(name, ActuatorProfile.Immediate);
        long now = 0;
        foreach (Megahertz clock in GpuPhysicsTests.Clocks(server.Model.Gpu))
        {
            now++;
            bool brake = clock == server.Model.Gpu.BrakeClock;
            foreach (SimulatedGpu gpu in server.Gpus)
                gpu.TryApply(new GpuCap(brake ? Megahertz.Unlimited : clock, brake), TimeSpan.FromTicks(now));
            foreach (ServerActivity activity in GpuPhysicsTests.Activities())
            {
                server.SetActivity(activity, now);
                server.SettleNonGpu(now);
                server.PowerMilliwatts.ShouldBeLessThanOrEqualTo((long)(server.Model.WorstDraw(clock).Value * 1e3), $"{activity} at {clock}");
            }
        }
    }

    [Fact]
    public void CapAfterFullLoad_PartThatIsNotGpu_FollowsWithTheLag()
    {
        SimulatedServer server = NewServer(profile: ActuatorProfile.Immediate);
        server.SetActivity(GpuPhysicsTests.Prompt(8192), 0);
        server.SettleNonGpu(0);
        long busy = server.NonGpuPowerMilliwatts;
        foreach (SimulatedGpu gpu in server.Gpus)
            gpu.TryApply(new GpuCap(Megahertz.Unlimited, Brake: true), TimeSpan.Zero);
        server.AdvanceTo(0);
        server.NonGpuPowerMilliwatts.ShouldBe(busy);
        for (long t = 2; t <= 600; t += 2)
            server.TickNonGpu(t * Second);
        server.PowerMilliwatts.ShouldBeLessThan((long)(server.Model.WorstDraw(server.Model.Gpu.BrakeClock).Value * 1e3));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(60)]
    public void TickNonGpu_StepOfLoad_IsTheExactExponential(int stepSeconds)
    {
        SimulatedServer server = NewServer();
        server.SetActivity(GpuPhysicsTests.Decode(8), 0);
        double load = ((server.GpuPowerMilliwatts / 8e3) - 63) / (400 - 63);
        for (int t = stepSeconds; t <= 180; t += stepSeconds)
        {
            server.TickNonGpu(t * Second);
            double expected = 1000 + (1900 * Busyness(load) * (1 - Math.Exp(-t / 60.0)));
            (server.NonGpuPowerMilliwatts / 1e3).ShouldBe(expected, 0.001);
        }
    }

    [Fact]
    public void TickNonGpu_LoadChangesWithinAStep_CountsItsMean()
    {
        // Half the step in decode, half idle, is the same as the mean load throughout: below the load from which on the rest is busy, so that the mean shows.
        SimulatedServer server = NewServer();
        double mean = 0;
        for (int step = 0; step < 100; step++)
        {
            server.SetActivity(GpuPhysicsTests.Decode(8), step * 2 * Second);
            double load = ((server.GpuPowerMilliwatts / 8e3) - 63) / (400 - 63);
            mean = Busyness(load / 2);
            server.SetActivity(ServerActivity.Idle, ((step * 2) + 1) * Second);
            server.TickNonGpu((step + 1) * 2 * Second);
        }

        (server.NonGpuPowerMilliwatts / 1e3).ShouldBe(1000 + (1900 * mean * (1 - Math.Exp(-200 / 60.0))), 0.001);
    }

    [Fact]
    public void SettleNonGpu_LoadAboveBusyAt_IsAsBusyAsItGets()
    {
        SimulatedServer server = NewServer();
        server.SetActivity(GpuPhysicsTests.Prompt(2048), 0);
        server.SettleNonGpu(0);
        server.NonGpuPowerMilliwatts.ShouldBe(2_900_000);
    }

    [Fact]
    public void PowerFactor_AnyActivity_ScalesEverythingThatIsDrawn()
    {
        SimulatedServer usual = NewServer(), hungry = NewServer(options: new SimulatedServerOptions { PowerFactor = 1.1 });
        foreach (ServerActivity activity in GpuPhysicsTests.Activities())
        {
            usual.SetActivity(activity, 0);
            hungry.SetActivity(activity, 0);
            ((double)hungry.PowerMilliwatts / usual.PowerMilliwatts).ShouldBe(1.1, 1e-5);
        }
    }

    [Fact]
    public void NonGpuInstantShare_OfAll_FollowsAtOnce()
    {
        SimulatedServer server = NewServer(options: new SimulatedServerOptions { NonGpuInstantShare = 1 });
        server.SetActivity(GpuPhysicsTests.Prompt(1024), 0);
        server.NonGpuPowerMilliwatts.ShouldBeInRange(2_900_000, 2_930_000);
        server.SetActivity(ServerActivity.Idle, 1);
        server.NonGpuPowerMilliwatts.ShouldBe(1_000_000);
    }

    [Fact]
    public void NonGpu_BusyPartAtTheMaximum_IsNeverAbove()
    {
        ServerModel model = ServerCatalog.DgxA100 with { NonGpuBusy = new(3300) };
        var server = new SimulatedServer(0, model, Bloom, ActuatorProfile.InBand);
        server.SetActivity(GpuPhysicsTests.Prompt(8192), 0);
        server.SettleNonGpu(0);
        server.NonGpuPowerMilliwatts.ShouldBe(3_300_000);
    }

    [Fact]
    public void Slowdown_OneGpuCapped_IsThatOfTheSlowest()
    {
        SimulatedServer server = NewServer(profile: ActuatorProfile.InBand);
        server.SetActivity(GpuPhysicsTests.Prompt(2048), 0);
        long free = server.GpuPowerMilliwatts;
        var raised = new List<long>();
        server.ClockChanged = (_, now) => raised.Add(now);
        server.Gpus[5].TryApply(new GpuCap(new Megahertz(1110), Brake: false), TimeSpan.Zero);
        server.AdvanceTo(3 * Second); // late on purpose: it takes effect at its own time
        raised.ShouldBe([Second]);
        server.PromptSlowdown.ShouldBe(Bloom.PromptSlowdownAt(new(1110)));
        server.DecodeSlowdown.ShouldBe(Bloom.DecodeSlowdownAt(new(1110)));
        long capped = Bloom.MilliwattsAt(GpuPhysicsTests.Prompt(2048), new(1110));
        server.GpuPowerMilliwatts.ShouldBe((free / 8 * 7) + capped);
        server.Gpus[5].PowerMilliwatts.ShouldBe(capped);
        server.Gpus[4].PowerMilliwatts.ShouldBe(free / 8);
        server.GpuEnergyAt(3 * Second).Value.ShouldBe((free / 1e3) + (2 * server.GpuPowerMilliwatts / 1e3), 1e-6);
    }

    [Fact]
    public void SetActivity_WithDueCommand_AppliesItFirstAndDoesNotCallBack()
    {
        SimulatedServer server = NewServer(profile: ActuatorProfile.InBand);
        int calls = 0;
        server.ClockChanged = (_, _) => calls++;
        foreach (SimulatedGpu gpu in server.Gpus)
            gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: false), TimeSpan.Zero);
        server.SetActivity(GpuPhysicsTests.Decode(4), Second);
        calls.ShouldBe(0);
        server.DecodeSlowdown.ShouldBe(Bloom.DecodeSlowdownAt(new(1110)));
        server.GpuPowerMilliwatts.ShouldBe(8 * Bloom.MilliwattsAt(GpuPhysicsTests.Decode(4), new(1110)));
    }

    [Fact]
    public void ActuationScheduled_OnlyWhenTheNextBecomesEarlier_IsCalled()
    {
        SimulatedServer server = NewServer();
        var due = new List<long>();
        server.ActuationScheduled = (_, ticks) => due.Add(ticks);
        foreach (SimulatedGpu gpu in server.Gpus)
            gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: false), TimeSpan.Zero);
        foreach (SimulatedGpu gpu in server.Gpus)
            gpu.TryApply(new GpuCap(new Megahertz(1110), Brake: true), TimeSpan.FromSeconds(1));
        due.ShouldBe([40 * Second, 6 * Second]);
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.3, 0.0)]
    [InlineData(0.0, 0.05)]
    [InlineData(0.3, 0.05)]
    public void AnyRun_PowerEnergyAndListener_AgreeExactly(double instantShare, double spread)
    {
        for (int seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var options = new SimulatedServerOptions { NonGpuInstantShare = instantShare, GpuSpread = spread, Seed = (ulong)seed };
            SimulatedServer server = NewServer(profile: seed % 2 == 0 ? ActuatorProfile.OutOfBand : ActuatorProfile.InBand, options: options);
            var sum = new Integral(server.PowerMilliwatts);
            server.Listener = sum;
            long now = 0;
            for (int step = 0; step < 2000; step++)
            {
                now += random.NextInt64(0, 3 * Second);
                if (step == 1000)
                    now += 3600 * Second; // longer than what the 64-bit sum takes at once
                Act(server, random, now);
                long gpus = server.Gpus.Sum(g => g.PowerMilliwatts);
                gpus.ShouldBe(server.GpuPowerMilliwatts);
                server.PowerMilliwatts.ShouldBe(gpus + server.NonGpuPowerMilliwatts);
                server.PowerMilliwatts.ShouldBe(sum.Power);
                server.PowerMilliwatts.ShouldBeLessThanOrEqualTo((long)(server.Model.WorstDraw(server.Model.Gpu.MaxClock).Value * 1e3));
                foreach (SimulatedGpu gpu in server.Gpus)
                    gpu.PowerMilliwatts.ShouldBeLessThanOrEqualTo((long)(gpu.Model.WorstDraw(gpu.Clock).Value * 1e3));
            }

            server.EnergyMilliwattTicksAt(now).ShouldBe(sum.At(now));
            server.EnergyAt(now).Value.ShouldBe((double)sum.At(now) * 1e-10, 1e-3);
        }
    }

    [Fact]
    public void GpuSpread_SameSeed_IsTheSameAndNeverAboveTheModel()
    {
        var options = new SimulatedServerOptions { GpuSpread = 0.05, Seed = 3 };
        long[] first = Draws();
        first.ShouldBe(Draws());
        first.Distinct().Count().ShouldBeGreaterThan(4);
        long alike = Bloom.MilliwattsAt(GpuPhysicsTests.Prompt(2048), new(1410));
        first.Max().ShouldBeLessThanOrEqualTo(alike);
        first.Min().ShouldBeGreaterThan((long)(0.95 * alike));

        long[] Draws()
        {
            SimulatedServer server = NewServer(options: options);
            server.SetActivity(GpuPhysicsTests.Prompt(2048), 0);
            return [.. server.Gpus.Select(g => g.PowerMilliwatts)];
        }
    }

    [Fact]
    public void PowerOff_ThenOn_DrawsNothingLosesCapsAndStartsIdle()
    {
        SimulatedServer server = NewServer(profile: ActuatorProfile.InBand);
        server.SetActivity(GpuPhysicsTests.Prompt(2048), 0);
        server.SettleNonGpu(0);
        server.Gpus[0].TryApply(new GpuCap(new Megahertz(1110), Brake: true), TimeSpan.Zero);
        server.AdvanceTo(Second);
        server.Gpus[1].TryApply(new GpuCap(new Megahertz(1110), Brake: true), TimeSpan.FromSeconds(1));
        server.PowerOff(Second);
        server.PowerMilliwatts.ShouldBe(0);
        server.NextActuationTicks.ShouldBe(long.MaxValue);
        server.PromptSlowdown.ShouldBe(1);
        server.Gpus[0].Read(TimeSpan.Zero).Health.ShouldBe(DeviceHealth.Unavailable);
        server.Gpus[0].TryApply(GpuCap.Free, TimeSpan.FromSeconds(2)).ShouldBeFalse();
        double before = server.EnergyAt(Second).Value;
        server.TickNonGpu(60 * Second);
        server.EnergyAt(100 * Second).Value.ShouldBe(before);
        server.PowerOn(100 * Second);
        server.PowerMilliwatts.ShouldBe(1_504_000);
        server.Gpus[0].CapInForce.ShouldBe(GpuCap.Free);
        server.Gpus[0].Read(TimeSpan.Zero).Health.ShouldBe(DeviceHealth.Good);
    }

    [Fact]
    public void SetActivity_TimeRunsBackwards_Throws()
    {
        SimulatedServer server = NewServer();
        server.SetActivity(GpuPhysicsTests.Decode(1), 10);
        Should.Throw<ArgumentOutOfRangeException>(() => server.SetActivity(ServerActivity.Idle, 9));
    }

    [Fact]
    public void Constructor_BadInput_SaysWhatIsWrong()
    {
        Should.Throw<ArgumentException>(() => new SimulatedServer(0, ServerCatalog.DgxH100, Bloom, ActuatorProfile.InBand))
            .Message.ShouldContain("A100");
        Should.Throw<ArgumentException>(() => NewServer(options: new SimulatedServerOptions { NonGpuLag = TimeSpan.FromSeconds(-1) })).Message.ShouldContain("lag");
        Should.Throw<ArgumentException>(() => NewServer(options: new SimulatedServerOptions { GpuSpread = 1 })).Message.ShouldContain("spread");
        Should.Throw<ArgumentException>(() => NewServer(options: new SimulatedServerOptions { NonGpuInstantShare = double.NaN })).Message.ShouldContain("share");
    }

    [Fact]
    public void HotPaths_OnceWarm_DoNotAllocate()
    {
        SimulatedServer server = NewServer();
        double sink = 0;
        Run(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sink.ShouldBeGreaterThan(0);

        void Run(int times)
        {
            long start = server.EnergyMilliwattTicksAt(_now) > 0 ? _now : 0;
            for (int i = 0; i < times; i++)
            {
                _now = start + ((i + 1) * Second / 20);
                server.SetActivity(new ServerActivity((InferencePhase)(i % 4), i % 5000, i % 64), _now);
                if (i % 40 == 0)
                    server.TickNonGpu(_now);
                sink += server.Gpus[i % 8].Read(TimeSpan.FromTicks(_now)).Power.Value;
            }
        }
    }

    private long _now;

    private static void Act(SimulatedServer server, Random random, long now)
    {
        switch (random.Next(8))
        {
            case 0:
                server.TickNonGpu(now);
                break;
            case 1:
                server.AdvanceTo(now);
                break;
            case 2:
                bool brake = random.Next(4) == 0;
                var cap = new GpuCap(random.Next(3) == 0 ? Megahertz.Unlimited : new Megahertz(random.Next(200, 1500)), brake);
                int only = random.Next(-1, 8);
                foreach (SimulatedGpu gpu in server.Gpus.Where(g => only < 0 || g.Index == only))
                    gpu.TryApply(cap, TimeSpan.FromTicks(now));
                break;
            case 3 when random.Next(20) == 0:
                server.PowerOff(now);
                break;
            case 4 when random.Next(10) == 0:
                server.PowerOn(now);
                break;
            case 5 when random.Next(10) == 0:
                server.Gpus[random.Next(8)].LoseClockLock(now);
                break;
            default:
                server.SetActivity(new ServerActivity((InferencePhase)random.Next(4), random.Next(9000), random.Next(128)), now);
                break;
        }
    }

    /// <summary>How busy a load of the GPUs makes the rest of a DGX A100.</summary>
    private static double Busyness(double load) => Math.Min(1, load / ServerCatalog.DgxA100.NonGpuBusyAt);

    private static SimulatedServer NewServer(string name = "DGX-A100", ActuatorProfile? profile = null, SimulatedServerOptions? options = null)
    {
        ServerCatalog.BuiltIn.TryGet(name, out ServerModel? model).ShouldBeTrue();
        GpuPhysics physics = name == "DGX-A100" ? Bloom : GpuPhysics.For(model!.Gpu, "bloom-176b");
        return new SimulatedServer(7, model!, physics, profile ?? ActuatorProfile.OutOfBand, options);
    }

    private sealed class Integral(long power) : IPowerListener
    {
        private Int128 _energy;
        private long _since;

        public long Power { get; private set; } = power;

        public Int128 At(long now) => _energy + ((Int128)Power * (now - _since));

        public void PowerChanged(int serverIndex, long deltaMilliwatts, long nowTicks)
        {
            serverIndex.ShouldBe(7);
            deltaMilliwatts.ShouldNotBe(0);
            _energy = At(nowTicks);
            _since = nowTicks;
            Power += deltaMilliwatts;
        }
    }
}
