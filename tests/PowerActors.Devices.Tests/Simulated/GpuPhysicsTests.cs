using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Devices.Tests.Simulated;

public sealed class GpuPhysicsTests
{
    private static readonly GpuPhysics Bloom = GpuPhysics.For(GpuCatalog.A100Sxm80, "bloom-176b");

    public static TheoryData<string, string> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, string>();
            foreach (string gpu in GpuCatalog.BuiltIn.Names)
            {
                kinds.Add(gpu, "bloom-176b");
                kinds.Add(gpu, "llama2-70b");
            }

            return kinds;
        }
    }

    [Theory]
    [InlineData(128, .691)]
    [InlineData(256, .723)]
    [InlineData(512, .876)]
    [InlineData(1024, 1.007)]
    [InlineData(2048, 1.021)]
    [InlineData(4096, 1.016)]
    [InlineData(8192, 1.026)]
    public void MilliwattsAt_BloomPrompt_IsPublishedPeakWithinOnePercent(int tokens, double tdpShare) =>
        Watts(Bloom, Prompt(tokens), 1410).ShouldBe(400 * tdpShare, 4 * tdpShare);

    [Fact]
    public void MilliwattsAt_BloomDecode_IsBetween55And65PercentOfTdp()
    {
        // POLCA's figures for whole requests are .54 to .64 with the prompt in it; an independent model needed .55 to .6 for the token phase.
        foreach (int sequences in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 512])
            Watts(Bloom, Decode(sequences), 1410).ShouldBeInRange(220, 260);
    }

    [Fact]
    public void MilliwattsAt_H100Decode_IsPublishedRange()
    {
        GpuPhysics physics = GpuPhysics.For(GpuCatalog.H100Sxm, "llama2-70b");
        Watts(physics, Decode(1), 1980).ShouldBe(137, 0.5);
        Watts(physics, Decode(128), 1980).ShouldBe(300, 0.5);
        Watts(physics, Prompt(8192), 1980).ShouldBeGreaterThan(700);
    }

    [Fact]
    public void MilliwattsAt_Idle_IsIdleAtEveryClock()
    {
        Watts(Bloom, ServerActivity.Idle, 1410).ShouldBe(63);
        Watts(Bloom, ServerActivity.Idle, 210).ShouldBe(63);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MilliwattsAt_EveryActivityAndClock_IsAtMostWorstDraw(string gpu, string model)
    {
        GpuPhysics physics = Make(gpu, model);
        foreach (Megahertz clock in Clocks(physics.Model))
        {
            long worst = (long)(physics.Model.WorstDraw(clock).Value * 1e3);
            foreach (ServerActivity activity in Activities())
                physics.MilliwattsAt(activity, clock).ShouldBeLessThanOrEqualTo(worst, $"{activity} at {clock}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MilliwattsAt_LowerClock_NeverDrawsMore(string gpu, string model)
    {
        GpuPhysics physics = Make(gpu, model);
        foreach (ServerActivity activity in Activities())
        {
            long before = 0;
            foreach (Megahertz clock in Clocks(physics.Model))
            {
                long power = physics.MilliwattsAt(activity, clock);
                power.ShouldBeGreaterThanOrEqualTo(before, $"{activity} at {clock}");
                before = power;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Slowdowns_LowerClock_NeverFallAndAreOneAtMaximum(string gpu, string model)
    {
        GpuPhysics physics = Make(gpu, model);
        double prompt = double.PositiveInfinity;
        double decode = double.PositiveInfinity;
        foreach (Megahertz clock in Clocks(physics.Model))
        {
            physics.PromptSlowdownAt(clock).ShouldBeInRange(1, prompt);
            physics.DecodeSlowdownAt(clock).ShouldBeInRange(1, decode);
            prompt = physics.PromptSlowdownAt(clock);
            decode = physics.DecodeSlowdownAt(clock);
        }

        physics.PromptSlowdownAt(Megahertz.Unlimited).ShouldBe(1);
        physics.DecodeSlowdownAt(physics.Model.MaxClock).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void UncappedEstimate_FromEveryActivityAndClock_IsNeverBelowTheTruth(string gpu, string model)
    {
        GpuPhysics physics = Make(gpu, model);
        foreach (ServerActivity activity in Activities())
        {
            double truth = Watts(physics, activity, physics.Model.MaxClock.Value);
            foreach (Megahertz clock in Clocks(physics.Model))
            {
                Watts reading = new(physics.MilliwattsAt(activity, clock) / 1e3);

                // Half a milliwatt of rounding in the reading, divided by the least share kept.
                UncappedEstimate.AtMaxClock(physics.Model, reading, clock).Value.ShouldBeGreaterThanOrEqualTo(truth - 0.01, $"{activity} at {clock}");
            }
        }
    }

    [Fact]
    public void Polca_TwentyPercentLowerPeak_CostsAtMostSevenPercent()
    {
        // POLCA: up to 20 % lower peak for at most 7 % performance; a request of 2048 prompt tokens (540 ms) and 256 output tokens of 49 ms.
        double free = Watts(Bloom, Prompt(2048), 1410);
        double clock = 1410;
        while (Watts(Bloom, Prompt(2048), clock) > 0.8 * free)
            clock -= 15;
        double time = ((540 * Bloom.PromptSlowdownAt(new(clock))) + (256 * 49 * Bloom.DecodeSlowdownAt(new(clock)))) / (540 + (256 * 49));
        time.ShouldBeInRange(1.01, 1.07);
        clock.ShouldBeInRange(1200, 1305); // the base clock of 1275 MHz is POLCA's first cap
    }

    [Fact]
    public void Polca_ThirteenPercentLowerPeak_CostsBloomAtMostFivePercent()
    {
        double free = Watts(Bloom, Prompt(2048), 1410);
        double clock = 1410;
        while (Watts(Bloom, Prompt(2048), clock) > 0.87 * free)
            clock -= 15;
        Bloom.PromptSlowdownAt(new(clock)).ShouldBeInRange(1.0, 1.05);
        Bloom.DecodeSlowdownAt(new(clock)).ShouldBeInRange(1.0, 1.05);
    }

    [Fact]
    public void Mixed_AgainstItsParts_DrawsNoLessThanDecodeAndRisesWithThePrompt()
    {
        foreach (int sequences in (int[])[1, 16, 128])
        {
            long decode = Bloom.MilliwattsAt(Decode(sequences), new(1410));
            foreach (int tokens in (int[])[1, 16, 100, 1000, 5000])
            {
                long mixed = Bloom.MilliwattsAt(new(InferencePhase.Mixed, tokens, sequences), new(1410));
                mixed.ShouldBeGreaterThanOrEqualTo(decode);
                mixed.ShouldBe(Math.Max(decode, Bloom.MilliwattsAt(Prompt(tokens + sequences), new(1410))));
            }
        }
    }

    [Fact]
    public void MilliwattsAt_BetweenSettableClocks_RoundsDownAndKeepsTheBrakeClock()
    {
        Bloom.MilliwattsAt(Prompt(2048), new(1289.9)).ShouldBe(Bloom.MilliwattsAt(Prompt(2048), new(1275)));
        Bloom.MilliwattsAt(Prompt(2048), new(287)).ShouldBe(Bloom.MilliwattsAt(Prompt(2048), new(285)));
        Bloom.MilliwattsAt(Prompt(2048), new(288)).ShouldBeGreaterThan(Bloom.MilliwattsAt(Prompt(2048), new(285)));
        Bloom.MilliwattsAt(Prompt(2048), new(0)).ShouldBe(Bloom.MilliwattsAt(Prompt(2048), new(210)));
    }

    [Fact]
    public void For_GpuWithMaximumOffTheGrid_ReachesIt()
    {
        GpuModel odd = GpuCatalog.A100Sxm80 with { MaxClock = new(1417), SustainedClock = new(1417) };
        GpuPhysics physics = GpuPhysics.For(odd, "bloom");
        physics.PromptSlowdownAt(new(1417)).ShouldBe(1);
        physics.PromptSlowdownAt(new(1416)).ShouldBe(physics.PromptSlowdownAt(new(1410)));
        physics.PromptSlowdownAt(new(1410)).ShouldBeGreaterThan(1);
    }

    internal static IEnumerable<ServerActivity> Activities()
    {
        yield return ServerActivity.Idle;
        foreach (int n in (int[])[0, 1, 3, 64, 100, 128, 200, 512, 700, 1024, 1500, 2048, 4096, 8192, 100_000, int.MaxValue])
        {
            yield return Prompt(n);
            yield return Decode(n);
            yield return new ServerActivity(InferencePhase.Mixed, n / 2, 16);
        }
    }

    internal static IEnumerable<Megahertz> Clocks(GpuModel model)
    {
        List<Megahertz> clocks = [model.BrakeClock, model.MaxClock];
        for (double f = model.MinClock.Value; f < model.MaxClock.Value; f += model.ClockStep.Value)
            clocks.Add(new Megahertz(f));
        return clocks.Order();
    }

    internal static ServerActivity Prompt(int tokens) => new(InferencePhase.Prompt, tokens, 0);

    internal static ServerActivity Decode(int sequences) => new(InferencePhase.Decode, 0, sequences);

    private static GpuPhysics Make(string gpu, string model)
    {
        GpuCatalog.BuiltIn.TryGet(gpu, out GpuModel? found).ShouldBeTrue();
        return GpuPhysics.For(found!, model);
    }

    private static double Watts(GpuPhysics physics, ServerActivity activity, double clock) => physics.MilliwattsAt(activity, new(clock)) / 1e3;
}
