using PowerActors.Core.Control.Domains;

namespace PowerActors.Tree;

/// <summary>
/// The latest snapshot of every domain. Each has one writer, its actor, that swaps in an immutable record; readers never ask an actor and never lock.
/// </summary>
/// <param name="nodes">How many nodes the tree has.</param>
public sealed class SnapshotBoard(int nodes)
{
    private readonly DomainSnapshot?[] _snapshots = new DomainSnapshot?[nodes];

    /// <summary>The latest of one node; null before its first.</summary>
    public DomainSnapshot? this[int node] => Volatile.Read(ref _snapshots[node]);

    /// <summary>Swaps in the latest of one node: for the one actor that is that node.</summary>
    public void Publish(int node, DomainSnapshot snapshot) => Volatile.Write(ref _snapshots[node], snapshot);
}
