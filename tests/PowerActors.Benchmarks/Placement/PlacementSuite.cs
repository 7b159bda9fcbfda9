using PowerActors.Benchmarks.Engine;
using PowerActors.Core.Control;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Replay;

namespace PowerActors.Benchmarks.Placement;

/// <summary>Measures placement: the full default replay of Alibaba's trace, and the cost of a decision as the cluster grows.</summary>
internal static class PlacementSuite
{
    private const int Runs = 7;
    private const int Warm = 1000;
    private const int Timed = 4000;
    private const int NodesPerRack = 16;

    public static void Run()
    {
        if (Folder() is not { } folder)
        {
            Console.WriteLine("Alibaba's trace was not found (POWERACTORS_SHARED): nothing to measure.");
            return;
        }

        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; one core, medians of {Runs} runs, warm");
        Console.WriteLine();
        Console.WriteLine("The default trace, seed 42: 10,866 tasks, 1,213 nodes");
        Console.WriteLine($"{"",-30} {"goal",-10} {"CPU time (min–max)",-24} {"wall time",-24} met?");
        Console.WriteLine(new string('-', 96));
        PlacementTrace trace = Read(folder);
        Full(trace, "fgd", 800);
        Full(trace, "pwr+fgd:0.1", 1200);
        Full(trace, "adaptive", null);
        Full(trace, "bestfit", null);
        Console.WriteLine();
        Console.WriteLine($"{"CPU time of a decision, half full",-29} {"µs at 1×",10} {"10×",10} {"100×",10}   nodes and tasks multiplied; growth 1× to 100×");
        Console.WriteLine(new string('-', 96));
        foreach (string policy in (string[])["fgd", "pwr+fgd:0.1", "adaptive"])
            Growth(policy, times => Cost(trace, policy, times, power: false));
        Growth("adaptive, racks of 16", times => Cost(trace, "adaptive", times, power: true));
        Console.WriteLine("Racks: each decision asks the ledger of the power tree, and every third rack refuses.");
    }

    // CPU time beside wall time: on a machine that other programs load, it is what a core of one's own would take.
    private static void Full(PlacementTrace trace, string policy, double? goal)
    {
        List<double> walls = [];
        Measurement cpu = Measurement.Of(2, Runs, () =>
        {
            PlacementReplay replay = new(new ReplayOptions { Trace = trace, Policy = Find(policy), Seed = 42 });
            TimeSpan before = Environment.CpuUsage.TotalTime;
            walls.Add(replay.Execute().WallSeconds * 1000);
            return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        });
        Measurement wall = new(walls.TakeLast(Runs));
        string met = goal is { } bound ? (cpu.Median <= bound ? "yes" : "NO") : "";
        Console.WriteLine($"{policy,-30} {(goal is null ? "" : $"≤ {goal} ms"),-10} {$"{cpu.Median:0} ms ({cpu.Min:0}–{cpu.Max:0})",-24} {$"{wall.Median:0} ms ({wall.Min:0}–{wall.Max:0})",-24} {met}");
    }

    // The cluster is filled to the half first, since a decision on an empty one has nothing to choose between.
    private static void Growth(string name, Func<int, double> cost)
    {
        double[] costs = [.. ((int[])[1, 10, 100]).Select(cost)];
        Console.WriteLine($"{name,-29} {costs[0],10:0.0} {costs[1],10:0.0} {costs[2],10:0.0}   {costs[2] / costs[0]:0.0} times for 100 times the nodes");
    }

    private static double Cost(PlacementTrace trace, string policy, int times, bool power)
    {
        IReadOnlyList<NodeSpec> one = ArrivalOrder.NodesOf(trace, 42);
        NodeSpec[] nodes = [.. Enumerable.Range(0, times).SelectMany(copy => one.Select(node => node with { Name = $"{node.Name}-{copy}" }))];
        ShapeCatalog catalog = new();
        TypicalTasks typical = TypicalTasks.Of(trace.Tasks.Select(static task => task.Spec), catalog);
        int[] racks = [.. Enumerable.Range(0, nodes.Length).Select(static rank => rank / NodesPerRack)];
        PlacementCluster cluster = new(nodes, typical, catalog, Find(policy), domains: power ? racks : null);
        PowerAwarePlacement? aware = power ? new PowerAwarePlacement(cluster, Ledger(nodes, racks), PowerHeed.Refuse) : null;
        IReadOnlyList<int> order = trace.Arrivals!;
        int at = 0;
        while (cluster.UsedMilli < cluster.CapacityMilli / 2)
            Place();
        for (int i = 0; i < Warm; i++)
            Place();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < Timed; i++)
            Place();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Timed;

        void Place()
        {
            TaskSpec task = trace.Tasks[order[at++ % order.Count]].Spec;
            if ((aware is null ? cluster.Choose(task) : aware.Choose(task, Priority.Low, TimeSpan.Zero)) is { } placement)
                cluster.Place(placement);
        }
    }

    private static PowerLedger Ledger(NodeSpec[] nodes, int[] racks)
    {
        PowerLedger ledger = new(new PowerDomains(
            [.. Enumerable.Range(0, racks[^1] + 1).Select(static rack => new PowerDomain { Path = $"rack-{rack}", Limit = Watts.FromKilowatts(100) })],
            [.. nodes.Select((node, rank) => (node.Name, racks[rank]))]));
        for (int rack = 0; rack <= racks[^1]; rack++)
            ledger.See(rack, new DomainReading(TimeSpan.Zero, Watts.FromKilowatts(rack % 3 == 0 ? 80 : 20), Watts.FromKilowatts(100), Watts.Zero, 0));
        return ledger;
    }

    private static IPlacementPolicy Find(string name) => KnownPolicies.TryFind(name, out IPlacementPolicy? policy, out string? problem) ? policy : throw new ArgumentException(problem, nameof(name));

    private static PlacementTrace Read(string folder) => PlacementTrace.Read(
        new PlacementFiles(
            Path.Combine(folder, "openb_node_list_gpu_node.csv"),
            Path.Combine(folder, "openb_pod_list_default.csv"),
            Path.Combine(folder, "golden", "default-seed42.arrivals.csv"),
            Path.Combine(folder, "golden", "default-seed42.node_rank.csv")),
        PowerTable.BuiltIn);

    private static string? Folder()
    {
        string? folder = Environment.GetEnvironmentVariable("POWERACTORS_SHARED");
        for (DirectoryInfo? up = new(AppContext.BaseDirectory); folder is null && up is not null; up = up.Parent)
        {
            if (File.Exists(Path.Combine(up.FullName, "PowerActors.sln")))
                folder = Path.Combine(up.FullName, "..", "shared");
        }

        string path = Path.Combine(folder ?? "", "data", "openb");
        return Directory.Exists(path) ? path : null;
    }
}
