using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Tests.Results;

public class PowerTimelineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(79)]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(500)]
    [InlineData(43_200)]
    public void Timeline_OfAnyLength_HasAtMost80BucketsThatCoverEverySample(int samples)
    {
        PowerTimelineRecorder recorder = new(TimeSpan.FromSeconds(2));
        for (int i = 0; i < samples; i++)
            recorder.Add(i);
        PowerTimeline timeline = recorder.Timeline(limitMilliwatts: 1);
        timeline.Buckets.Count.ShouldBeInRange(Math.Min(samples, 40), 80);
        timeline.Buckets[^1].Peak.ShouldBe(samples - 1);
        int perBucket = (int)(timeline.BucketLength / TimeSpan.FromSeconds(2));
        for (int i = 0; i < timeline.Buckets.Count; i++)
        {
            int first = i * perBucket, last = Math.Min(samples, first + perBucket) - 1;
            timeline.Buckets[i].Peak.ShouldBe(last);
            timeline.Buckets[i].Mean.ShouldBe((first + last) / 2.0, 1e-9);
        }
    }
}
