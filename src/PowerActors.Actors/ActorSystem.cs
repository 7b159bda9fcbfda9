using PowerActors.Actors.Asking;
using PowerActors.Actors.Cells;
using PowerActors.Actors.Dispatch;
using PowerActors.Actors.Timers;

namespace PowerActors.Actors;

/// <summary>A tree of actors with the lanes, clock and timers they run on. Thread-safe, unless deterministic.</summary>
public abstract class ActorSystem : IDisposable
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _randomGate = new();
    private SeededRandom _random;
    private ActorCell _guardian = null!;
    private long _deadLetterCount;
    private int _lastActorNumber;

    private protected ActorSystem(string name, ulong seed, IActorSystemEvents? events)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Seed = seed;
        _random = new SeededRandom(seed);
        Events = new GuardedEvents(events);
        DeadLetters = new DeadLettersRef(this);
    }

    /// <summary>The system's name, for logs.</summary>
    public string Name { get; }

    /// <summary>What all random numbers in the system come from.</summary>
    public ulong Seed { get; }

    /// <summary>Monotonic time since the system started, real or virtual.</summary>
    public TimeSpan Now => new(Scheduler.Now);

    /// <summary>Wall-clock time, for records that people read.</summary>
    public abstract DateTimeOffset UtcNow { get; }

    /// <summary>Makes a dead letter of whatever it is told; the <see cref="Actor.Sender"/> of messages that came from nobody.</summary>
    public IActorRef DeadLetters { get; }

    /// <summary>How many messages found nobody to handle them.</summary>
    public long DeadLetterCount => Interlocked.Read(ref _deadLetterCount);

    /// <summary>Completes when all actors have stopped.</summary>
    public Task WhenTerminated => _terminated.Task;

    internal GuardedEvents Events { get; }

    internal Scheduler Scheduler { get; private protected init; } = null!;

    internal abstract bool IsDeterministic { get; }

    /// <summary>Starts a system on the thread pool, in real time.</summary>
    /// <param name="name">Not empty.</param>
    /// <param name="options">Its settings.</param>
    public static ActorSystem Create(string name, ActorSystemOptions? options = null) =>
        new PooledSystem(name, options ?? new ActorSystemOptions());

    /// <summary>Starts a system in virtual time, on one thread, ordered by a seed.</summary>
    public static DeterministicSystem CreateDeterministic(DeterministicOptions? options = null) =>
        new(options ?? new DeterministicOptions());

    /// <summary>Makes a top-level actor, on a lane of its own.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">As in <see cref="IActorContext.ActorOf"/>.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    /// <exception cref="InvalidOperationException">The system is terminating.</exception>
    public IActorRef ActorOf(Props props, string? name = null)
    {
        ActorCell cell = _guardian.AddChild(props, name, CreateLane());
        cell.Lane.PostSystem(cell, StartSignal.Instance);
        return cell;
    }

    /// <summary>Stops an actor, with all below it, after what this thread told it before. Messages left over become dead letters.</summary>
    /// <exception cref="ArgumentException">Not an actor of this engine.</exception>
#pragma warning disable CA1822 // Reads as what it is, an act on the system.
    public void Stop(IActorRef actor)
#pragma warning restore CA1822
    {
        if (actor is not ActorCell cell)
            throw new ArgumentException($"{actor?.Path} is not an actor of this engine.", nameof(actor));

        cell.RequestStop();
    }

    /// <summary>Like <see cref="ActorRefExtensions.Ask"/>, also for references implemented outside the engine; the timeout is on this system's clock.</summary>
    public Task<T> Ask<T>(IActorRef target, object message, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(target);
        return AskPromise<T>.Ask(this, target, message, timeout);
    }

    /// <summary>Stops all actors, each after what waits in front of it; what is told later becomes dead letters.</summary>
    /// <returns>Completes when the last has stopped.</returns>
    public Task TerminateAsync()
    {
        _guardian.Lane.PostSystem(_guardian, StopSignal.Instance);
        return WhenTerminated;
    }

    /// <summary>Terminates and waits, but not longer than the shutdown timeout. Not to be called by an actor.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private protected abstract void Dispose(bool disposing);

    internal abstract Lane CreateLane();

    /// <summary>Finishes an Ask.</summary>
    internal abstract void Complete(IDeferred deferred);

    /// <summary>Whether a fault plan keeps a message from its actor, now that it would be handled.</summary>
    internal virtual bool Strikes(ActorCell target, object message, IActorRef? sender) => false;

    internal SeededRandom ForkRandom()
    {
        lock (_randomGate)
            return _random.Fork();
    }

    internal int NextActorNumber() => Interlocked.Increment(ref _lastActorNumber);

    internal void PublishDeadLetter(object message, IActorRef? sender, IActorRef recipient, DeadLetterReason reason)
    {
        Interlocked.Increment(ref _deadLetterCount);
        Events.OnDeadLetter(new DeadLetter(message, sender, recipient, reason));
    }

    internal void OnGuardianStopped() => _terminated.TrySetResult();

    private protected void StartGuardian(SupervisorStrategy strategy)
    {
        Props props = Props.Create<Guardian>().WithSupervisor(strategy);
        _guardian = new ActorCell(this, parent: null, props, CreateLane(), "user");
        _guardian.Lane.PostSystem(_guardian, StartSignal.Instance);
    }

    /// <summary>The parent of the top-level actors.</summary>
    private sealed class Guardian : Actor
    {
        protected override void Receive(object message) => Unhandled(message);
    }
}
