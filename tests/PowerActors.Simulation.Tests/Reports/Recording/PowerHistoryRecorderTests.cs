using FsCheck;
using FsCheck.Fluent;
using PowerActors.Simulation.Reports.Recording;

namespace PowerActors.Simulation.Tests.Reports.Recording;

public sealed class PowerHistoryRecorderTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    [Fact]
    public void ToHistory_RunOfAnyLength_HasWhatEachStretchHad()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed =>
        {
            Random random = new(seed);
            (long Power, int Rung)[] samples = [.. Enumerable.Range(0, random.Next(1, 20_000)).Select(_ => (random.NextInt64(1, 300_000_000), random.Next(3)))];
            PowerHistoryRecorder recorder = new(Period, rungs: 3);
            foreach ((long power, int rung) in samples)
                recorder.Add(power, rung);
            PowerHistory history = recorder.ToHistory(Period * (samples.Length - 1));
            history.Stretches.Count.ShouldBeLessThanOrEqualTo(2048);
            int per = (int)(history.Stretch / Period), at = 0;
            for (int i = 0; i < history.Stretches.Count; i++)
            {
                // The last sample is taken at the very end, and belongs to the stretch before it.
                (long Power, int Rung)[] part = i == history.Stretches.Count - 1 ? samples[at..] : samples[at..(at + per)];
                PowerStretch stretch = history.Stretches[i];
                stretch.LowWatts.ShouldBe(part.Min(static sample => sample.Power) / 1e3);
                stretch.HighWatts.ShouldBe(part.Max(static sample => sample.Power) / 1e3);
                stretch.MeanWatts.ShouldBe(part.Average(static sample => sample.Power) / 1e3, 1e-3);
                for (int rung = 0; rung < 3; rung++)
                    stretch.RungShares[rung].ShouldBe((double)part.Count(sample => sample.Rung == rung) / part.Length, 1e-12);
                at += part.Length;
            }

            at.ShouldBe(samples.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(2024, 1));
    }
}
