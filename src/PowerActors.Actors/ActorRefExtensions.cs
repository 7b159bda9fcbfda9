using PowerActors.Actors.Asking;
using PowerActors.Actors.Cells;
using PowerActors.Actors.Dispatch;

namespace PowerActors.Actors;

/// <summary>The ways to send a message besides <see cref="IActorRef.Tell"/>.</summary>
public static class ActorRefExtensions
{
    /// <summary>Tells a message in the name of the actor that runs on this thread, or of nobody outside of actors.</summary>
    public static void Tell(this IActorRef target, object message) => target.Tell(message, Lane.RunningActor);

    /// <summary>Passes a message on with the sender of the message being handled, so that the reply goes there.</summary>
    public static void Forward(this IActorRef target, object message) => target.Tell(message, Lane.RunningSender);

    /// <summary>Tells a message and gives its reply as a task. The timeout runs on the target system's clock, real or virtual.</summary>
    /// <remarks>
    /// The task fails with <see cref="AskTimeoutException"/> when no reply came in time, with the cause when the reply is a
    /// <see cref="Status.Failure"/>, and with <see cref="InvalidCastException"/> when the reply is not a <typeparamref name="T"/>.
    /// Do not block on it inside an actor; use <see cref="PipeTo"/>. On a deterministic system it completes while the system runs.
    /// </remarks>
    /// <param name="target">An actor of an <see cref="ActorSystem"/>.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">Positive, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <exception cref="ArgumentException">The target is not an actor of this engine; use <see cref="ActorSystem.Ask"/>.</exception>
    public static Task<T> Ask<T>(this IActorRef target, object message, TimeSpan timeout)
    {
        if (target is not ActorCell cell)
            throw new ArgumentException($"{target?.Path} is not an actor of this engine: ask through ActorSystem.Ask.", nameof(target));

        return AskPromise<T>.Ask(cell.System, cell, message, timeout);
    }

    /// <summary>Tells the outcome of a task to an actor: the way to wait inside an actor without blocking its lane.</summary>
    /// <param name="task">The task.</param>
    /// <param name="target">Who hears of the outcome.</param>
    /// <param name="sender">In whose name; null for nobody.</param>
    /// <param name="success">Makes the message out of the result; by default the result itself, or <see cref="Status.Success"/> of null.</param>
    /// <param name="failure">Makes the message out of the exception; by default <see cref="Status.Failure"/>.</param>
    public static async void PipeTo<T>(
        this Task<T> task,
        IActorRef target,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null)
    {
        object message;
        try
        {
            T result = await task.ConfigureAwait(false);
            message = success is not null ? success(result) : (object?)result ?? new Status.Success(Value: null);
        }
#pragma warning disable CA1031 // Whatever went wrong is the message.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            message = Describe(exception, failure);
        }

        target.Tell(message, sender);
    }

    private static object Describe(Exception exception, Func<Exception, object>? failure)
    {
        try
        {
            return failure is not null ? failure(exception) : new Status.Failure(exception);
        }
#pragma warning disable CA1031 // Nobody awaits PipeTo: an exception out of it would end the process.
        catch (Exception second)
#pragma warning restore CA1031
        {
            return new Status.Failure(new AggregateException(exception, second));
        }
    }
}
