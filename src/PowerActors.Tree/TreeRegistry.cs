namespace PowerActors.Tree;

/// <summary>
/// The actors themselves, for an auditor that looks across the tree between two instants. Only the deterministic dispatcher may have one: there nothing runs beside it.
/// </summary>
public sealed class TreeRegistry
{
    private readonly DomainShell?[] _nodes;
    private readonly GpuActor?[][] _gpus;

    /// <summary>An empty one for a tree.</summary>
    public TreeRegistry(TreeIndex index)
    {
        Index = index;
        _nodes = new DomainShell?[index.Nodes.Count];
        _gpus = [.. index.Servers.Select(static server => new GpuActor?[server.Server!.Model.GpuCount])];
    }

    /// <summary>The tree's nodes.</summary>
    public TreeIndex Index { get; }

    /// <summary>Rises with every directive and every cap: nothing need be audited while it stands still.</summary>
    public long Changes { get; private set; }

    internal DomainShell? Node(int index) => _nodes[index];

    internal GpuActor?[] Gpus(TreeNode server) => _gpus[server.ServerIndex];

    internal void Add(DomainShell shell) => _nodes[shell.Node.Index] = shell;

    internal void Add(TreeNode server, int gpu, GpuActor actor) => _gpus[server.ServerIndex][gpu] = actor;

    internal void Touch() => Changes++;
}
