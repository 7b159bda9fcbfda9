using PowerActors.Core.Control;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Workload;

public class TraceLoadTests
{
    private static readonly RequestTrace Trace = new("t", [0, 10_000_000, 30_000_000], [10, 20, 30], [1, 2, 3]);

    [Fact]
    public void Open_NoOptions_ReplaysTheTraceOnceAsItIs()
    {
        List<Request> requests = Read(new TraceLoad(Trace, new TraceLoadOptions()));
        requests.Select(r => r.ArrivalTicks).ShouldBe([0, 10_000_000, 30_000_000]);
        requests.Select(r => (r.PromptTokens, r.OutputTokens)).ShouldBe([(10, 1), (20, 2), (30, 3)]);
    }

    [Fact]
    public void Open_RateScale_DividesTimes() =>
        Read(new TraceLoad(Trace, new TraceLoadOptions { RateScale = 4 })).Select(r => r.ArrivalTicks).ShouldBe([0, 2_500_000, 7_500_000]);

    [Fact]
    public void Open_LongerDuration_RepeatsWithOneMeanGapAtTheSeam() =>
        Read(new TraceLoad(Trace, new TraceLoadOptions { Duration = TimeSpan.FromSeconds(9.5) })).Select(r => r.ArrivalTicks).ShouldBe(
            [0, 10_000_000, 30_000_000, 45_000_000, 55_000_000, 75_000_000, 90_000_000]);

    [Fact]
    public void Open_LongerDurationAndRateScale_KeepsTheScaledRateThroughout()
    {
        List<Request> requests = Read(new TraceLoad(Trace, new TraceLoadOptions { RateScale = 3, Duration = TimeSpan.FromSeconds(15) }));
        requests.Count.ShouldBe(30);
        requests[^1].ArrivalTicks.ShouldBeLessThan(150_000_000);
    }

    [Fact]
    public void Open_ShorterDuration_CutsTheTrace() =>
        Read(new TraceLoad(Trace, new TraceLoadOptions { Duration = TimeSpan.FromSeconds(1) })).Count.ShouldBe(1);

    [Fact]
    public void Open_HighPriorityShare_IsKeptAndDependsOnTheSeedAlone()
    {
        List<Priority> first = Priorities(0.3, 1);
        first.Count(p => p == Priority.High).ShouldBeInRange(2850, 3150);
        Priorities(0.3, 1).ShouldBe(first);
        Enumerable.Range(2, 20).ShouldContain(seed => !Priorities(0.3, (ulong)seed).SequenceEqual(first));
        Priorities(0, 1).ShouldAllBe(p => p == Priority.Low);
        Priorities(1, 1).ShouldAllBe(p => p == Priority.High);
    }

    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(double.NaN, 0.5)]
    [InlineData(1001, 0.5)]
    [InlineData(1, -0.1)]
    [InlineData(1, 1.1)]
    public void Constructor_OptionOutOfRange_IsRefused(double scale, double share) => Should.Throw<ArgumentOutOfRangeException>(
        () => new TraceLoad(Trace, new TraceLoadOptions { RateScale = scale, HighPriorityShare = share }));

    [Fact]
    public void Constructor_ColumnsThatCannotBe_AreRefused()
    {
        Should.Throw<ArgumentException>(() => new RequestTrace("t", [], [], []));
        Should.Throw<ArgumentException>(() => new RequestTrace("t", [0, 2, 1], [1, 1, 1], [1, 1, 1]));
        Should.Throw<ArgumentException>(() => new RequestTrace("t", [0], [1, 1], [1]));
        Should.Throw<ArgumentOutOfRangeException>(() => new TraceLoad(Trace, new TraceLoadOptions { Duration = TimeSpan.Zero }));
    }

    private static List<Priority> Priorities(double share, ulong seed)
    {
        RequestTrace trace = new("t", [.. Enumerable.Range(0, 10_000).Select(i => (long)i)], new int[10_000], new int[10_000]);
        return [.. Read(new TraceLoad(trace, new TraceLoadOptions { HighPriorityShare = share, Seed = seed })).Select(r => r.Priority)];
    }

    private static List<Request> Read(TraceLoad load)
    {
        List<Request> requests = [];
        IRequestCursor cursor = load.Open();
        while (cursor.TryRead(out Request request))
            requests.Add(request);
        return requests;
    }
}
