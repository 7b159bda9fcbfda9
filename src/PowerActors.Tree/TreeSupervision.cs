using PowerActors.Actors;

namespace PowerActors.Tree;

/// <summary>How the tree treats its failures: an actor is restarted for ever, ever more patiently. A domain that nobody guards is worse than one that stumbles.</summary>
internal static class TreeSupervision
{
    public static SupervisorStrategy Strategy { get; } = SupervisorStrategy.Default with
    {
        Decider = static _ => Directive.Restart,
        MaxRestarts = int.MaxValue,
        Backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)),
    };
}
