using PowerActors.Actors.Tests.Specs;

namespace PowerActors.Actors.Tests;

public sealed class ActorTests
{
    [Fact]
    public void New_OutsideOfProps_SaysHowToMakeOne() =>
        Should.Throw<InvalidOperationException>(() => new Scripted((_, _) => { })).Message.ShouldContain("Props.Create(() => new Scripted(...))");

    [Fact]
    public void Constructor_MayUseItsContext()
    {
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        string? path = null;
        system.ActorOf(Props.Create(() => new Early(p => path = p)), "early");
        system.RunUntilIdle();

        path.ShouldBe("/user/early/child");
    }

    [Fact]
    public void Factory_ReturningTheSameActorAgain_Fails()
    {
        Exception? failure = null;
        using DeterministicSystem system = ActorSystem.CreateDeterministic(new DeterministicOptions { Events = new Listener(e => failure = e) });
        Actor? kept = null;
        Props props = Props.Create(() => kept ??= new Scripted((_, _) => { }));
        system.ActorOf(props);
        system.ActorOf(props);
        system.RunUntilIdle();

        failure.ShouldBeOfType<ActorInitializationException>().Message.ShouldContain("must return a new actor");
    }

    [Fact]
    public void Events_ThatThrow_HarmNothing()
    {
        using DeterministicSystem system = ActorSystem.CreateDeterministic(new DeterministicOptions
        {
            Events = new Listener(_ => throw new TestFailureException("listener")),
        });
        int handled = 0;
        IActorRef actor = system.ActorOf(Scripted.Props((_, message) => handled += message is "fail" ? throw new TestFailureException("actor") : 1));
        actor.Tell("fail");
        actor.Tell("work");
        system.RunUntilIdle();

        handled.ShouldBe(1);
    }

    [Fact]
    public void Random_IsGivenByTheSeed()
    {
        static ulong Draw(ulong seed)
        {
            using DeterministicSystem system = ActorSystem.CreateDeterministic(new DeterministicOptions { Seed = seed });
            ulong drawn = 0;
            system.ActorOf(Scripted.Props((self, _) => drawn = self.C.Random.NextUInt64())).Tell("draw");
            system.RunUntilIdle();
            return drawn;
        }

        Draw(1).ShouldBe(Draw(1));
        Draw(2).ShouldNotBe(Draw(1));
    }

    private sealed class Early : Actor
    {
        public Early(Action<string> tell) => tell(Context.ActorOf(Scripted.Props((_, _) => { }), "child").Path);

        protected override void Receive(object message) => Unhandled(message);
    }

    private sealed class Listener(Action<Exception> onFailed) : IActorSystemEvents
    {
        public void OnActorFailed(IActorRef actor, Exception reason, Directive directive) => onFailed(reason);
    }
}
