using PowerActors.Actors.TestKit;
using PowerActors.Actors.Tests.Specs;

namespace PowerActors.Actors.Tests.TestKit;

public sealed class ActorTestKitTests
{
    [Fact]
    public void ExpectMsg_TakesMessagesInOrder_AndRepliesToTheirSender()
    {
        using var kit = new ActorTestKit();
        TestProbe probe = kit.CreateProbe("probe");
        IActorRef echo = kit.ActorOf(Scripted.Props((self, message) => self.From.Tell($"{message}!")));

        probe.Send(echo, "a");
        probe.ExpectMsg<string>().ShouldBe("a!");
        probe.LastSender.ShouldBe(echo);
        probe.Reply("b");
        probe.ExpectMsg<string>(m => m == "b!");
        probe.ExpectNoMsg();
    }

    [Fact]
    public void ExpectMsg_NoneWaits_LetsVirtualTimePass()
    {
        using var kit = new ActorTestKit();
        TestProbe probe = kit.CreateProbe();
        kit.ActorOf(Props.Create(() => new Scripted((_, message) => probe.Ref.Tell(message))
        {
            OnPreStart = self => self.C.Timers.StartPeriodic("tick", "tick", TimeSpan.FromSeconds(2)),
        }));

        probe.ExpectNoMsg(TimeSpan.FromSeconds(1));
        probe.ExpectMsg<string>();
        kit.System.Now.ShouldBe(TimeSpan.FromSeconds(2));
        Should.Throw<ExpectationException>(() => probe.ExpectMsg<string>(within: TimeSpan.FromSeconds(1))).Message.ShouldContain("no message came");
        kit.System.Now.ShouldBe(TimeSpan.FromSeconds(3));
        Should.Throw<ExpectationException>(() => probe.ExpectNoMsg(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void ExpectMsg_AnotherCame_SaysWhich()
    {
        using var kit = new ActorTestKit();
        TestProbe probe = kit.CreateProbe("probe");
        probe.Ref.Tell(42);
        probe.Ref.Tell(43);

        Should.Throw<ExpectationException>(() => probe.ExpectMsg<string>()).Message.ShouldBe("/user/probe expected a String, but 42 (Int32) came.");
        Should.Throw<ExpectationException>(() => probe.ExpectMsg<int>(n => n > 50)).Message.ShouldContain("43");
    }

    [Fact]
    public void FishForMessage_PassesOverOthers()
    {
        using var kit = new ActorTestKit();
        TestProbe probe = kit.CreateProbe();
        probe.Ref.Tell("noise");
        probe.Ref.Tell(1);
        probe.Ref.Tell(2);

        kit.RunUntilIdle();
        probe.ReceivedMessages.ShouldBe(["noise", 1, 2]);
        probe.FishForMessage<int>(n => n == 2).ShouldBe(2);
        probe.ReceivedMessages.ShouldBeEmpty();
        Should.Throw<ExpectationException>(() => probe.FishForMessage<int>());
    }

    [Fact]
    public void ExpectTerminated_OfAWatchedActor()
    {
        using var kit = new ActorTestKit();
        TestProbe probe = kit.CreateProbe();
        IActorRef actor = kit.ActorOf(Scripted.Props((_, _) => { }));
        probe.Watch(actor);
        probe.ExpectNoMsg();
        actor.Tell(PoisonPill.Instance);

        probe.ExpectTerminated(actor);
    }

    [Fact]
    public void ActorFails_Surfaces_UnlessAllowed()
    {
        using var kit = new ActorTestKit();
        IActorRef actor = kit.ActorOf(Scripted.Props((_, _) => throw new TestFailureException("ouch")), "weak");
        actor.Tell("go");

        ActorFailedException exception = Should.Throw<ActorFailedException>(kit.RunUntilIdle);
        exception.Message.ShouldContain("/user/weak failed (Restart)");
        exception.InnerException.ShouldBeOfType<TestFailureException>();

        kit.AllowFailures = true;
        actor.Tell("go");
        kit.RunUntilIdle();
        kit.Failures.Count.ShouldBe(2);
    }

    [Fact]
    public void FaultPlan_Crashes_AreExpected()
    {
        using var kit = new ActorTestKit(new DeterministicOptions { Faults = new FaultPlan(new FaultRule(FaultKind.Crash)) });
        kit.ActorOf(Scripted.Props((_, _) => { })).Tell("go");

        kit.RunUntilIdle();

        kit.System.FaultCount(FaultKind.Crash).ShouldBe(1);
        kit.Failures.ShouldBeEmpty();
    }
}
