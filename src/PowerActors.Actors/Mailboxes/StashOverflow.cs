namespace PowerActors.Actors;

/// <summary>What happens to one message more than a stash holds.</summary>
public enum StashOverflow
{
    /// <summary>Stashing throws <see cref="StashOverflowException"/>: the actor fails unless it catches it.</summary>
    Throw,

    /// <summary>The oldest stashed message becomes a dead letter.</summary>
    DropOldest,

    /// <summary>The message being handled becomes a dead letter.</summary>
    DropNewest,
}
