namespace PowerActors.Actors;

/// <summary>What an actor can see and do besides its messages. Use it only from inside that actor.</summary>
public interface IActorContext
{
    /// <summary>The system the actor lives in.</summary>
    ActorSystem System { get; }

    /// <summary>The actor's own reference.</summary>
    IActorRef Self { get; }

    /// <summary>The actor that made this one.</summary>
    IActorRef Parent { get; }

    /// <summary>Who sent the message being handled; <see cref="ActorSystem.DeadLetters"/> if nobody.</summary>
    IActorRef Sender { get; }

    /// <summary>The living children, in the order made.</summary>
    IReadOnlyCollection<IActorRef> Children { get; }

    /// <summary>Monotonic time since the system started, real or virtual.</summary>
    TimeSpan Now { get; }

    /// <summary>Wall-clock time, for records that people read. Decide by <see cref="Now"/>.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>The lane's random generator, derived from the system's seed.</summary>
    ref SeededRandom Random { get; }

    /// <summary>The actor's timers.</summary>
    ITimerScheduler Timers { get; }

    /// <summary>Messages put aside for later.</summary>
    IStash Stash { get; }

    /// <summary>Makes a child.</summary>
    /// <remarks>A child in the same lane has run its constructor and <see cref="Actor.PreStart"/> when this returns.</remarks>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique among the living children; without '/' and not starting with '$'. Null: a short name is made up.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    /// <exception cref="InvalidOperationException">This actor is stopping.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>The living child of that name, or null.</summary>
    IActorRef? Child(string name);

    /// <summary>
    /// Stops an actor with all below it. In the same lane it handles no further message; in another lane it first handles what
    /// this actor told it before. Messages left over become dead letters.
    /// </summary>
    void Stop(IActorRef actor);

    /// <summary>
    /// Asks for exactly one <see cref="Terminated"/> when the actor has stopped, at once if it already has. It arrives after everything
    /// the dead actor told this one, unless this actor has a mailbox of its own kind, where it overtakes what waits.
    /// </summary>
    /// <exception cref="ArgumentException">Not an actor of this engine.</exception>
    IActorRef Watch(IActorRef actor);

    /// <summary>Takes a <see cref="Watch"/> back: no <see cref="Terminated"/> of that actor is handled after this.</summary>
    IActorRef Unwatch(IActorRef actor);

    /// <summary>Hands the following messages to <paramref name="behavior"/> in place of <see cref="Actor.Receive"/>, until <see cref="Unbecome"/> or a restart.</summary>
    void Become(Action<object> behavior);

    /// <summary>Hands the following messages to <see cref="Actor.Receive"/> again.</summary>
    void Unbecome();
}

/// <summary>Timers of one actor, each known by a key. All of them end with a restart or stop.</summary>
/// <remarks>
/// A message of a timer that was cancelled or replaced is never handled, even if it already waits in the queue. A periodic
/// timer keeps to its grid and skips a beat while its last message still waits, so a slow actor is not buried.
/// </remarks>
public interface ITimerScheduler
{
    /// <summary>Tells the actor <paramref name="message"/> every <paramref name="interval"/>, first after one interval.</summary>
    /// <param name="key">Names the timer, compared with <see cref="object.Equals(object)"/>; a running one of that key is replaced.</param>
    /// <param name="message">The same object each time.</param>
    /// <param name="interval">Positive.</param>
    void StartPeriodic(object key, object message, TimeSpan interval);

    /// <summary>Like the shorter overload, with the first message after <paramref name="initialDelay"/>.</summary>
    void StartPeriodic(object key, object message, TimeSpan interval, TimeSpan initialDelay);

    /// <summary>Tells the actor <paramref name="message"/> once after <paramref name="delay"/> (zero or more); restarting a running timer is cheap.</summary>
    void StartSingle(object key, object message, TimeSpan delay);

    /// <summary>Ends a timer; false if none of that key runs.</summary>
    bool Cancel(object key);

    /// <summary>Ends all timers of the actor.</summary>
    void CancelAll();

    /// <summary>Whether a timer of that key runs (or has fired and its message still waits).</summary>
    bool IsActive(object key);
}

/// <summary>Messages an actor has put aside. A restart puts them back in front of the others; a stop makes them dead letters.</summary>
public interface IStash
{
    /// <summary>How many messages are put aside.</summary>
    int Count { get; }

    /// <summary>Puts the message being handled aside.</summary>
    /// <exception cref="InvalidOperationException">No message is being handled.</exception>
    /// <exception cref="StashOverflowException">It is full and its policy is <see cref="StashOverflow.Throw"/>.</exception>
    void Stash();

    /// <summary>Puts all messages back, oldest first, before any other that waits.</summary>
    void UnstashAll();

    /// <summary>Drops all messages put aside, without dead letters.</summary>
    void Clear();
}
