using PowerActors.Core.Topology;

namespace PowerActors.Tree;

/// <summary>The nodes of a tree and who is below whom.</summary>
public sealed class TreeIndex
{
    private readonly List<TreeNode>[] _children;

    /// <summary>Numbers a topology.</summary>
    public TreeIndex(TopologyDomain root)
    {
        Nodes = TreeNode.Number(root);
        _children = new List<TreeNode>[Nodes.Count];
        foreach (TreeNode node in Nodes)
        {
            _children[node.Index] = [];
            if (node.Parent is { } parent)
                _children[parent.Index].Add(node);
        }

        Servers = [.. Nodes.Where(static node => node.IsServer)];
    }

    /// <summary>Every domain and server, parents before children.</summary>
    public IReadOnlyList<TreeNode> Nodes { get; }

    /// <summary>The servers, in the order of their own numbers.</summary>
    public IReadOnlyList<TreeNode> Servers { get; }

    /// <summary>Those directly below a node: domains, then servers.</summary>
    public IReadOnlyList<TreeNode> ChildrenOf(TreeNode node) => _children[node.Index];
}
