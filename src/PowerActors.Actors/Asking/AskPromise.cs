using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Asking;

/// <summary>The sender of an Ask: takes the first reply, as a task. Not reused, so a late reply can never answer another question.</summary>
internal sealed class AskPromise<T> : TaskCompletionSource<T>, IActorRef, ITimerOwner, IDeferred
{
    private readonly ActorSystem _system;
    private readonly IActorRef _target;
    private readonly TimeSpan _timeout;
    private object? _reply;
    private int _timer = Scheduler.None;

    // With real time the asker's continuation must not run on the lane that replies. In virtual time everything runs on the one thread.
    private AskPromise(ActorSystem system, IActorRef target, TimeSpan timeout)
        : base(system.IsDeterministic ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously)
    {
        _system = system;
        _target = target;
        _timeout = timeout;
    }

    public string Path => "/ask";

    public static Task<T> Ask(ActorSystem system, IActorRef target, object message, TimeSpan timeout)
    {
        var promise = new AskPromise<T>(system, target, timeout);
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
            Volatile.Write(ref promise._timer, system.Scheduler.Add(promise, system.Scheduler.In(timeout), interval: 0));
        }

        target.Tell(message, promise);
        return promise.Task;
    }

    public void Tell(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Interlocked.CompareExchange(ref _reply, message, comparand: null) is not null)
        {
            _system.PublishDeadLetter(message, sender, this, DeadLetterReason.NoRecipient);
            return;
        }

        if (_timer != Scheduler.None)
            _system.Scheduler.Remove(_timer, this);

        _system.Complete(this);
    }

    public void OnDue()
    {
        object timeout = new Status.Failure(new AskTimeoutException(_target, _timeout));
        if (Interlocked.CompareExchange(ref _reply, timeout, comparand: null) is null)
            _system.Complete(this);
    }

    /// <summary>Lets the asker know.</summary>
    public void Run()
    {
        switch (_reply)
        {
            case T reply:
                TrySetResult(reply);
                break;
            case Status.Failure failure:
                TrySetException(failure.Cause);
                break;
            default:
                TrySetException(new InvalidCastException(
                    $"{_target.Path} replied with a {_reply!.GetType().Name} where a {typeof(T).Name} was expected."));
                break;
        }
    }
}

/// <summary>Something to do as soon as no actor runs: on a deterministic system, never inside an actor's Receive.</summary>
internal interface IDeferred
{
    void Run();
}
