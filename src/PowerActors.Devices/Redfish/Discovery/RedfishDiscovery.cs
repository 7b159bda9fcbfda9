using System.Text.Json;
using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>Finds every meter and control of a service by following links from its root, level by level. Each resource is read once, however many links lead to it, so cycles end.</summary>
public sealed class RedfishDiscovery
{
    /// <summary>Resources that are whole things: what a sensor or a metric belongs to.</summary>
    private static readonly HashSet<string> Owners = new(StringComparer.Ordinal)
    {
        "Chassis", "ComputerSystem", "Processor", "Memory", "PowerSupply", "Battery", "Heater", "PowerDistribution", "Circuit", "Outlet", "OutletGroup", "AccelerationFunction",
    };

    private readonly RedfishClient _client;
    private readonly int _most;
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly List<Node> _order = [];
    private readonly List<RedfishProblem> _problems = [];
    private bool _isCut;

    private RedfishDiscovery(RedfishClient client, int most)
    {
        _client = client;
        _most = most;
    }

    /// <summary>Discovers a service.</summary>
    /// <param name="client">The service.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="most">The most resources to read.</param>
    /// <param name="progress">Told how many resources have been read and how many are known, after each.</param>
    /// <exception cref="RedfishException">The root could not be read, or the credentials are refused.</exception>
    public static async Task<RedfishInventory> RunAsync(RedfishClient client, CancellationToken cancellation, int most = 5000, Action<int, int>? progress = null)
    {
        RedfishDiscovery discovery = new(client, most);
        await discovery.CrawlAsync(progress, cancellation).ConfigureAwait(false);
        return discovery.Conclude();
    }

    private async Task CrawlAsync(Action<int, int>? progress, CancellationToken cancellation)
    {
        Node root = new(RedfishUri.Root, null);
        _nodes.Add(root.Path, root);
        root.Answer = await _client.GetAsync(root.Path, cancellation).ConfigureAwait(false);
        List<Node> level = [root];
        int read = 1;
        while (level.Count > 0)
        {
            List<Node> next = [];
            foreach (Node node in level.Where(static n => n.Answer is not null))
            {
                _order.Add(node);
                foreach (string link in LinkRules.Of(node.Answer!.Body))
                    Enlist(link, node, next);
            }

            // Places at the gate are few: more at a time would only wait there.
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = _client.Options.Connections, CancellationToken = cancellation };
            await Parallel.ForEachAsync(next, parallel, async (node, token) =>
            {
                await ReadAsync(node, token).ConfigureAwait(false);
                progress?.Invoke(Interlocked.Increment(ref read), _nodes.Count);
            }).ConfigureAwait(false);
            level = next;
        }
    }

    private void Enlist(string link, Node from, List<Node> next)
    {
        if (!RedfishUri.TryResolve(_client.Endpoint.Url, link, out string? path) || _nodes.ContainsKey(path))
            return;
        if (_nodes.Count >= _most)
        {
            _isCut = true;
            return;
        }

        Node node = new(path, from);
        _nodes.Add(path, node);
        next.Add(node);
    }

    private async Task ReadAsync(Node node, CancellationToken cancellation)
    {
        try
        {
            node.Answer = await _client.GetAsync(node.Path, cancellation).ConfigureAwait(false);
        }
        catch (RedfishException e) when (e.Failure is not RedfishFailure.Unauthorized || node.From!.From is not null)
        {
            lock (_problems)
                _problems.Add(new RedfishProblem(node.Path, e.Message, e.Failure == RedfishFailure.NotFound));
        }
    }

    private RedfishInventory Conclude()
    {
        List<RedfishMeterInfo> meters = [];
        List<RedfishControlInfo> controls = [];
        List<Node> gpus = [];
        foreach (Node node in _order)
        {
            JsonElement body = node.Answer!.Body;
            Node owner = OwnerOf(node);
            foreach (RedfishMeterInfo meter in MeterRules.Find(node.Path, body))
                meters.Add(meter with { Owner = owner.Path, OwnerType = owner.Type, Source = Local(meter.Source), Related = Local(meter.Related) });
            foreach (RedfishControlInfo control in ControlRules.Find(node.Path, body, node.Answer.IsPatchable))
                controls.Add(control with { Owner = owner.Path, OwnerType = owner.Type, Source = Local(control.Source), Related = Local(control.Related) });
            if (node.Type == "Processor" && body.Text("ProcessorType") == "GPU")
                gpus.Add(node);
        }

        meters = [.. meters.OrderBy(static m => m.Resource, NaturalOrder.Instance).ThenBy(static m => m.Pointer, NaturalOrder.Instance)];
        controls = [.. controls.OrderBy(static c => c.Resource, NaturalOrder.Instance).ThenBy(static c => c.Pointer, NaturalOrder.Instance)];
        JsonElement root = _order[0].Answer!.Body;
        return new RedfishInventory
        {
            Product = string.Join(' ', new[] { root.Text("Vendor"), root.Text("Product") ?? root.Text("Name") }.OfType<string>()),
            Meters = meters,
            Controls = controls,
            Gpus = GpuMatching.Match([.. gpus.Select(Describe).OrderBy(static g => g.Resource, NaturalOrder.Instance)], meters, controls),
            Problems = [.. _problems.OrderBy(static p => p.Resource, StringComparer.Ordinal)],
            Resources = _order.Count,
            IsComplete = !_isCut && _problems.TrueForAll(static p => p.IsMissing),
        };
    }

    private RedfishGpuInfo Describe(Node node)
    {
        JsonElement body = node.Answer!.Body;
        Node system = node;
        while (system.From is { } from && system.Type != "ComputerSystem")
            system = from;
        return new RedfishGpuInfo(node.Path, body.Text("Name") ?? RedfishUri.NameOf(node.Path), body.Text("Model"), system.Path, Local([.. body.Object("Links").Links("Chassis")]));
    }

    /// <summary>The nearest whole thing on the way that led here. What nothing whole leads to belongs to itself.</summary>
    private static Node OwnerOf(Node node)
    {
        for (Node? at = node; at is not null; at = at.From)
        {
            if (Owners.Contains(at.Type))
                return at;
        }

        return node;
    }

    private string? Local(string? link) => RedfishUri.TryResolve(_client.Endpoint.Url, link, out string? path) ? path : null;

    private List<string> Local(IReadOnlyList<string> links) => [.. links.Select(Local).OfType<string>()];

    /// <summary>A resource and the one that the first link to it stood in.</summary>
    private sealed class Node(string path, Node? from)
    {
        public string Path { get; } = path;

        public Node? From { get; } = from;

        public RedfishAnswer? Answer { get; set; }

        public string Type => Answer?.Body.TypeName() ?? "";
    }
}
