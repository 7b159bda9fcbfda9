using System.Diagnostics;
using PowerActors.Benchmarks.Engine;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Benchmarks.Simulation;

/// <summary>Measures the simulator: the full tree of actors, telemetry every 2 s, power and control included; and the Azure trace against splitwise-sim's figures.</summary>
internal static class SimulationSuite
{
    private const int Runs = 5;
    private static readonly ServingOptions Consolidated = new() { RequestsPerWokenServer = 6 };

    public static void Run()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; medians of {Runs} runs, warm; POLCA at +30 %, the calibrated row's load, the uncapped reference beside it");
        Console.WriteLine();
        Console.WriteLine($"{"servers",8} {"GPU actors",11} {"hours",6} {"wall ms/h (min–max)",24} {"times real time",16} {"µs per server-hour",19} {"goal",9} met?");
        Console.WriteLine(new string('-', 100));
        foreach ((int servers, double hours) in new[] { (13, 24.0), (52, 24), (208, 6), (832, 2) })
            Row(servers, hours);
        Console.WriteLine();
        Azure();
    }

    private static void Row(int servers, double hours)
    {
        Measurement wall = Measurement.Of(1, Runs, () => Simulate(Plan(servers, servers * 10 / 13), Synthetic(servers, hours), TimeSpan.FromHours(hours), withReference: true, Consolidated));
        double perHour = wall.Median / hours;
        double speed = 3_600_000 / perHour;
        string goal = servers == 52 ? "30,000" : "";
        string met = servers == 52 ? (speed >= 30_000 ? "yes" : "NO") : "";
        Console.WriteLine($"{servers,8} {servers * 8,11} {hours,6:0} {$"{perHour:0.0} ({wall.Min / hours:0.0}–{wall.Max / hours:0.0})",24} {speed,16:#,0} {1e3 * perHour / servers,19:0} {goal,9} {met}");
    }

    private static void Azure()
    {
        string? trace = Shared("azure-llm/AzureLLMInferenceTrace_conv.csv");
        if (trace is null)
        {
            Console.WriteLine("The Azure conversation trace was not found (POWERACTORS_SHARED): its row is left out.");
            return;
        }

        Console.WriteLine($"{"Azure conversation trace, 19,366 requests",-44} {"splitwise-sim",-14} {"goal",-9} {"ours (min–max)",-22} met?");
        Console.WriteLine(new string('-', 100));
        foreach (int servers in new[] { 40, 52 })
        {
            TraceLoad load = new(AzureTrace.Read(trace), new TraceLoadOptions());
            Measurement wall = Measurement.Of(2, 9, () => Simulate(Plan(servers, 40), load, duration: null, withReference: false));
            string met = servers == 40 ? (wall.Median <= 58 ? "yes" : "NO") : "";
            Console.WriteLine($"{$"  event loop, {servers} servers, tree and power on",-44} {(servers == 40 ? "2,900 ms" : ""),-14} {(servers == 40 ? "≤ 58 ms" : ""),-9} {$"{wall.Median:0.0} ms ({wall.Min:0.0}–{wall.Max:0.0})",-22} {met}");
        }
    }

    private static double Simulate(TopologyPlan plan, IRequestLoad load, TimeSpan? duration, bool withReference, ServingOptions? serving = null)
    {
        PerformanceModel performance = PerformanceModel.Shipped("bloom-176b");
        using SimulationRun run = new(new SimulationOptions
        {
            Plan = plan,
            Policy = "polca",
            NameplateServers = 40,
            Load = load,
            Performance = _ => performance,
            Duration = duration,
            WithReference = withReference,
            Serving = serving ?? new ServingOptions(),
        });
        long start = Stopwatch.GetTimestamp();
        SimulationResult result = run.Execute();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (result.Laws.Violations.Count > 0)
            throw new InvalidOperationException($"a law was broken: {result.Laws.Violations[0]}");
        return milliseconds;
    }

    /// <summary>The load of <c>hocon/reference.conf</c>.</summary>
    private static SyntheticLoad Synthetic(int servers, double hours) =>
        new(SyntheticLoadOptions.ForServers(servers, 3.8, PerformanceModel.Shipped("bloom-176b"), TimeSpan.FromHours(hours)) with { DailyAmplitude = .6, DayVariation = .25 });

    private static TopologyPlan Plan(int servers, int nameplateServers)
    {
        List<TopologyDomain> racks = [];
        foreach (int[] members in Enumerable.Range(0, servers).Chunk(4))
        {
            racks.Add(new TopologyDomain
            {
                Kind = DomainKind.Rack,
                Name = $"rack-{racks.Count + 1}",
                HasMeter = false,
                Servers = [.. members.Select(static i => new TopologyServer { Name = $"server-{i + 1}", Model = ServerCatalog.DgxA100, Priority = (Priority)(i % 2) })],
            });
        }

        ControlTiming timing = new();
        TopologyDomain row = new()
        {
            Kind = DomainKind.Row,
            Name = "row-1",
            Limit = ServerCatalog.DgxA100.Nameplate * nameplateServers,
            Breaker = TripCurve.Row,
            Ladder = KnownLadders.Polca(timing.ClockLatency),
            Domains = racks,
        };
        TopologyDomain site = new() { Kind = DomainKind.Site, Name = "lab", Domains = [row], HasMeter = false };
        return new TopologyPlan { Root = site, FailSafe = FailSafe.Highest(site), Timing = timing };
    }

    private static string? Shared(string file)
    {
        string? folder = Environment.GetEnvironmentVariable("POWERACTORS_SHARED");
        for (DirectoryInfo? up = new(AppContext.BaseDirectory); folder is null && up is not null; up = up.Parent)
        {
            if (File.Exists(Path.Combine(up.FullName, "PowerActors.sln")))
                folder = Path.Combine(up.FullName, "..", "shared");
        }

        string path = Path.Combine(folder ?? "", "data", file);
        return File.Exists(path) ? path : null;
    }
}
