using PowerActors.Core.Control;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Serving;

/// <summary>
/// The answers of splitwise-sim, an independent simulator, for the Azure conversation trace on 40 servers (BLOOM-176B, eight A100 each). Five per cent are
/// asked for; one is what the same rules give.
/// </summary>
public class ReferenceRunTests
{
    [SharedDataFact(SharedData.AzureConversation)]
    public void RunToEnd_AzureConversationOn40Servers_AgreesWithSplitwiseSim()
    {
        RequestTrace trace = AzureTrace.Read(SharedData.Path(SharedData.AzureConversation));
        ServingCluster cluster = new(
            new ServingOptions(), TestLoads.Bloom, Enumerable.Repeat(Priority.High, 40).ToArray(), new TraceLoad(trace, new TraceLoadOptions()));
        cluster.RunToEnd();

        ServingCounts counts = cluster.Counts;
        counts.Completed.ShouldBe(19_366);
        counts.LastCompletion.TotalSeconds.ShouldBe(3523, 5);
        counts.MeanBatchOfRuns.ShouldBe(1.46, 0.01);
        counts.LargestBatch.ShouldBe(3);
        LatencyReport report = cluster.Latencies.Summarize();
        Agrees(report.Response, 6.60, 20.9, 29.5, 10.58);
        Agrees(report.FirstToken, 0.307, 0.813, 1.380, 0.382);
        Agrees(report.BetweenTokens, 0.0474, 0.0501, 0.0618, 0.0481);
    }

    private static void Agrees(LatencySummary ours, double p50, double p90, double p99, double mean)
    {
        ours.P50.ShouldBe(p50, p50 * 0.01);
        ours.P90.ShouldBe(p90, p90 * 0.01);
        ours.P99.ShouldBe(p99, p99 * 0.01);
        ours.Mean.ShouldBe(mean, mean * 0.01);
    }
}
