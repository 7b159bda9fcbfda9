using PowerActors.Cluster.Node;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Placement.Kubernetes;
using PowerActors.Core.Placement.Power;
using PowerActors.Tree;

namespace PowerActors.Cluster.Scheduling;

/// <summary>The power tree as the scheduler sees it: what its domains and servers draw, which server a Kubernetes node is, and what is on its way. Not for several threads at once.</summary>
internal sealed class PowerGuard
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly ControlNode _node;
    private readonly IReadOnlyDictionary<string, string> _servers;
    private readonly TreeNode[] _domains;
    private readonly TreeNode[] _nodes;
    private TimeSpan _lookedAt = TimeSpan.MinValue;

    public PowerGuard(ControlNode node, SchedulerSettings settings)
    {
        _node = node;
        _servers = settings.Servers;
        PowerDomains domains = PowerDomains.Of(node.Plan.Root);
        Dictionary<string, TreeNode> byPath = node.Index.Nodes.ToDictionary(static at => at.Path, StringComparer.Ordinal);
        _domains = [.. domains.All.Select(domain => byPath[domain.Path])];
        _nodes = new TreeNode[domains.Nodes];
        foreach (TreeNode server in node.Index.Servers)
            _nodes[domains.FindNode(server.Path)] = server;
        TimeSpan silence = node.Plan.Timing.Staleness + node.Plan.Timing.Heartbeat;
        PowerLedgerSettings standard = new();
        Ledger = new PowerLedger(domains, standard with { OnTheWay = settings.OnTheWay, Staleness = silence > standard.Staleness ? silence : standard.Staleness });
    }

    public PowerLedger Ledger { get; }

    public TimeSpan Now => _node.Now;

    public int Domains => _domains.Length;

    /// <summary>The server at a position.</summary>
    public TreeNode Server(int powerNode) => _nodes[powerNode];

    /// <summary>
    /// The position of the server that a node is: by the setting, by its label or annotation, by its own name; −1 where none says so. A path counts, a bare name where one server bears it, and a path with dots.
    /// </summary>
    public int Find(KubernetesNode node)
    {
        string name = _servers.GetValueOrDefault(node.Name)
            ?? node.Annotations.GetValueOrDefault(MappingRules.Server)
            ?? node.Labels.GetValueOrDefault(MappingRules.Server)
            ?? node.Name;
        int at = Ledger.Domains.FindNode(name.Trim('/'));
        return at >= 0 ? at : Ledger.Domains.FindNode(name.Replace('.', '/'));
    }

    /// <summary>Looks at what the tree has published, unless it just did.</summary>
    public void Look()
    {
        TimeSpan now = Now;
        if (_lookedAt != TimeSpan.MinValue && now - _lookedAt < LookEvery)
            return;
        _lookedAt = now;
        for (int i = 0; i < _domains.Length; i++)
        {
            if (_node.Board[_domains[i].Index] is { AwaitsChildren: false } snapshot) // half a sum is as if nothing had been heard
                Ledger.See(i, DomainReading.Of(snapshot));
        }

        for (int i = 0; i < _nodes.Length; i++)
        {
            if (_node.Board[_nodes[i].Index] is { } snapshot)
                Ledger.SeeNode(i, snapshot.Power, now);
        }
    }
}
