using PowerActors.Core.Topology;

namespace PowerActors.Core.Placement.Power;

/// <summary>Which domains stand above each node. Immutable.</summary>
public sealed class PowerDomains
{
    private readonly PowerDomain[] _domains;
    private readonly int[][] _chains;
    private readonly int[] _leafOfNode;
    private readonly Dictionary<string, int> _nodes;

    /// <summary>A tree of domains with nodes in it.</summary>
    /// <param name="domains">All domains, those above before those below.</param>
    /// <param name="nodes">Each node with the position of the lowest domain that it stands in. A node may be given under several names by <paramref name="aliases"/>.</param>
    /// <param name="aliases">Further names of nodes, by position in <paramref name="nodes"/>.</param>
    /// <exception cref="ArgumentException">A domain stands before the one above it, or a name is not unique.</exception>
    public PowerDomains(IReadOnlyList<PowerDomain> domains, IReadOnlyList<(string Node, int Domain)> nodes, IEnumerable<KeyValuePair<string, int>>? aliases = null)
    {
        _domains = [.. domains];
        _chains = new int[_domains.Length][];
        for (int i = 0; i < _domains.Length; i++)
        {
            int above = _domains[i].Above;
            if (above >= i)
                throw new ArgumentException($"domain {_domains[i].Path} stands before the domain above it", nameof(domains));
            _chains[i] = above < 0 ? [i] : [i, .. _chains[above]];
        }

        _leafOfNode = [.. nodes.Select(static node => node.Domain)];
        _nodes = nodes.Select(static (node, i) => KeyValuePair.Create(node.Node, i)).Concat(aliases ?? []).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>All domains, those above before those below.</summary>
    public IReadOnlyList<PowerDomain> All => _domains;

    /// <summary>How many nodes stand in them.</summary>
    public int Nodes => _leafOfNode.Length;

    /// <summary>The domains of a topology and its servers: each under its path, and under its bare name where only one bears it.</summary>
    /// <param name="root">The top of the tree.</param>
    public static PowerDomains Of(TopologyDomain root)
    {
        List<PowerDomain> domains = [];
        List<(string, int)> nodes = [];
        Dictionary<string, int> bare = new(StringComparer.Ordinal); // −1 where several bear it
        Add(root, -1, root.Name);
        return new PowerDomains(domains, nodes, bare.Where(static pair => pair.Value >= 0));

        void Add(TopologyDomain domain, int above, string path)
        {
            int at = domains.Count;
            domains.Add(new PowerDomain { Path = path, Above = above, Limit = domain.Limit, Threshold = PowerDomain.ThresholdOf(domain.Ladder) });
            foreach (TopologyServer server in domain.Servers)
            {
                if (!bare.TryAdd(server.Name, nodes.Count))
                    bare[server.Name] = -1;
                nodes.Add(($"{path}/{server.Name}", at));
            }

            foreach (TopologyDomain below in domain.Domains)
                Add(below, at, $"{path}/{below.Name}");
        }
    }

    /// <summary>The position of a node by one of its names; −1 where none bears it.</summary>
    public int FindNode(string name) => _nodes.GetValueOrDefault(name, -1);

    /// <summary>The lowest domain that a node stands in.</summary>
    /// <param name="node">Position of the node.</param>
    public int DomainOf(int node) => _leafOfNode[node];

    /// <summary>A domain and all above it, lowest first.</summary>
    /// <param name="domain">Position of the domain.</param>
    public ReadOnlySpan<int> ChainOf(int domain) => _chains[domain];
}
