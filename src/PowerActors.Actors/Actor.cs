using PowerActors.Actors.Cells;

namespace PowerActors.Actors;

/// <summary>
/// Base of all actors. One message at a time is handed to <see cref="Receive"/>, never two at once, so an actor's fields need no locks.
/// </summary>
/// <remarks>
/// Made only by an actor system, out of <see cref="Props"/>. After a failure a restart makes a new instance behind the same reference.
/// Do not block inside an actor: its whole lane waits.
/// </remarks>
public abstract class Actor
{
    private readonly ActorCell _cell;

    /// <summary>Ties the instance to its place in the tree, so that <see cref="Context"/> works in constructors too.</summary>
    /// <exception cref="InvalidOperationException">Made with <c>new</c> outside of the factory of its <see cref="Props"/>.</exception>
    protected Actor() => _cell = ActorCell.TakeConstructing(GetType());

    /// <summary>This actor's surroundings: children, watching, timers, clock.</summary>
    protected IActorContext Context => _cell;

    /// <summary>This actor's own reference.</summary>
    protected IActorRef Self => _cell;

    /// <summary>Who sent the message being handled; dead letters if nobody, itself for a timer's message.</summary>
    protected IActorRef Sender => _cell.Sender;

    /// <summary>This actor's timers.</summary>
    protected ITimerScheduler Timers => _cell;

    /// <summary>Messages put aside for later.</summary>
    protected IStash Stash => _cell;

    internal ActorCell Cell => _cell;

    // The engine's way in: the members themselves stay protected, so that nobody else calls them.
    internal void InvokeReceive(object message) => Receive(message);

    internal void InvokePreStart() => PreStart();

    internal void InvokePostStop() => PostStop();

    internal void InvokePreRestart(Exception reason, object? message) => PreRestart(reason, message);

    internal void InvokePostRestart(Exception reason) => PostRestart(reason);

    /// <summary>Handles one message. An exception that leaves it goes to the supervisor; the message is not handled again.</summary>
    protected abstract void Receive(object message);

    /// <summary>Called once before the first message; an exception counts as a failed start (<see cref="ActorInitializationException"/>).</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Called when the actor has stopped, after all its children have.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>Called on the failed instance before it is replaced. By default it stops all children and calls <see cref="PostStop"/>.</summary>
    /// <param name="reason">The failure.</param>
    /// <param name="message">The message that was being handled, if any.</param>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (IActorRef child in Context.Children)
            Context.Stop(child);

        PostStop();
    }

    /// <summary>Called on the new instance after a restart. By default it calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>Say that a message is not known here. By default <see cref="IActorSystemEvents.OnUnhandled"/> hears of it.</summary>
    protected virtual void Unhandled(object message) => _cell.System.Events.OnUnhandled(_cell, message);
}
