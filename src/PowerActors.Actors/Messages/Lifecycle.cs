namespace PowerActors.Actors;

/// <summary>Told to a watcher, once, when the actor it watched has stopped.</summary>
/// <param name="ActorRef">The stopped actor.</param>
public sealed record Terminated(IActorRef ActorRef);

/// <summary>A message that stops its target when its turn comes, after all that was told before it.</summary>
public sealed class PoisonPill
{
    private PoisonPill()
    {
    }

    /// <summary>The only one.</summary>
    public static readonly PoisonPill Instance = new();
}

/// <summary>Replies that say how something went.</summary>
public static class Status
{
    /// <summary>It went well.</summary>
    /// <param name="Value">What came of it, if anything.</param>
    public sealed record Success(object? Value);

    /// <summary>It failed. As the reply to an Ask it makes the task fail with the cause.</summary>
    /// <param name="Cause">Why.</param>
    public sealed record Failure(Exception Cause);
}
