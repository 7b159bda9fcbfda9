using PowerActors.Core.Control;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Serving;

public class LatencyTests
{
    [Fact]
    public void Of_KnownValues_GivesNumpysPercentiles()
    {
        // numpy.percentile([3, 1, 4, 1, 5, 9, 2, 6], [50, 90, 99]) is [3.5, 6.9, 8.79].
        LatencySummary summary = LatencySummary.Of([3, 1, 4, 1, 5, 9, 2, 6]);
        (summary.Count, summary.Max).ShouldBe((8L, 9.0));
        summary.Mean.ShouldBe(31 / 8.0, 1e-12);
        summary.P50.ShouldBe(3.5, 1e-12);
        summary.P90.ShouldBe(6.9, 1e-12);
        summary.P99.ShouldBe(8.79, 1e-12);
    }

    [Fact]
    public void Of_NoAndOneValue_AreDefined()
    {
        LatencySummary.Of([]).Mean.ShouldBe(double.NaN);
        LatencySummary.Of([2.5f]).ShouldBe(new LatencySummary(1, 2.5, 2.5, 2.5, 2.5, 2.5));
    }

    [Fact]
    public void Of_RandomValues_SortsThem()
    {
        Random random = new(1);
        foreach (int count in (ReadOnlySpan<int>)[2, 3, 100, 5000])
        {
            float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * Math.Pow(10, random.Next(-7, 8))))];
            values[0] = 0;
            float[] sorted = [.. values.Order()];
            LatencySummary.Of(values);
            values.ShouldBe(sorted);
        }
    }

    [Fact]
    public void Histogram_AnyValues_PercentilesWithinHalfAPercent()
    {
        Random random = new(2);
        LatencyHistogram one = new(), two = new();
        float[] values = new float[20_001];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(0.001 * Math.Pow(10_000, random.NextDouble()));
            (i % 3 == 0 ? one : two).Add(values[i]);
        }

        one.Merge(two);
        LatencySummary exact = LatencySummary.Of(values);
        LatencySummary read = one.Summarize();
        read.Count.ShouldBe(values.Length);
        read.Mean.ShouldBe(exact.Mean, exact.Mean * 1e-9);
        read.Max.ShouldBe(exact.Max);
        read.P50.ShouldBe(exact.P50, exact.P50 * 0.005);
        read.P90.ShouldBe(exact.P90, exact.P90 * 0.005);
        read.P99.ShouldBe(exact.P99, exact.P99 * 0.005);
    }

    [Fact]
    public void Histogram_OutsideItsRange_IsKeptAtTheEdge()
    {
        LatencyHistogram histogram = new();
        histogram.Percentile(0.5).ShouldBe(double.NaN);
        histogram.Add(0);
        histogram.Add(1e12);
        histogram.Count.ShouldBe(2);
        histogram.Percentile(0).ShouldBeLessThan(2e-6);
        histogram.Percentile(1).ShouldBeGreaterThan(1e6);
    }

    [Fact]
    public void Recorder_MoreRequestsThanKept_FallsBackToHistograms()
    {
        List<Request> load = TestLoads.Random(8, 2000, 0.2, 2000, 50);
        ServingCluster exact = TestLoads.Run(load, servers: 4);
        ServingCluster folded = TestLoads.Run(load, servers: 4, new ServingOptions { MaxRequestsKept = 900 });

        folded.Latencies.IsExact.ShouldBeFalse();
        folded.Latencies.ResponseSeconds.Length.ShouldBe(0);
        foreach (Priority? priority in (Priority?[])[null, Priority.Low, Priority.High])
        {
            LatencyReport a = exact.Latencies.Summarize(priority), b = folded.Latencies.Summarize(priority);
            b.Response.Count.ShouldBe(a.Response.Count);
            b.BetweenTokens.Count.ShouldBe(a.BetweenTokens.Count);
            b.Response.P90.ShouldBe(a.Response.P90, a.Response.P90 * 0.01);
            b.FirstToken.P50.ShouldBe(a.FirstToken.P50, a.FirstToken.P50 * 0.01);
        }
    }
}
