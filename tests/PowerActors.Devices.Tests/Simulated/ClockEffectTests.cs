using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Devices.Tests.Simulated;

public sealed class ClockEffectTests
{
    private const double IdleWatts = 63;

    // Shipped figures are medians rounded to three digits.
    private const double Tolerance = 0.002;

    public static TheoryData<string> Names => ["A100Prompt", "A100Decode", "H100Prompt", "H100Decode"];

    [SharedDataFact]
    public void A100Prompt_AgainstMeasuredPrefill_IsItsMedian() =>
        ShouldBeMedianOf(ClockEffect.A100Prompt, MeasuredProfiles.Llama70B().Where(s => s.BatchTokens >= 256));

    [SharedDataFact]
    public void A100Decode_AgainstMeasuredDecode_IsItsMedian() =>
        ShouldBeMedianOf(ClockEffect.A100Decode, MeasuredProfiles.Llama70B().Where(s => s.BatchTokens < 128));

    [SharedDataFact]
    public void A100Prompt_AtLowestClock_IsMeasuredOnA800()
    {
        List<MeasuredShape> prefill = MeasuredProfiles.A800("prefill");
        double draw = SharedData.Median(prefill.Select(s => s.DynamicShare(210, IdleWatts)));
        ClockEffect.A100Prompt.DynamicShareAt(210.0 / 1410).ShouldBe(draw, 0.01);
        double time = SharedData.Median(prefill.Select(s => s.TimeMultiple(210)));
        ClockEffect.A100Prompt.TimeMultipleAt(210.0 / 1410).ShouldBe(time, 0.06 * time);
    }

    [SharedDataFact]
    public void A100Decode_AtLowestClock_IsMeasuredOnA800()
    {
        // Shapes that keep the GPU busy: the others draw little more than idle at any clock.
        List<MeasuredShape> decode = [.. MeasuredProfiles.A800("decode").Where(s => s.ByClock[1410].Watts >= 150)];
        double draw = SharedData.Median(decode.Select(s => s.DynamicShare(210, IdleWatts)));
        ClockEffect.A100Decode.DynamicShareAt(210.0 / 1410).ShouldBe(draw, 0.02);

        // Time there is the careful end: no measured shape is slowed more.
        decode.Max(s => s.TimeMultiple(210)).ShouldBeLessThan(ClockEffect.A100Decode.TimeMultipleAt(210.0 / 1410));
    }

    [SharedDataFact]
    public void A100_AgainstServingUnderLoad_PowerIsBetweenPromptAndDecodeWithin5AndAHalfPoints()
    {
        // Whole servers under an offered load, from nearly pure decode to a good part of prompts: independent of the profiles that the figures come from. Power is
        // of eight GPUs.
        var loads = SharedData.Rows("beam/serving/dynamo_dvfs_profile_A100-SXM4-80GB_meta-llama_Llama-3.3-70B-Instruct.csv")
            .GroupBy(row => (row("tp"), row("tps"))).ToList();
        loads.Count.ShouldBe(10);
        foreach (var load in loads)
        {
            var watts = load.ToDictionary(row => (int)row("clock"), row => row("gpu_power") / 8);
            foreach (int clock in (int[])[600, 800, 1000, 1200])
            {
                double prompt = PredictedPowerRatio(ClockEffect.A100Prompt, watts[1400], clock);
                double decode = PredictedPowerRatio(ClockEffect.A100Decode, watts[1400], clock);
                (watts[clock] / watts[1400]).ShouldBeInRange(prompt - 0.055, decode + 0.055, $"{load.Key} at {clock} MHz");
                if (load.Key.Item2 <= 1200)
                    (watts[clock] / watts[1400]).ShouldBe(decode, 0.055, $"{load.Key} at {clock} MHz");
            }
        }
    }

    [Theory]
    [InlineData(600, 977, 80.7)]
    [InlineData(800, 1095, 59.8)]
    [InlineData(1000, 1139, 48.8)]
    [InlineData(1200, 1226, 44.3)]
    public void A100Decode_AgainstServing600TokensPerSecond_PowerWithin5PointsTimeWithin9Percent(int clock, double watts, double tokenMs)
    {
        PredictedPowerRatio(ClockEffect.A100Decode, 1501.0 / 8, clock).ShouldBe(watts / 1501, 0.05);
        ClockEffect.A100Decode.TimeMultipleAt(clock / 1410.0).ShouldBe(tokenMs / 44.2, 0.09 * tokenMs / 44.2);
    }

