using PowerActors.Core.Control;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Simulation.Tests.Reports.Recording;

/// <summary>What a run records for its report, against the run's own result.</summary>
public sealed class RunDetailTests(RunDetailTests.Runs runs) : IClassFixture<RunDetailTests.Runs>
{
    /// <summary>The same run with and without detail.</summary>
    public sealed class Runs
    {
        public Runs()
        {
            TopologyPlan plan = TestPlans.Row(52, 40);
            Plain = Execute(plan, ReportDetail.None);
            Detailed = Execute(plan, ReportDetail.Full);
        }

        public SimulationResult Plain { get; }

        public SimulationResult Detailed { get; }

        public RunDetail Detail => Detailed.Detail!;

        private static SimulationResult Execute(TopologyPlan plan, ReportDetail detail)
        {
            using SimulationRun run = new(TestPlans.Synthetic(plan, TimeSpan.FromHours(2), 2, seed: 5) with { Detail = detail });
            return run.Execute();
        }
    }

    [Fact]
    public void Detail_Recorded_ChangesNoDecisionAndNoFigure()
    {
        runs.Plain.Detail.ShouldBeNull();
        runs.Detailed.Digest.ShouldBe(runs.Plain.Digest);
        runs.Detailed.Latency.ShouldBe(runs.Plain.Latency);
        runs.Detailed.Capping.RungSeconds.ShouldBe(runs.Plain.Capping.RungSeconds);
    }

    [Fact]
    public void Worst_Sample_IsThePeakOfTheResult()
    {
        WorstMoment worst = runs.Detail.Worst.ShouldNotBeNull();
        PowerSample peak = worst.Samples.Single(sample => sample.At == worst.At);
        (peak.Watts / runs.Detailed.Power.LimitWatts).ShouldBe(runs.Detailed.Power.PeakUtilization, 1e-12);
        worst.Samples[1].At.ShouldBe(worst.Samples[0].At + TimeSpan.FromSeconds(2));
        worst.Servers.Count.ShouldBe(52);
        worst.Servers.Sum(static server => server.Watts).ShouldBe(peak.Watts, .01);
        worst.Servers.Count(static server => server.Priority == Priority.Low).ShouldBe(26);
    }

    [Fact]
    public void History_RungShares_AreTheRungSecondsOfTheResult()
    {
        PowerHistory history = runs.Detail.History;
        for (int rung = 0; rung < runs.Detail.Rungs.Count; rung++)
        {
            double seconds = history.Stretches.Sum(stretch => stretch.RungShares[rung]) * history.Stretch.TotalSeconds;
            // A sample stands for its period; a rung changes at a sample, and is seen at the next.
            seconds.ShouldBe(runs.Detailed.Capping.RungSeconds[runs.Detail.Rungs[rung].Name], 60, runs.Detail.Rungs[rung].Name);
        }

        runs.Detail.Rungs.Select(static rung => rung.Name).ShouldBe(["free", "T1", "T2", "T2h", "brake"]);
        runs.Detail.Rungs[^1].IsBrake.ShouldBeTrue();
        runs.Detailed.Capping.RungSeconds["T1"].ShouldBeGreaterThan(0, "a run that never caps would show nothing");
    }

    [Fact]
    public void Domains_Row_NeverExceedsThePeakAndReachesItAfterWarmUp()
    {
        DomainTrack row = runs.Detail.Domains.Domains.Single(static domain => domain.Kind == DomainKind.Row);
        row.HasLimit.ShouldBeTrue();
        row.RatingWatts.ShouldBe(runs.Detailed.Power.LimitWatts);
        row.HighWatts.Max().ShouldBeGreaterThanOrEqualTo(runs.Detailed.Power.PeakUtilization * row.RatingWatts * (1 - 1e-6));
        row.HighWatts.Count.ShouldBeInRange(60, 120);
        runs.Detail.Domains.Domains.Count.ShouldBe(2 + 13);
    }

    [Fact]
    public void Latencies_Bins_HoldEveryCompletedRequestAndItsPercentiles()
    {
        LatencyDistribution[] run = [.. runs.Detail.Latencies.Where(static latency => !latency.IsReference)];
        run.Sum(static latency => latency.Bins.Sum(static bin => bin.Count)).ShouldBe(runs.Detailed.Requests.Completed);
        foreach (LatencyDistribution latency in run)
        {
            double p99 = latency.Priority == Priority.High ? runs.Detailed.Latency.High.P99Seconds : runs.Detailed.Latency.Low.P99Seconds;
            long longer = latency.Bins.Where(bin => bin.Low >= p99).Sum(static bin => bin.Count), all = latency.Bins.Sum(static bin => bin.Count);
            long longerOrThere = latency.Bins.Where(bin => bin.High >= p99).Sum(static bin => bin.Count);
            ((double)longer / all).ShouldBeLessThan(.0101);
            ((double)longerOrThere / all).ShouldBeGreaterThan(.0099);
        }

        runs.Detail.Latencies.Count(static latency => latency.IsReference).ShouldBe(2);
    }

    [Fact]
    public void LawChecks_Counts_AddUpToTheResults() => runs.Detail.LawChecks.Sum(static count => count.Checks).ShouldBe(runs.Detailed.Laws.Checks);
}
