namespace PowerActors.Actors;

/// <summary>What an actor system tells the outside world: the place to log and count.</summary>
/// <remarks>Called on whatever thread it happens, so be quick and thread-safe. An exception thrown here is ignored.</remarks>
public interface IActorSystemEvents
{
    /// <summary>A message found nobody to handle it.</summary>
    void OnDeadLetter(DeadLetter letter)
    {
    }

    /// <summary>An actor threw.</summary>
    /// <param name="actor">Which.</param>
    /// <param name="reason">What it threw.</param>
    /// <param name="directive">What its supervisor decided.</param>
    void OnActorFailed(IActorRef actor, Exception reason, Directive directive)
    {
    }

    /// <summary>A failed actor runs again, with a new instance.</summary>
    void OnActorRestarted(IActorRef actor, Exception reason)
    {
    }

    /// <summary>An actor has stopped for good.</summary>
    void OnActorStopped(IActorRef actor)
    {
    }

    /// <summary>An actor said it does not know a message.</summary>
    void OnUnhandled(IActorRef actor, object message)
    {
    }
}

/// <summary>Passes events on and keeps a faulty listener from harming the engine.</summary>
internal sealed class GuardedEvents(IActorSystemEvents? listener)
{
    public void OnDeadLetter(DeadLetter letter) => Guard(l => l.OnDeadLetter(letter));

    public void OnActorFailed(IActorRef actor, Exception reason, Directive directive) =>
        Guard(l => l.OnActorFailed(actor, reason, directive));

    public void OnActorRestarted(IActorRef actor, Exception reason) => Guard(l => l.OnActorRestarted(actor, reason));

    public void OnActorStopped(IActorRef actor)
    {
        if (listener is not null)
            Guard(l => l.OnActorStopped(actor));
    }

    public void OnUnhandled(IActorRef actor, object message) => Guard(l => l.OnUnhandled(actor, message));

    private void Guard(Action<IActorSystemEvents> notify)
    {
        if (listener is null)
            return;

        try
        {
            notify(listener);
        }
#pragma warning disable CA1031, RCS1075 // A listener's failure must not become an actor's.
        catch (Exception)
#pragma warning restore CA1031, RCS1075
        {
            // Nowhere to report it: this was the reporting.
        }
    }
}
