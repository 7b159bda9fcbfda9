using PowerActors.Core.Topology;
using PowerActors.Simulation.Datacenter;
using PowerActors.Tree;

namespace PowerActors.Simulation.Running;

/// <summary>The domains with a limit and none above them that has one: what the figures of power are about. Without any, the root.</summary>
internal static class MeteredDomains
{
    public static List<TreeNode> Of(TreeIndex index)
    {
        List<TreeNode> found = [];
        Visit(index.Nodes[0]);
        return found.Count > 0 ? found : [index.Nodes[0]];

        void Visit(TreeNode node)
        {
            if (node.Domain is { HasLimit: true })
            {
                found.Add(node);
                return;
            }

            foreach (TreeNode child in index.ChildrenOf(node))
                Visit(child);
        }
    }

    /// <summary>What they may draw together, watts; nameplate where there is no limit.</summary>
    public static double LimitWatts(IEnumerable<TreeNode> nodes)
    {
        double limit = 0;
        foreach (TreeNode node in nodes)
        {
            TopologyDomain domain = node.Domain!;
            limit += domain.HasLimit ? domain.Limit.Value : domain.WorstCase().Nameplate.Value;
        }

        return limit;
    }

    /// <summary>Their power now, milliwatts.</summary>
    public static long Milliwatts(this VirtualDatacenter datacenter, List<TreeNode> nodes)
    {
        long sum = 0;
        foreach (TreeNode node in nodes)
            sum += datacenter.DomainMilliwatts(node);
        return sum;
    }

    /// <summary>The GPUs' part of it, milliwatts. O(servers).</summary>
    public static long GpuMilliwatts(this VirtualDatacenter datacenter, List<TreeNode> nodes)
    {
        long sum = 0;
        foreach (TreeNode node in nodes)
            sum += datacenter.DomainGpuMilliwatts(node);
        return sum;
    }
}
