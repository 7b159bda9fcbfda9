using PowerActors.Actors;
using PowerActors.Core.Control.Domains;

namespace PowerActors.Cluster.Node;

/// <summary>What a node has counted since its start. Thread-safe.</summary>
public sealed class NodeCounters : IActorSystemEvents
{
    private readonly long[] _alerts = new long[Enum.GetValues<AlertKind>().Length];
    private long _rungChanges;
    private long _directiveChanges;
    private long _deadLetters;
    private long _actorFailures;

    /// <summary>Rungs climbed or left.</summary>
    public long RungChanges => Interlocked.Read(ref _rungChanges);

    /// <summary>Directives that said something new; renewals do not count.</summary>
    public long DirectiveChanges => Interlocked.Read(ref _directiveChanges);

    /// <summary>Messages that found nobody.</summary>
    public long DeadLetters => Interlocked.Read(ref _deadLetters);

    /// <summary>Exceptions of actors.</summary>
    public long ActorFailures => Interlocked.Read(ref _actorFailures);

    /// <summary>The newest exception of an actor, in one line; null when there was none.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>Alerts of a kind.</summary>
    public long Alerts(AlertKind kind) => Interlocked.Read(ref _alerts[(int)kind]);

    /// <inheritdoc/>
    public void OnDeadLetter(DeadLetter letter) => Interlocked.Increment(ref _deadLetters);

    /// <inheritdoc/>
    public void OnActorFailed(IActorRef actor, Exception reason, Directive directive)
    {
        Interlocked.Increment(ref _actorFailures);
        LastFailure = $"{actor.Path}: {reason.GetType().Name}: {reason.Message.ReplaceLineEndings(" ")}";
    }

    internal void RungChanged() => Interlocked.Increment(ref _rungChanges);

    internal void DirectiveChanged() => Interlocked.Increment(ref _directiveChanges);

    internal void Alerted(AlertKind kind) => Interlocked.Increment(ref _alerts[(int)kind]);
}
