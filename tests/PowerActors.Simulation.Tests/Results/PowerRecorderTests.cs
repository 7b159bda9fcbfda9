using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Tests.Results;

public class PowerRecorderTests
{
    [Fact]
    public void Add_RandomSamples_AgreesWithASearchOfAllWindows()
    {
        Random random = new(42);
        for (int run = 0; run < 20; run++)
        {
            long[] samples = [.. Enumerable.Range(0, 300).Select(_ => random.NextInt64(1_000_000))];
            PowerRecorder recorder = new(TimeSpan.FromSeconds(2));
            foreach (long sample in samples)
                recorder.Add(sample, sample / 2);
            recorder.Peak.ShouldBe(samples.Max());
            recorder.GpusAtPeak.ShouldBe(samples.Max() / 2);
            recorder.Mean.ShouldBe(samples.Average(), 1e-6);
            recorder.MaxRise2s.ShouldBe(LargestRise(samples, 1));
            recorder.MaxRise40s.ShouldBe(LargestRise(samples, 20));
        }
    }

    [Theory]
    [InlineData(1, 2, 40)]
    [InlineData(2, 1, 20)]
    [InlineData(5, 1, 8)]
    public void MaxRise_OfASingleStep_IsSeenWithinItsWindowAlone(int periodSeconds, int samplesIn2s, int samplesIn40s)
    {
        // A slow ramp of one unit per sample: within n samples it rises by n.
        PowerRecorder recorder = new(TimeSpan.FromSeconds(periodSeconds));
        for (int i = 0; i < 1000; i++)
            recorder.Add(i, 0);
        recorder.MaxRise2s.ShouldBe(samplesIn2s);
        recorder.MaxRise40s.ShouldBe(samplesIn40s);
    }

    [Fact]
    public void MaxRise_OfFallingPower_IsZero()
    {
        PowerRecorder recorder = new(TimeSpan.FromSeconds(2));
        for (int i = 100; i > 0; i--)
            recorder.Add(i, 0);
        recorder.MaxRise2s.ShouldBe(0);
        recorder.MaxRise40s.ShouldBe(0);
    }

    private static long LargestRise(long[] samples, int window)
    {
        long rise = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            for (int j = Math.Max(0, i - window); j <= i; j++)
                rise = Math.Max(rise, samples[i] - samples[j]);
        }

        return rise;
    }
}
