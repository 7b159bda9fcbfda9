using PowerActors.Core.Control;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Serving;

/// <summary>Runs of iterations as one event, counts kept lazily, trees instead of searches: all of it must give what one iteration at a time gives.</summary>
public class ServingOracleTests
{
    [Fact]
    public void AdvanceTo_RandomLoads_EqualsOneEventPerIteration()
    {
        int preemptions = 0, passes = 0;
        long overcommits = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            (ServingOptions options, List<Request> load, int servers) = Case(seed);
            NaiveCluster naive = new(options, TestLoads.Bloom, servers, load);
            naive.Run();
            ServingCluster cluster = TestLoads.Run(load, servers, options);

            Compare(cluster, naive, load, seed);
            preemptions += naive.Preemptions;
            passes = Math.Max(passes, naive.LongestPasses);
            overcommits += cluster.Counts.MemoryOvercommits;
        }

        // The cases are worth something only if they reach what is hard.
        preemptions.ShouldBeGreaterThan(1000);
        passes.ShouldBeGreaterThan(10);
        overcommits.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void OnClockChanged_AtRandomMoments_EqualsOneEventPerIteration()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            (ServingOptions options, List<Request> load, int servers) = Case(seed);
            Random random = new(seed);
            List<(long Tick, int Server, double Slowdown)> clocks = [];
            long tick = 0;
            for (int i = 0; i < 60; i++)
            {
                tick += random.Next(1, 20_000_000);
                clocks.Add((tick, random.Next(servers), 1 + (random.Next(5) * random.NextDouble())));
            }

            NaiveCluster naive = new(options, TestLoads.Bloom, servers, load, clocks);
            naive.Run();
            TestHardware[] hardware = [.. Enumerable.Range(0, servers).Select(_ => new TestHardware())];
            ServingCluster cluster = TestLoads.Cluster(load, servers, options, hardware);
            foreach ((long at, int server, double slowdown) in clocks)
            {
                cluster.AdvanceTo(at);
                hardware[server].PromptSlowdown = hardware[server].DecodeSlowdown = slowdown;
                cluster.OnClockChanged(server, at);
            }

            cluster.RunToEnd();
            Compare(cluster, naive, load, seed);
        }
    }

    private static (ServingOptions Options, List<Request> Load, int Servers) Case(int seed)
    {
        Random random = new(seed * 7919);
        int maxPrompt = random.Next(3) switch { 0 => 50, 1 => 600, _ => 4000 };
        ServingOptions options = new()
        {
            Batching = random.Next(8) == 0 ? Batching.Single : Batching.Continuous,
            MaxBatchRequests = random.Next(4) switch { 0 => 1 + random.Next(4), _ => 512 },
            MaxBatchTokens = random.Next(3) switch { 0 => 1 + random.Next(64), 1 => 512, _ => 2048 },
            MaxPreemptions = 1 + random.Next(5),
            KvCapacityTokens = random.Next(3) switch { 0 => maxPrompt + 60, 1 => 3 * maxPrompt, _ => 90_000 },
        };
        List<Request> load = TestLoads.Random(seed, 40 + random.Next(120), 0.02 + random.NextDouble(), maxPrompt, random.Next(1, 60));
        return (options, load, 1 + random.Next(3));
    }

    private static void Compare(ServingCluster cluster, NaiveCluster naive, List<Request> load, int seed)
    {
        for (int i = 0; i < load.Count; i++)
        {
            float response = cluster.Latencies.ResponseSeconds[i];
            float first = cluster.Latencies.FirstTokenSeconds[i];
            if (naive.Completions[i] == 0)
            {
                response.ShouldBe(float.NaN, $"seed {seed}, request {i}");
                continue;
            }

            response.ShouldBe((float)((naive.Completions[i] - load[i].ArrivalTicks) * 1e-7), $"seed {seed}, request {i}");
            first.ShouldBe((float)((naive.FirstTokens[i] - load[i].ArrivalTicks) * 1e-7), $"seed {seed}, request {i}");
        }

        cluster.IsDone.ShouldBeTrue($"seed {seed}");
    }
}