    [Theory]
    [InlineData(800, .555, 2.07, 28.2)]
    [InlineData(1000, .603, 1.59, 23.0)]
    [InlineData(1200, .665, 1.31, 19.7)]
    [InlineData(1400, .783, 1.15, 18.0)]
    [InlineData(1600, .904, 1.05, 17.0)]
    [InlineData(1800, .986, 1.01, 16.7)]
    public void H100_AgainstPublishedTable_Agrees(int clock, double power, double firstToken, double betweenTokensMs)
    {
        double share = clock / 1980.0;
        ((GpuCatalog.H100Sxm.IdleAt(new Megahertz(clock)).Value + (240 * ClockEffect.H100Decode.DynamicShareAt(share))) / 350).ShouldBe(power, 0.002);
        ClockEffect.H100Prompt.TimeMultipleAt(share).ShouldBe(firstToken, 0.001);
        ClockEffect.H100Decode.TimeMultipleAt(share).ShouldBe(betweenTokensMs / 16.3, 0.001);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryEffect_AsClockFalls_DrawNeverRisesAndTimeNeverFalls(string name)
    {
        ClockEffect effect = ByName(name);
        double draw = 1;
        double time = 1;
        for (double share = 1; share >= 0.1; share -= 0.001)
        {
            effect.DynamicShareAt(share).ShouldBeLessThanOrEqualTo(draw);
            effect.TimeMultipleAt(share).ShouldBeGreaterThanOrEqualTo(time);
            draw = effect.DynamicShareAt(share);
            time = effect.TimeMultipleAt(share);
        }

        draw.ShouldBeGreaterThan(0);
        time.ShouldBeGreaterThan(3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryEffect_NeverGainsMoreThanTheClockLost(string name)
    {
        // Time never grows faster than 1 / clock (measured to 2 %): no work depends on the clock more than compute does.
        ClockEffect effect = ByName(name);
        for (double share = 1; share >= 0.1; share -= 0.01)
            effect.TimeMultipleAt(share).ShouldBeLessThanOrEqualTo(1.02 / share);
    }

    [Fact]
    public void TimeMultiple_BelowLowestPoint_IsInverseToClock() =>
        ClockEffect.A100Prompt.TimeMultipleAt(255.0 / 1410).ShouldBe(2 * ClockEffect.A100Prompt.TimeMultipleAt(510.0 / 1410), 1e-9);

    private static void ShouldBeMedianOf(ClockEffect effect, IEnumerable<MeasuredShape> measured)
    {
        List<MeasuredShape> shapes = [.. measured];
        foreach ((double share, double shipped) in effect.Time)
        {
            int clock = (int)Math.Round(share * 1410);
            shipped.ShouldBe(SharedData.Median(shapes.Select(s => s.TimeMultiple(clock))), Tolerance, $"time at {clock} MHz");
        }

        foreach ((double share, double shipped) in effect.Draw.Where(p => p.ClockShare > 0.3))
        {
            int clock = (int)Math.Round(share * 1410);
            shipped.ShouldBe(SharedData.Median(shapes.Select(s => s.DynamicShare(clock, IdleWatts))), Tolerance, $"draw at {clock} MHz");
        }
    }

    private static double PredictedPowerRatio(ClockEffect effect, double wattsAt1400, int clock)
    {
        double kept = effect.DynamicShareAt(clock / 1410.0) / effect.DynamicShareAt(1400 / 1410.0);
        return (IdleWatts + ((wattsAt1400 - IdleWatts) * kept)) / wattsAt1400;
    }

    private static ClockEffect ByName(string name) => name switch
    {
        "A100Prompt" => ClockEffect.A100Prompt,
        "A100Decode" => ClockEffect.A100Decode,
        "H100Prompt" => ClockEffect.H100Prompt,
        "H100Decode" => ClockEffect.H100Decode,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
