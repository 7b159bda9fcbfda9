using FsCheck;
using FsCheck.Fluent;
using PowerActors.Simulation.Reports.Recording;

namespace PowerActors.Simulation.Tests.Reports.Recording;

public sealed class WorstMomentRecorderTests
{
    [Fact]
    public void Samples_AnyRun_AreThoseAroundTheFirstOfTheHighest()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed =>
        {
            Random random = new(seed);
            int count = random.Next(1, 2000), warm = random.Next(0, count);
            long[] power = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(1, 500))];
            WorstMomentRecorder recorder = new(TimeSpan.FromSeconds(2));
            for (int i = 0; i < count; i++)
                recorder.Add(TimeSpan.FromSeconds(2 * i), power[i] * 1000, i % 5, counts: i >= warm);
            int highest = Enumerable.Range(warm, count - warm).MaxBy(i => power[i]);
            recorder.At.ShouldBe(TimeSpan.FromSeconds(2 * highest));
            int around = (int)(WorstMomentRecorder.Around / TimeSpan.FromSeconds(2));
            recorder.Samples.ShouldBe(Enumerable.Range(0, count).Where(i => Math.Abs(i - highest) <= around).Select(i => new PowerSample(TimeSpan.FromSeconds(2 * i), power[i], i % 5)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(2024, 1));
    }

    [Fact]
    public void HasAny_WarmUpAlone_IsFalse()
    {
        WorstMomentRecorder recorder = new(TimeSpan.FromSeconds(2));
        recorder.Add(TimeSpan.Zero, 1, 0, counts: false).ShouldBeFalse();
        recorder.HasAny.ShouldBeFalse();
    }
}
