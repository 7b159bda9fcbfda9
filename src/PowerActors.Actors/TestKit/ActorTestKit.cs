namespace PowerActors.Actors.TestKit;

/// <summary>
/// Tests actors in virtual time: nothing sleeps, nothing depends on the machine. An actor's failure surfaces as an exception in the test,
/// unless <see cref="AllowFailures"/> is set.
/// </summary>
public sealed class ActorTestKit : IDisposable
{
    private readonly FailureLog _log;
    private int _surfaced;

    /// <summary>Starts a deterministic system.</summary>
    /// <param name="options">Its settings; its events are heard by the kit and passed on.</param>
    public ActorTestKit(DeterministicOptions? options = null)
    {
        options ??= new DeterministicOptions();
        _log = new FailureLog(options.Events);
        System = ActorSystem.CreateDeterministic(options with { Events = _log });
    }

    /// <summary>The system under test.</summary>
    public DeterministicSystem System { get; }

    /// <summary>Set it where actors are meant to fail. Crashes of a fault plan are always allowed.</summary>
    public bool AllowFailures { get; set; }

    /// <summary>All failures so far, oldest first, without those of a fault plan.</summary>
    public IReadOnlyList<ActorFailure> Failures => _log.Failures;

    /// <summary>Makes a top-level actor; it starts when the system next runs.</summary>
    public IActorRef ActorOf(Props props, string? name = null) => System.ActorOf(props, name);

    /// <summary>Makes an actor that remembers what it is told.</summary>
    public TestProbe CreateProbe(string? name = null) => new(this, name);

    /// <summary>Lets virtual time pass.</summary>
    /// <exception cref="ActorFailedException">An actor failed since the last call.</exception>
    public void Advance(TimeSpan by)
    {
        System.Advance(by);
        Surface();
    }

    /// <summary>Handles all messages that wait; time stands still.</summary>
    /// <exception cref="ActorFailedException">An actor failed since the last call.</exception>
    public void RunUntilIdle()
    {
        System.RunUntilIdle();
        Surface();
    }

    /// <summary>Stops all actors.</summary>
    public void Dispose() => System.Dispose();

    private void Surface()
    {
        int from = _surfaced;
        _surfaced = _log.Failures.Count;
        if (!AllowFailures && _surfaced > from)
            throw new ActorFailedException(_log.Failures[from]);
    }

    private sealed class FailureLog(IActorSystemEvents? next) : IActorSystemEvents
    {
        public List<ActorFailure> Failures { get; } = [];

        public void OnActorFailed(IActorRef actor, Exception reason, Directive directive)
        {
            if (reason is not FaultInjectedException)
                Failures.Add(new ActorFailure(actor, reason, directive));

            next?.OnActorFailed(actor, reason, directive);
        }

        public void OnDeadLetter(DeadLetter letter) => next?.OnDeadLetter(letter);

        public void OnActorRestarted(IActorRef actor, Exception reason) => next?.OnActorRestarted(actor, reason);

        public void OnActorStopped(IActorRef actor) => next?.OnActorStopped(actor);

        public void OnUnhandled(IActorRef actor, object message) => next?.OnUnhandled(actor, message);
    }
}

/// <summary>One failure of one actor.</summary>
/// <param name="Actor">Which.</param>
/// <param name="Reason">What it threw.</param>
/// <param name="Directive">What its supervisor decided.</param>
public sealed record ActorFailure(IActorRef Actor, Exception Reason, Directive Directive);

/// <summary>An actor under test failed; the inner exception is what it threw.</summary>
public sealed class ActorFailedException : Exception
{
    /// <summary>Says which actor failed, and why.</summary>
    public ActorFailedException(ActorFailure failure)
        : base($"{failure?.Actor.Path} failed ({failure?.Directive}): {failure?.Reason}", failure?.Reason)
    {
    }
}

/// <summary>A probe did not get what was expected.</summary>
public sealed class ExpectationException : Exception
{
    /// <summary>Says what was expected, and what came.</summary>
    public ExpectationException(string message)
        : base(message)
    {
    }
}
