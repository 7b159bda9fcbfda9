namespace PowerActors.Actors;

/// <summary>An actor could not be made: its constructor, PreStart or PostRestart threw (the inner exception).</summary>
public sealed class ActorInitializationException : Exception
{
    /// <summary>Says which actor failed to start, and why.</summary>
    public ActorInitializationException(IActorRef actor, Exception cause)
        : base($"{actor?.Path} failed to start: {cause?.Message}", cause)
    {
    }
}

/// <summary>No reply to an Ask came in time.</summary>
public sealed class AskTimeoutException : TimeoutException
{
    /// <summary>Says who did not answer, and within which time.</summary>
    public AskTimeoutException(IActorRef target, TimeSpan timeout)
        : base($"{target?.Path} did not reply within {timeout.TotalSeconds:0.###} s.")
    {
    }
}

/// <summary>A stash is full and its policy is to throw.</summary>
public sealed class StashOverflowException : InvalidOperationException
{
    /// <summary>Says whose stash is full.</summary>
    public StashOverflowException(IActorRef actor, int capacity)
        : base($"The stash of {actor?.Path} already holds {capacity} messages, as many as its Props.WithStash allows.")
    {
    }
}
