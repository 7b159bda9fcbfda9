namespace PowerActors.Actors;

/// <summary>What can go wrong with a message or its receiver.</summary>
public enum FaultKind
{
    /// <summary>The message is lost, without a dead letter.</summary>
    Drop,

    /// <summary>The message arrives later, and so perhaps after others.</summary>
    Delay,

    /// <summary>The message arrives twice.</summary>
    Duplicate,

    /// <summary>The next message to the same actor overtakes this one (if there is none at this instant, nothing happens).</summary>
    Reorder,

    /// <summary>The actor throws instead of handling the message: <see cref="FaultInjectedException"/> goes to its supervisor.</summary>
    Crash,

    /// <summary>The actor handles nothing for a while; messages wait, this one first.</summary>
    Pause,
}

/// <summary>What goes wrong in a deterministic run: data only; when it strikes comes from the seed.</summary>
/// <param name="Rules">Tried in order; the first that strikes decides on a message.</param>
/// <remarks>
/// Drop, delay, duplicate and reorder strike messages that are told; crash and pause strike when a message or a timer reaches
/// its actor. The engine's own messages (supervision, death watch, starting and stopping) are never struck.
/// </remarks>
public sealed record FaultPlan(params IReadOnlyList<FaultRule> Rules);

/// <summary>One kind of fault, and whom it strikes how often.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Probability">In [0, 1], for each message that <paramref name="Kind"/>'s rule applies to.</param>
public sealed record FaultRule(FaultKind Kind, double Probability = 1)
{
    /// <summary>Which messages can be struck, by sender (null: nobody), target and message; all if not said.</summary>
    public Func<IActorRef?, IActorRef, object, bool>? Applies { get; init; }

    /// <summary>The virtual time from which it can strike.</summary>
    public TimeSpan From { get; init; }

    /// <summary>The virtual time from which it no longer can.</summary>
    public TimeSpan Until { get; init; } = TimeSpan.MaxValue;

    /// <summary>The shortest <see cref="FaultKind.Delay"/> or <see cref="FaultKind.Pause"/>.</summary>
    public TimeSpan MinDuration { get; init; }

    /// <summary>The longest <see cref="FaultKind.Delay"/> or <see cref="FaultKind.Pause"/>; not below <see cref="MinDuration"/>.</summary>
    public TimeSpan MaxDuration { get; init; }
}

/// <summary>Thrown in place of handling a message by a <see cref="FaultKind.Crash"/>.</summary>
public sealed class FaultInjectedException : Exception
{
    /// <summary>Says which actor was struck.</summary>
    public FaultInjectedException(IActorRef actor)
        : base($"The fault plan crashed {actor?.Path}.")
    {
    }
}
