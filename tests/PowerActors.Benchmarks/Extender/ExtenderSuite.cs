using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Api;
using PowerActors.Api.Hosting;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Placement;
using PowerActors.Core.Topology;

namespace PowerActors.Benchmarks.Extender;

/// <summary>Measures the scheduler extender over real HTTP, as kube-scheduler calls it: filter and prioritize over 5,000 nodes, by name and with whole nodes in the body.</summary>
internal static class ExtenderSuite
{
    private const int Nodes = 5000;
    private const int Racks = 250;
    private const int Timed = 400;
    private const int TimedOthers = 100;
    private const int TimedWhole = 20;
    private static readonly TimeSpan Goal = TimeSpan.FromMilliseconds(20);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; client and server in one process, over HTTP on the loopback; {Nodes} nodes of 8 GPUs in {Racks} racks and 10 rows, half full");
        Console.WriteLine();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("poweractors-");
        JournalService journal = JournalService.Start(new PersistenceSettings { SqliteFile = Path.Combine(folder.FullName, "journal.db") }, TimeProvider.System, NullLoggerFactory.Instance);
        ControlNode node = new(new ControlNodeOptions { Plan = Plan(), Mode = ControlMode.Enforce }, journal, NullLoggerFactory.Instance);
        // No agents report here, so that nobody knows what rows draw: prefer ranks all the same, with every look at the tree that refuse takes.
        SchedulerService scheduler = new(new SchedulerSettings { Power = Core.Placement.Power.PowerHeed.Prefer }, PowerTable.BuiltIn, node, NullLoggerFactory.Instance);
        ApiHost host = await ApiHost.StartAsync(node, new ApiSettings { Listen = new Uri("http://127.0.0.1:0") }, NullLoggerFactory.Instance, scheduler: scheduler).ConfigureAwait(false);
        node.Start();
        using HttpClient client = new() { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(2) };
        Random random = new(7);
        await PostAsync(client, HttpMethod.Put, "/api/v1/cluster", Cluster(random)).ConfigureAwait(false);
        Console.WriteLine($"{"",-42} {"goal",-8} {"p50",9} {"p99",9} {"max",9}   CPU, p99 met?");
        Console.WriteLine(new string('-', 100));
        string names = JsonSerializer.Serialize(Enumerable.Range(0, Nodes).Select(NameOf));
        int pod = 0;
        await MeasureAsync(client, "prioritize, by name, the first ever", "prioritize", Timed, () => $$"""{"Pod":{{Pod(random, pod++)}},"Nodes":null,"NodeNames":{{names}}}""", null, warm: 0).ConfigureAwait(false);
        await MeasureAsync(client, "prioritize, by name", "prioritize", Timed, () => $$"""{"Pod":{{Pod(random, pod++)}},"Nodes":null,"NodeNames":{{names}}}""", Goal).ConfigureAwait(false);
        await MeasureAsync(client, "filter, by name", "filter", TimedOthers, () => $$"""{"Pod":{{Pod(random, pod++)}},"Nodes":null,"NodeNames":{{names}}}""", null).ConfigureAwait(false);
        await MeasureAsync(client, "prioritize, each pod of another kind", "prioritize", TimedOthers, () => $$"""{"Pod":{{Pod(random, pod++, cpu: 1000 + pod)}},"Nodes":null,"NodeNames":{{names}}}""", null).ConfigureAwait(false);
        string whole = string.Join(',', Enumerable.Range(0, Nodes).Select(i => Node(i, "1")));
        await MeasureAsync(client, $"prioritize, whole nodes ({whole.Length / 1e6:0.0} MB)", "prioritize", TimedWhole, () => $$"""{"Pod":{{Pod(random, pod++)}},"Nodes":{"metadata":{},"items":[{{whole}}]},"NodeNames":null}""", Goal).ConfigureAwait(false);
        await MeasureAsync(client, "filter, whole nodes, all sent back", "filter", TimedWhole / 4, () => $$"""{"Pod":{{Pod(random, pod++)}},"Nodes":{"metadata":{},"items":[{{whole}}]},"NodeNames":null}""", null).ConfigureAwait(false);
        await host.DisposeAsync().ConfigureAwait(false);
        await node.DisposeAsync().ConfigureAwait(false);
        journal.Dispose();
        folder.Delete(recursive: true);
    }

    // One after the other, as kube-scheduler asks. CPU time beside wall time, of both ends: on a machine that other programs load, wall time is theirs too.
    private static async Task MeasureAsync(HttpClient client, string what, string verb, int times, Func<string> body, TimeSpan? goal, int? warm = null)
    {
        warm ??= times / 10;
        List<double> took = [];
        TimeSpan cpu = TimeSpan.Zero;
        for (int i = 0; i < warm + times; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(body());
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long began = Stopwatch.GetTimestamp();
            await PostAsync(client, HttpMethod.Post, $"/scheduler/{verb}", bytes).ConfigureAwait(false);
            if (i < warm)
                continue;
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            cpu += Environment.CpuUsage.TotalTime - before;
        }

        took.Sort();
        double p99 = took[(int)Math.Ceiling(took.Count * .99) - 1];
        string met = goal is { } bound ? (p99 < bound.TotalMilliseconds ? "yes" : "NO") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-42} {(goal is null ? "" : $"< {goal.Value.TotalMilliseconds:0} ms"),-8} {took[took.Count / 2],6:0.0} ms {p99,6:0.0} ms {took[^1],6:0.0} ms   {cpu.TotalMilliseconds / times:0.0} ms {met}"));
    }

    private static async Task PostAsync(HttpClient client, HttpMethod method, string path, byte[] body)
    {
        using HttpRequestMessage request = new(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await client.SendAsync(request).ConfigureAwait(false);
        byte[] answer = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path} answers {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 500)))}");
    }

    private static TopologyPlan Plan()
    {
        TopologyDomain Rack(int rack) => new()
        {
            Kind = DomainKind.Rack,
            Name = $"rack-{rack}",
            Limit = new(120_000),
            HasMeter = false,
            Servers = [.. Enumerable.Range(0, Nodes / Racks).Select(i => new TopologyServer { Name = NameOf((rack * (Nodes / Racks)) + i), Model = ServerCatalog.DgxA100, Priority = (Core.Control.Priority)(i % 2) })],
        };
        TopologyDomain Row(int row) => new()
        {
            Kind = DomainKind.Row,
            Name = $"row-{row}",
            Limit = new(2_600_000),
            Breaker = TripCurve.Row,
            Ladder = KnownLadders.Polca(TimeSpan.FromSeconds(40)),
            HasMeter = false,
            Domains = [.. Enumerable.Range(row * Racks / 10, Racks / 10).Select(Rack)],
        };
        return new TopologyPlan
        {
            Root = new TopologyDomain { Kind = DomainKind.Site, Name = "site", HasMeter = false, Domains = [.. Enumerable.Range(0, 10).Select(Row)] },
            FailSafe = new(Core.Control.ClockCeiling.At(810), Core.Control.ClockCeiling.At(810), Brake: false),
        };
    }

    private static string NameOf(int i) => $"gpu-a100-hall2-{i:0000}.cluster.example";

    /// <summary>All nodes with pods on most of them, so that hardly two are alike.</summary>
    private static byte[] Cluster(Random random)
    {
        StringBuilder json = new("{\"nodes\":[");
        json.AppendJoin(',', Enumerable.Range(0, Nodes).Select(i => Node(i, "1"))).Append("],\"pods\":[");
        List<string> pods = [];
        for (int i = 0; i < Nodes; i++)
        {
            int free = random.Next(0, 9);
            for (int n = 0; n < 8 - free; n++)
                pods.Add(Pod(random, (i * 8) + n, NameOf(i), gpus: 1));
            pods.Add($$$"""{"metadata":{"name":"agent-{{{i}}}","namespace":"kube-system","uid":"agent-{{{i}}}"},"spec":{"nodeName":"{{{NameOf(i)}}}","containers":[{"resources":{"requests":{"cpu":"{{{random.Next(100, 4000)}}}m"} } }]},"status":{"phase":"Running"}}""");
        }

        return Encoding.UTF8.GetBytes(json.AppendJoin(',', pods).Append("]}").ToString());
    }

    private static string Pod(Random random, int i, string? node = null, int? gpus = null, int? cpu = null)
    {
        (int whole, int milli) = gpus is { } given ? (given, 1000) : random.Next(10) switch { < 3 => (1, random.Next(1, 10) * 100), < 7 => (1, 1000), < 9 => (2, 1000), _ => (8, 1000) };
        string annotations = milli < 1000 ? $"\"poweractors.io/gpu-milli\":\"{milli}\"" : "";
        return $$$"""{"metadata":{"name":"p-{{{i}}}","namespace":"ml","uid":"{{{(node is null ? "new" : "old")}}}-{{{i}}}","annotations":{{{{annotations}}}},"labels":{"app":"train"}},"spec":{{{{(node is null ? "" : $"\"nodeName\":\"{node}\",")}}}"containers":[{"name":"main","image":"nvcr.io/nvidia/pytorch:24.08-py3","resources":{"limits":{"nvidia.com/gpu":"{{{(milli < 1000 ? 0 : whole)}}}"},"requests":{"cpu":"{{{cpu ?? whole * random.Next(4, 12) * 1000}}}m","memory":"64Gi","nvidia.com/gpu":"{{{(milli < 1000 ? 0 : whole)}}}"} } }],"priority":{{{i % 2}}}},"status":{"phase":"{{{(node is null ? "Pending" : "Running")}}}"}}""";
    }

    /// <summary>About as large as a node of a real cluster: some 6 kB, half of them managed fields and images.</summary>
    private static string Node(int i, string version)
    {
        string fields = "{" + string.Join(',', Enumerable.Range(0, 30).Select(static n => $"\"f:field-{n}\":{{\".\":{{}},\"f:value\":{{}}}}")) + "}";
        string images = string.Join(',', Enumerable.Range(0, 20).Select(static n => $"{{\"names\":[\"registry.example/team/image-{n}@sha256:4bb14d1ad2b6a1a7e3cbd8e2cdd1f5f5d36b0d4a4f5c2b2a7f50a8f45c0a1b{n:00}\"],\"sizeBytes\":{978542 * (n + 1)}}}"));
        string conditions = string.Join(',', ((string[])["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"]).Select(static type => $"{{\"type\":\"{type}\",\"status\":\"False\",\"lastHeartbeatTime\":\"2026-02-02T09:13:31Z\",\"lastTransitionTime\":\"2026-01-12T07:41:09Z\",\"reason\":\"KubeletHasSufficient\",\"message\":\"kubelet has sufficient {type}\"}}"));
        return $$$"""{"metadata":{"name":"{{{NameOf(i)}}}","uid":"7a4bb0de-0d1c-4c5a-8fa5-{{{i:000000000000}}}","resourceVersion":"{{{version}}}","labels":{"kubernetes.io/arch":"amd64","kubernetes.io/hostname":"{{{NameOf(i)}}}","nvidia.com/gpu.count":"8","nvidia.com/gpu.product":"NVIDIA-A100-SXM4-80GB","nvidia.com/gpu.memory":"81920"},"annotations":{"node.alpha.kubernetes.io/ttl":"0"},"managedFields":[{"manager":"kubelet","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:status":{{{fields}}}}}]},"spec":{"podCIDR":"10.244.0.0/24"},"status":{"capacity":{"cpu":"256","memory":"2113517036Ki","nvidia.com/gpu":"8","pods":"110"},"allocatable":{"cpu":"255500m","memory":"2110268908Ki","nvidia.com/gpu":"8","pods":"110"},"conditions":[{{{conditions}}}],"images":[{{{images}}}]}}""";
    }
}
