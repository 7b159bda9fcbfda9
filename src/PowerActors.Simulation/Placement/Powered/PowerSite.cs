using PowerActors.Core.Placement;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>A power domain of a site.</summary>
/// <param name="Path">Its path, such as <c>row-1/rack-3</c>.</param>
/// <param name="Above">Position of the domain above, less than its own; −1 at the top.</param>
/// <param name="Limit">What it may draw; <see cref="Watts.Unlimited"/> for one that only adds up.</param>
public sealed record SiteDomain(string Path, int Above, Watts Limit);

/// <summary>Power domains and which node stands in which. The first domain is the whole site, without a limit.</summary>
public sealed class PowerSite
{
    private const string Top = "site";

    private PowerSite(IReadOnlyList<SiteDomain> domains, IReadOnlyList<int> domainOfNode)
    {
        Domains = domains;
        DomainOfNode = domainOfNode;
    }

    /// <summary>All domains, those above before those below.</summary>
    public IReadOnlyList<SiteDomain> Domains { get; }

    /// <summary>The lowest domain of each node, in the order of the trace's nodes.</summary>
    public IReadOnlyList<int> DomainOfNode { get; }

    /// <summary>The most that a node can draw: all GPUs and CPU packages at work.</summary>
    public static Watts MostOf(NodeSpec node)
    {
        int cores = (node.CpuMilli + CpuPower.MilliPerCore - 1) / CpuPower.MilliPerCore;
        int packages = (cores + node.Cpu.Cores - 1) / node.Cpu.Cores;
        return (node.Cpu.Tdp * packages) + ((node.Gpu?.Tdp ?? Watts.Zero) * node.GpuCount);
    }

    /// <summary>Nodes dealt into racks in the order of their file, and racks into rows.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="nodesPerRack">Nodes in a rack, 1 or more.</param>
    /// <param name="racksPerRow">Racks in a row, 1 or more.</param>
    /// <param name="oversubscription">What stands in each domain at its most, over its limit, minus 1; 0 or more.</param>
    public static PowerSite Deal(IReadOnlyList<NodeSpec> nodes, int nodesPerRack, int racksPerRow, double oversubscription) => Of(
        nodes, DealtPaths(nodes.Count, nodesPerRack, racksPerRow), new Dictionary<string, Watts>(), oversubscription);

    /// <summary>Where each of so many nodes stands when they are dealt into racks: <c>row-1/rack-3</c>.</summary>
    public static IReadOnlyList<string> DealtPaths(int nodes, int nodesPerRack, int racksPerRow) =>
        [.. Enumerable.Range(0, nodes).Select(at => $"row-{(at / nodesPerRack / racksPerRow) + 1}/rack-{(at / nodesPerRack % racksPerRow) + 1}")];

    /// <summary>Nodes in domains that are given by their paths.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="paths">The path of the lowest domain of each node, such as <c>row-1/rack-3</c>; each part of it is a domain.</param>
    /// <param name="limits">Limits by path.</param>
    /// <param name="oversubscription">For domains without a limit of their own: what stands in them at its most, over their limit, minus 1.</param>
    public static PowerSite Of(IReadOnlyList<NodeSpec> nodes, IReadOnlyList<string> paths, IReadOnlyDictionary<string, Watts> limits, double oversubscription)
    {
        List<(string Path, int Above)> domains = [(Top, -1)];
        Dictionary<string, int> known = new(StringComparer.Ordinal) { [""] = 0 };
        List<double> most = [0];
        int[] domainOfNode = new int[nodes.Count];
        for (int node = 0; node < nodes.Count; node++)
        {
            double draws = MostOf(nodes[node]).Value;
            domainOfNode[node] = Find(paths[node]);
            for (int at = domainOfNode[node]; at >= 0; at = domains[at].Above)
                most[at] += draws;
        }

        return new PowerSite(
            [.. domains.Select((domain, at) => new SiteDomain(domain.Path, domain.Above, at == 0 ? Watts.Unlimited : limits.GetValueOrDefault(domain.Path, new Watts(most[at] / (1 + oversubscription)))))],
            domainOfNode);

        int Find(string path)
        {
            if (known.TryGetValue(path, out int at))
                return at;
            int cut = path.LastIndexOf('/');
            int above = Find(cut < 0 ? "" : path[..cut]);
            at = domains.Count;
            domains.Add((path, above));
            most.Add(0);
            known.Add(path, at);
            return at;
        }
    }
}
