using System.Collections.Concurrent;
using PowerActors.Actors;

namespace PowerActors.Actors.Tests.Specs;

/// <summary>Runs a specification on one of the dispatchers: waits in real time, bounded, or lets virtual time pass.</summary>
internal sealed class SpecHost : IDisposable, IActorSystemEvents
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public SpecHost(bool virtualTime, SupervisorStrategy? guardian = null)
    {
        guardian ??= SupervisorStrategy.Default;
        System = virtualTime
            ? ActorSystem.CreateDeterministic(new DeterministicOptions { Events = this, GuardianStrategy = guardian, Seed = 7 })
            : ActorSystem.Create("spec", new ActorSystemOptions { Events = this, GuardianStrategy = guardian, Seed = 7 });
    }

    public ActorSystem System { get; }

    public BlockingCollection<DeadLetter> DeadLetters { get; } = [];

    public BlockingCollection<(IActorRef Actor, Exception Reason, Directive Directive)> Failures { get; } = [];

    public BlockingCollection<IActorRef> Restarted { get; } = [];

    public BlockingCollection<IActorRef> Stopped { get; } = [];

    public BlockingCollection<object> Unhandled { get; } = [];

    public Probe CreateProbe() => new(this);

    /// <summary>Takes the next item, which must come.</summary>
    public T Next<T>(BlockingCollection<T> items)
    {
        T? item;
        if (System is not DeterministicSystem virtualTime)
            return items.TryTake(out item, Patience) ? item : throw new TimeoutException($"No {typeof(T).Name} came within {Patience}.");

        virtualTime.RunUntilIdle();
        TimeSpan deadline = virtualTime.Now + Patience;
        while (!items.TryTake(out item))
        {
            if (virtualTime.NextDue is not { } due || due > deadline)
                throw new TimeoutException($"No {typeof(T).Name} came within {Patience} of virtual time.");

            virtualTime.AdvanceTo(due);
        }

        return item;
    }

    /// <summary>The outcome of a task, which must come.</summary>
    public Task<T> Finish<T>(Task<T> task)
    {
        if (System is DeterministicSystem virtualTime)
        {
            virtualTime.RunUntilIdle();
            while (!task.IsCompleted && virtualTime.NextDue is { } due)
                virtualTime.AdvanceTo(due);
        }

        return task.WaitAsync(Patience);
    }

    public void Dispose() => System.Dispose();

    void IActorSystemEvents.OnDeadLetter(DeadLetter letter) => DeadLetters.Add(letter);

    void IActorSystemEvents.OnActorFailed(IActorRef actor, Exception reason, Directive directive) => Failures.Add((actor, reason, directive));

    void IActorSystemEvents.OnActorRestarted(IActorRef actor, Exception reason) => Restarted.Add(actor);

    void IActorSystemEvents.OnActorStopped(IActorRef actor) => Stopped.Add(actor);

    void IActorSystemEvents.OnUnhandled(IActorRef actor, object message) => Unhandled.Add(message);
}

/// <summary>An actor of a specification's own, whose messages the test takes one by one.</summary>
internal sealed class Probe
{
    private readonly SpecHost _host;
    private readonly BlockingCollection<object> _messages = [];

    public Probe(SpecHost host)
    {
        _host = host;
        Ref = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            switch (message)
            {
                case WatchThis watch:
                    self.C.Watch(watch.Actor);
                    self.From.Tell("watching", self.Me);
                    break;
                case UnwatchThis watch:
                    self.C.Unwatch(watch.Actor);
                    self.From.Tell("not watching", self.Me);
                    break;
                default:
                    _messages.Add(message);
                    break;
            }
        }));
    }

    public IActorRef Ref { get; }

    public T Next<T>() => _host.Next(_messages).ShouldBeOfType<T>();

    /// <summary>Nothing has come but what was taken, given that everything sent so far is on its way through the same senders.</summary>
    public void ShouldBeEmpty() => _messages.ShouldBeEmpty();

    public async Task Watch(IActorRef actor) =>
        await _host.Finish(_host.System.Ask<string>(Ref, new WatchThis(actor), TimeSpan.FromSeconds(30)));

    public async Task Unwatch(IActorRef actor) =>
        await _host.Finish(_host.System.Ask<string>(Ref, new UnwatchThis(actor), TimeSpan.FromSeconds(30)));

    private sealed record WatchThis(IActorRef Actor);

    private sealed record UnwatchThis(IActorRef Actor);
}
