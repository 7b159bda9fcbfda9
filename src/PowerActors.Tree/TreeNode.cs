using PowerActors.Core.Topology;

namespace PowerActors.Tree;

/// <summary>A domain or server of the running tree, numbered from the root down, parents before children.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Path">Such as <c>site/row-1/rack-3/server-9</c>.</param>
/// <param name="Domain">The domain, or null for a server.</param>
/// <param name="Server">The server, or null for a domain.</param>
public sealed record TreeNode(int Index, string Path, TopologyDomain? Domain, TopologyServer? Server)
{
    /// <summary>The node above, or null for the root.</summary>
    public TreeNode? Parent { get; init; }

    /// <summary>Servers are also numbered among themselves, in the order of the tree; −1 for a domain.</summary>
    public int ServerIndex { get; init; } = -1;

    /// <summary>True for a server.</summary>
    public bool IsServer => Server is not null;

    /// <summary>Last part of the path.</summary>
    public string Name => Domain?.Name ?? Server!.Name;

    /// <summary>Numbers a tree.</summary>
    public static IReadOnlyList<TreeNode> Number(TopologyDomain root)
    {
        List<TreeNode> nodes = [];
        int servers = 0;
        Visit(root, parent: null);
        return nodes;

        void Visit(TopologyDomain domain, TreeNode? parent)
        {
            TreeNode node = new(nodes.Count, parent is null ? domain.Name : $"{parent.Path}/{domain.Name}", domain, Server: null) { Parent = parent };
            nodes.Add(node);
            foreach (TopologyDomain child in domain.Domains)
                Visit(child, node);
            foreach (TopologyServer server in domain.Servers)
                nodes.Add(new TreeNode(nodes.Count, $"{node.Path}/{server.Name}", Domain: null, server) { Parent = node, ServerIndex = servers++ });
        }
    }
}
