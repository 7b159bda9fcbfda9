using System.Diagnostics;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Units;

namespace PowerActors.Benchmarks.Control;

/// <summary>Measures the live control plane, load generator included in the same process.</summary>
internal static class ControlSuite
{
    private const int Connections = 256;
    private const int Rounds = 20;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(40);

    public static void RunLoad() => LoadAsync().GetAwaiter().GetResult();

    public static void RunBrake() => BrakeAsync().GetAwaiter().GetResult();

    private static async Task LoadAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; one node with journal, API and /metrics, and its load generator in one process, at most {Connections} connections on loopback, every agent (8 GPUs) at 1 Hz, {Duration.TotalSeconds:0} s each");
        Console.WriteLine("loop: from a row's reading over its limit to the brake's arrival at each of its 52 agents; snapshot: from a reading to the server's published snapshot");
        Console.WriteLine();
        Console.WriteLine($"{"GPUs",8} {"agents",7} {"conns",6} {"reports/s",10} {"taken",7} {"loop ms p50 / p99 / max",25} {"brakes",7} {"snapshot ms p50 / p99",22} {"CPU cores",10} {"RSS MB",7} {"B/report",9} {"late",6} met?");
        Console.WriteLine(new string('-', 135));
        foreach ((int gpus, bool spread) in new[] { (10_000, false), (50_000, false), (100_000, false), (100_000, true) })
        {
            try
            {
                await LoadAsync(gpus, spread);
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine($"{gpus,8:#,0} gave up: {e.Message}; is the machine busy with something else?");
            }
        }

        Console.WriteLine("last line: no two servers of a row on the same connection, so that no two reports of an instant go out together");
        Console.WriteLine();
    }

    private static async Task BrakeAsync()
    {
        await using BrakeRun brake = new();
        await brake.RunAsync(Rounds);
        double[] latencies = [.. brake.Latencies.Order()];
        double p99 = Percentile(latencies, .99);
        Console.WriteLine($"row of 52 real agents over its limit, telemetry 1 s, {Rounds} rounds: from the reading to the brake given to every GPU of an agent");
        Console.WriteLine($"  p50 {Percentile(latencies, .5):0.0} ms, p99 {p99:0.0} ms, max {latencies[^1]:0.0} ms over {latencies.Length} agents; goal: 99 % within 1000 ms, {(p99 < 1000 ? "met" : "NOT MET")}");
    }

    private static async Task LoadAsync(int gpus, bool spread)
    {
        int agents = gpus / 8;
        ControlTiming timing = new()
        {
            Telemetry = TimeSpan.FromSeconds(1),
            Heartbeat = TimeSpan.FromSeconds(3),
            Staleness = TimeSpan.FromSeconds(10),
            Lease = TimeSpan.FromSeconds(60),
            ClockLatency = TimeSpan.FromSeconds(1),
            BrakeLatency = TimeSpan.FromSeconds(1),
        };
        await using ControlNode node = await ControlNode.StartAsync(ControlNode.Plan(agents, Watts.FromKilowatts(260), timing, TimeSpan.FromSeconds(3)));
        await using LoadGenerator load = new(node, Connections, spread);
        await load.ConnectAsync();
        await load.RunAsync(WarmUp);
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        long allocated = GC.GetTotalAllocatedBytes();
        long sent = load.Sent, late = load.Late, taken = Taken(node);
        long start = Stopwatch.GetTimestamp();
        load.Measures = true;
        using CancellationTokenSource ends = new();
        Task<(double[] Milliseconds, int Bytes)> scrapes = ScrapeAsync(node, ends.Token);
        await load.RunAsync(Duration);
        await ends.CancelAsync();
        load.Measures = false;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        sent = load.Sent - sent;
        taken = Taken(node) - taken;
        double[] loop = [.. load.Loop.Order()];
        double[] snapshot = [.. load.Snapshot.Order()];
        double p99 = Percentile(loop, .99);
        Console.WriteLine(
            $"{gpus,8:#,0} {agents,7:#,0} {load.Connections,6} {sent / seconds,10:#,0} {(double)taken / sent,7:P1} {$"{Percentile(loop, .5):0.0} / {p99:0.0} / {loop[^1]:0.0}",25} {loop.Length / 52,7} {$"{Percentile(snapshot, .5):0.0} / {Percentile(snapshot, .99):0.0}",22} "
            + $"{(process.TotalProcessorTime - cpu).TotalSeconds / seconds,10:0.00} {process.WorkingSet64 >> 20,7} {(GC.GetTotalAllocatedBytes() - allocated) / sent,9} {load.Late - late,6} {(p99 < 250 ? "yes" : "NO")}");
        (double[] scraped, int bytes) = await scrapes;
        if (scraped.Length > 0)
            Console.WriteLine($"         /metrics read {scraped.Length} times beside it: {bytes / 1e6:0.0} MB in {Percentile(scraped, .5):0} ms, at most {scraped[^1]:0} ms");
        if (node.Laws.ViolationCount > 0)
            Console.WriteLine($"         a law was broken: {node.Laws.Violations[0]}");
        if (node.Hub.Sessions != agents)
            Console.WriteLine($"         only {node.Hub.Sessions} of {agents} agents are connected");
    }

    /// <summary>Reads /metrics every ten seconds, as Prometheus would.</summary>
    private static async Task<(double[] Milliseconds, int Bytes)> ScrapeAsync(ControlNode node, CancellationToken ends)
    {
        List<double> took = [];
        int bytes = 0;
        using HttpClient client = new() { BaseAddress = node.Address };
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), ends);
                long start = Stopwatch.GetTimestamp();
                bytes = (await client.GetByteArrayAsync("/metrics", ends)).Length;
                took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }

        took.Sort();
        return ([.. took], bytes);
    }

    private static long Taken(ControlNode node) => node.Index.Servers.Sum(server => node.Hub.Link(server.ServerIndex).Reports);

    private static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
}
