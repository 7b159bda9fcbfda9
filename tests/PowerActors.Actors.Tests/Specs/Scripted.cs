using PowerActors.Actors;

namespace PowerActors.Actors.Tests.Specs;

/// <summary>An actor whose behaviour a test writes down where it is needed.</summary>
internal sealed class Scripted(Action<Scripted, object> receive) : Actor
{
    public Action<Scripted>? OnPreStart { get; init; }

    public Action<Scripted>? OnPostStop { get; init; }

    public Action<Scripted, Exception, object?>? OnPreRestart { get; init; }

    public Action<Scripted>? OnPostRestart { get; init; }

    public IActorContext C => Context;

    public IActorRef Me => Self;

    public IActorRef From => Sender;

    public static Props Props(Action<Scripted, object> receive) => Actors.Props.Create(() => new Scripted(receive));

    protected override void Receive(object message) => receive(this, message);

    protected override void PreStart() => OnPreStart?.Invoke(this);

    protected override void PostStop() => OnPostStop?.Invoke(this);

    protected override void PreRestart(Exception reason, object? message)
    {
        OnPreRestart?.Invoke(this, reason, message);
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        OnPostRestart?.Invoke(this);
        base.PostRestart(reason);
    }
}

/// <summary>Throws when told.</summary>
internal sealed class TestFailureException(string message) : Exception(message);
