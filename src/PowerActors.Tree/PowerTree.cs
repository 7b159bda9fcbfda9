using PowerActors.Actors;

namespace PowerActors.Tree;

/// <summary>Starts the actors of a topology.</summary>
public static class PowerTree
{
    /// <summary>Starts the root and, through it, everything below; the first readings are taken at once.</summary>
    /// <param name="system">Real or deterministic.</param>
    /// <param name="settings">What the tree is built from.</param>
    /// <param name="index">The numbered nodes of the same topology.</param>
    /// <returns>The root actor.</returns>
    public static IActorRef Start(ActorSystem system, TreeSettings settings, TreeIndex index) =>
        system.ActorOf(DomainActor.Props(settings, index, index.Nodes[0], slot: 0), index.Nodes[0].Name);

    /// <summary>
    /// One server with its GPUs, for an agent: its parent stands for the rack, tells it <see cref="TreeMessages.DirectiveIssued"/> and hears <see cref="TreeMessages.ChildReport"/>,
    /// <see cref="TreeMessages.Escalation"/> and <see cref="TreeMessages.ChildStarted"/> of it.
    /// </summary>
    /// <param name="settings">What the tree is built from; of its plan only the times and the fail-safe are used.</param>
    /// <param name="server">The server; its path is the same as on the node that owns it.</param>
    /// <param name="slot">The number by which it speaks to its parent.</param>
    public static Props ServerProps(TreeSettings settings, TreeNode server, int slot) => ServerActor.Props(settings, server, slot);
}
