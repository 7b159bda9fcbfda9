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
}
