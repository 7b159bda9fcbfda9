using PowerActors.Actors;

namespace PowerActors.Actors.Tests.Specs;

/// <summary>Making and stopping actors, the tree, dead letters: the same on both dispatchers.</summary>
public abstract class LifecycleSpec(bool virtualTime)
{
    [Fact]
    public void Tell_FromOneSender_ArrivesInOrder()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef relay = host.System.ActorOf(Scripted.Props((_, message) => probe.Ref.Tell(message)));
        for (int i = 0; i < 1000; i++)
            relay.Tell(i);

        for (int i = 0; i < 1000; i++)
            probe.Next<int>().ShouldBe(i);
    }

    [Fact]
    public void Tell_InsideAnActor_CarriesItAsSender()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef echo = host.System.ActorOf(Scripted.Props((self, _) => self.From.Tell("pong")));
        host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is "go")
                echo.Tell("ping");
            else
                probe.Ref.Tell(message);
        })).Tell("go");

        probe.Next<string>().ShouldBe("pong");
    }

    [Fact]
    public void Forward_KeepsTheSender()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef echo = host.System.ActorOf(Scripted.Props((self, message) => self.From.Tell(message)));
        IActorRef desk = host.System.ActorOf(Scripted.Props((_, message) => echo.Forward(message)));
        desk.Tell("question", probe.Ref);

        probe.Next<string>().ShouldBe("question");
    }

    [Fact]
    public void ActorOf_Nested_GivesPathsAndChildren()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        host.System.ActorOf(
            Scripted.Props((self, _) =>
            {
                IActorRef rack = self.C.ActorOf(Scripted.Props((_, _) => { }), "rack-1");
                self.C.ActorOf(Scripted.Props((_, _) => { }).OnNewLane(), "rack-2");
                self.C.Child("rack-1").ShouldBe(rack);
                self.C.Child("rack-3").ShouldBeNull();
                probe.Ref.Tell(self.C.Children.Select(child => child.Path).ToArray());
            }),
            "row").Tell("go");

        probe.Next<string[]>().ShouldBe(["/user/row/rack-1", "/user/row/rack-2"]);
    }

    [Theory]
    [InlineData("", "is no actor name")]
    [InlineData("$1", "is no actor name")]
    [InlineData("a/b", "is no actor name")]
    [InlineData("taken", "is taken")]
    public void ActorOf_BadName_SaysWhy(string name, string why)
    {
        using var host = new SpecHost(virtualTime);
        host.System.ActorOf(Scripted.Props((_, _) => { }), "taken");

        Should.Throw<ArgumentException>(() => host.System.ActorOf(Scripted.Props((_, _) => { }), name)).Message.ShouldContain(why);
    }

    [Fact]
    public void Stop_Tree_StopsChildrenFirstAndFreesTheName()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        Props leaf = Props.Create(() => new Scripted((_, _) => { }) { OnPostStop = self => probe.Ref.Tell(self.Me.Path) });
        Props tree = Props.Create(() => new Scripted((_, _) => { })
        {
            OnPreStart = self =>
            {
                self.C.ActorOf(leaf, "same-lane");
                self.C.ActorOf(leaf.OnNewLane(), "own-lane");
                probe.Ref.Tell("started");
            },
            OnPostStop = self => probe.Ref.Tell(self.Me.Path),
        });
        IActorRef top = host.System.ActorOf(tree, "top");
        probe.Next<string>().ShouldBe("started");

        host.System.Stop(top);

        new[] { probe.Next<string>(), probe.Next<string>() }.ShouldBe(["/user/top/same-lane", "/user/top/own-lane"], ignoreOrder: true);
        probe.Next<string>().ShouldBe("/user/top");
    }

    [Fact]
    public async Task Stop_ThenActorOfSameName_IsPossibleOnceTerminated()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef manager = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            switch (message)
            {
                case "make":
                    self.C.Watch(self.C.ActorOf(Scripted.Props((_, _) => { }).OnNewLane(), "child"));
                    break;
                case "stop":
                    self.C.Stop(self.C.Child("child")!);
                    break;
                case Terminated:
                    self.C.ActorOf(Scripted.Props((_, _) => { }), "child");
                    probe.Ref.Tell("made again");
                    break;
            }
        }));
        manager.Tell("make");
        manager.Tell("stop");

        probe.Next<string>().ShouldBe("made again");
        await Task.CompletedTask;
    }

    [Fact]
    public void PoisonPill_StopsAfterWhatWasToldBefore()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((_, message) => probe.Ref.Tell(message)));
        actor.Tell("before");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("after");

        probe.Next<string>().ShouldBe("before");
        DeadLetter letter = host.Next(host.DeadLetters);
        letter.Message.ShouldBe("after");
        letter.Recipient.ShouldBe(actor);
        letter.Reason.ShouldBe(DeadLetterReason.Stopped);
        host.System.DeadLetterCount.ShouldBe(1);
    }

    [Fact]
    public void Stop_Self_HandlesNothingMore()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            probe.Ref.Tell(message);
            self.C.Stop(self.Me);
        }));
        actor.Tell(1);
        actor.Tell(2);

        probe.Next<int>().ShouldBe(1);
        host.Next(host.DeadLetters).Message.ShouldBe(2);
        host.Next(host.Stopped).ShouldBe(actor);
        probe.ShouldBeEmpty();
    }

    [Fact]
    public void Sender_OfNobody_IsDeadLetters()
    {
        using var host = new SpecHost(virtualTime);
        host.System.ActorOf(Scripted.Props((self, _) => self.From.Tell("reply"))).Tell("question", sender: null);

        host.Next(host.DeadLetters).Reason.ShouldBe(DeadLetterReason.NoRecipient);
    }

    [Fact]
    public void Become_HandsMessagesToTheBehavior_UntilUnbecome()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            probe.Ref.Tell($"receive {message}");
            self.C.Become(other =>
            {
                probe.Ref.Tell($"behavior {other}");
                self.C.Unbecome();
            });
        }));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3);

        probe.Next<string>().ShouldBe("receive 1");
        probe.Next<string>().ShouldBe("behavior 2");
        probe.Next<string>().ShouldBe("receive 3");
    }

    [Fact]
    public void ActorOf_DuringStop_IsRefused()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        host.System.ActorOf(Props.Create(() => new Scripted((self, _) => self.C.Stop(self.Me))
        {
            OnPostStop = self => probe.Ref.Tell(Should.Throw<InvalidOperationException>(() => self.C.ActorOf(Scripted.Props((_, _) => { }))).Message),
        })).Tell("stop");

        probe.Next<string>().ShouldContain("is stopping");
    }

    [Fact]
    public void Unhandled_IsReported()
    {
        using var host = new SpecHost(virtualTime);
        host.System.ActorOf(Props.Create<KnowsNothing>()).Tell("what?");

        host.Next(host.Unhandled).ShouldBe("what?");
    }

    [Fact]
    public async Task TerminateAsync_StopsEverythingAndRefusesMore()
    {
        using var host = new SpecHost(virtualTime);
        IActorRef actor = host.System.ActorOf(Scripted.Props((_, _) => { }));

        Task terminated = host.System.TerminateAsync();
        (host.System as DeterministicSystem)?.RunUntilIdle();
        await terminated.WaitAsync(TimeSpan.FromSeconds(30));

        host.Next(host.Stopped).ShouldBe(actor);
        Should.Throw<InvalidOperationException>(() => host.System.ActorOf(Scripted.Props((_, _) => { })));
        actor.Tell("late");
        host.Next(host.DeadLetters).Message.ShouldBe("late");
    }

    private sealed class KnowsNothing : Actor
    {
        protected override void Receive(object message) => Unhandled(message);
    }
}

public sealed class LifecycleOnThreadPool() : LifecycleSpec(virtualTime: false);

public sealed class LifecycleInVirtualTime() : LifecycleSpec(virtualTime: true);
