using PowerActors.Actors;

namespace PowerActors.Actors.Tests.Specs;

/// <summary>Death watch: the same on both dispatchers.</summary>
public abstract class WatchSpec(bool virtualTime)
{
    [Fact]
    public async Task Watch_StoppedLater_TellsOnce()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((_, _) => { }));
        await probe.Watch(actor);
        await probe.Watch(actor);

        host.System.Stop(actor);

        probe.Next<Terminated>().ActorRef.ShouldBe(actor);
        await probe.Unwatch(actor);
        probe.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_AlreadyDead_TellsAtOnce()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((_, _) => { }));
        host.System.Stop(actor);
        host.Next(host.Stopped).ShouldBe(actor);

        await probe.Watch(actor);

        probe.Next<Terminated>().ActorRef.ShouldBe(actor);
    }

    [Fact]
    public async Task Unwatch_BeforeTheEnd_TellsNothing()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((_, _) => { }));
        await probe.Watch(actor);
        await probe.Unwatch(actor);

        host.System.Stop(actor);
        host.Next(host.Stopped).ShouldBe(actor);

        // A second round trip passes every lane the notice would have passed.
        IActorRef other = host.System.ActorOf(Scripted.Props((_, _) => { }));
        await probe.Watch(other);
        probe.ShouldBeEmpty();
    }

    [Fact]
    public void Terminated_ComesAfterEverythingTheDeadActorSaid()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef parent = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is not "go")
            {
                probe.Ref.Tell(message);
                return;
            }

            IActorRef parent = self.Me;
            self.C.Watch(self.C.ActorOf(Props.Create(() => new Scripted((child, _) =>
            {
                for (int i = 0; i < 10; i++)
                    parent.Tell(i);

                child.C.Stop(child.Me);
            })).OnNewLane(), "child"));
            self.C.Child("child")!.Tell("talk");
        }));
        parent.Tell("go");

        for (int i = 0; i < 10; i++)
            probe.Next<int>().ShouldBe(i);

        probe.Next<Terminated>().ActorRef.Path.ShouldEndWith("/child");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Terminated_WhileBackingOff_IsKept(bool ownLane)
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy
        {
            Backoff = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)),
        });
        Probe probe = host.CreateProbe();
        IActorRef watched = host.System.ActorOf(Scripted.Props((_, _) => { }));
        IActorRef keeper = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            switch (message)
            {
                case "go":
                    Props friend = Scripted.Props((_, _) => { });
                    self.C.Watch(watched);
                    self.C.Stop(watched);
                    self.C.Watch(self.C.ActorOf(ownLane ? friend.OnNewLane() : friend, "friend"));
                    self.C.Stop(self.C.Child("friend")!);
                    throw new TestFailureException("ouch");
                case Terminated terminated:
                    probe.Ref.Tell(terminated.ActorRef.Path);
                    break;
            }
        }));
        keeper.Tell("go");

        new[] { probe.Next<string>(), probe.Next<string>() }.ShouldBe([watched.Path, keeper.Path + "/friend"], ignoreOrder: true);
    }
}

public sealed class WatchOnThreadPool() : WatchSpec(virtualTime: false);

public sealed class WatchInVirtualTime() : WatchSpec(virtualTime: true);
