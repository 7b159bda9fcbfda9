using PowerActors.Actors;

namespace PowerActors.Actors.Tests.Specs;

/// <summary>Stash and mailboxes: the same on both dispatchers.</summary>
public abstract class MailboxSpec(bool virtualTime)
{
    [Fact]
    public void UnstashAll_HandlesStashedBeforeLaterOnes_InOrder()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is "open")
            {
                self.C.Stash.Count.ShouldBe(3);
                self.C.Become(m => probe.Ref.Tell(m));
                self.C.Stash.UnstashAll();
            }
            else
            {
                self.C.Stash.Stash();
            }
        }));
        foreach (object message in new object[] { 1, 2, 3, "open", 4, 5 })
            actor.Tell(message);

        for (int i = 1; i <= 5; i++)
            probe.Next<int>().ShouldBe(i);
    }

    [Fact]
    public void Stash_KeepsTheSender()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        bool open = false;
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is "open")
            {
                open = true;
                self.C.Stash.UnstashAll();
            }
            else if (open)
            {
                self.From.Tell(message);
            }
            else
            {
                self.C.Stash.Stash();
            }
        }));
        actor.Tell(1, probe.Ref);
        actor.Tell("open");

        probe.Next<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData(StashOverflow.DropOldest, 1)]
    [InlineData(StashOverflow.DropNewest, 3)]
    public void Stash_Full_DropsByPolicy(StashOverflow overflow, int dropped)
    {
        using var host = new SpecHost(virtualTime);
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, _) => self.C.Stash.Stash()).WithStash(2, overflow));
        for (int i = 1; i <= 3; i++)
            actor.Tell(i);

        DeadLetter letter = host.Next(host.DeadLetters);
        letter.Message.ShouldBe(dropped);
        letter.Reason.ShouldBe(DeadLetterReason.StashFull);
    }

    [Fact]
    public void Stash_FullAndThrowing_FailsTheActor_AndARestartUnstashes()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        int instances = 0;
        IActorRef actor = host.System.ActorOf(Props.Create(() =>
        {
            int instance = ++instances;
            return new Scripted((self, message) =>
            {
                if (instance == 1)
                    self.C.Stash.Stash();
                else
                    probe.Ref.Tell(message);
            });
        }).WithStash(2, StashOverflow.Throw));
        for (int i = 1; i <= 4; i++)
            actor.Tell(i);

        host.Next(host.Failures).Reason.ShouldBeOfType<StashOverflowException>();
        probe.Next<int>().ShouldBe(1);
        probe.Next<int>().ShouldBe(2);
        probe.Next<int>().ShouldBe(4);
    }

    [Theory]
    [InlineData(Overflow.DropOldest, 9, 10)]
    [InlineData(Overflow.DropNewest, 1, 2)]
    public void Bounded_Full_DropsByPolicy(Overflow overflow, int first, int second)
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();

        // What it tells itself waits in its mailbox until it is done with the message it handles.
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is not "fill")
            {
                probe.Ref.Tell(message);
                return;
            }

            for (int i = 1; i <= 10; i++)
                self.Me.Tell(i);
        }).WithMailbox(MailboxType.Bounded(2, overflow)));
        actor.Tell("fill");

        probe.Next<int>().ShouldBe(first);
        probe.Next<int>().ShouldBe(second);
        for (int i = 0; i < 8; i++)
            host.Next(host.DeadLetters).Reason.ShouldBe(DeadLetterReason.MailboxFull);
    }

    [Fact]
    public void LatestOnly_KeepsTheNewestPerSenderAndType_InItsPlace()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        Probe other = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is not "fill")
            {
                probe.Ref.Tell(message);
                return;
            }

            for (int i = 1; i <= 100; i++)
            {
                self.Me.Tell(new Reading(i), probe.Ref);
                self.Me.Tell(new Reading(-i), other.Ref);
                self.Me.Tell(new OtherReading(i), probe.Ref);
                if (i % 50 == 0)
                    self.Me.Tell($"event {i}", probe.Ref);
            }
        }).WithMailbox(MailboxType.LatestOnly));
        actor.Tell("fill");

        probe.Next<Reading>().Watts.ShouldBe(100);
        probe.Next<Reading>().Watts.ShouldBe(-100);
        probe.Next<OtherReading>().Watts.ShouldBe(100);
        probe.Next<string>().ShouldBe("event 50");
        probe.Next<string>().ShouldBe("event 100");
        host.System.DeadLetterCount.ShouldBe(0);

        // Once handled, the next one waits in a place of its own again.
        actor.Tell(new Reading(7), probe.Ref);
        probe.Next<Reading>().Watts.ShouldBe(7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OwnMailbox_KeepsMessagesDuringBackoff(bool bounded)
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy
        {
            Backoff = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)),
        });
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((_, message) =>
            probe.Ref.Tell(message is "fail" ? throw new TestFailureException("ouch") : message))
            .WithMailbox(bounded ? MailboxType.Bounded(1000, Overflow.DropNewest) : MailboxType.LatestOnly));
        actor.Tell("fail");
        for (int i = 0; i < 100; i++)
            actor.Tell(i);

        for (int i = 0; i < 100; i++)
            probe.Next<int>().ShouldBe(i);
    }

    [Fact]
    public void OwnMailbox_Stopped_MakesDeadLetters()
    {
        using var host = new SpecHost(virtualTime);
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            self.Me.Tell("left over");
            self.C.Stop(self.Me);
        }).WithMailbox(MailboxType.Bounded(10, Overflow.DropNewest)));
        actor.Tell("go");

        host.Next(host.Stopped).ShouldBe(actor);
        DeadLetter letter = host.Next(host.DeadLetters);
        letter.Message.ShouldBe("left over");
        letter.Reason.ShouldBe(DeadLetterReason.Stopped);
        actor.Tell("too late");
        host.Next(host.DeadLetters).Message.ShouldBe("too late");
    }

    private sealed record Reading(double Watts) : ILatestOnly;

    private sealed record OtherReading(double Watts) : ILatestOnly;
}

public sealed class MailboxOnThreadPool() : MailboxSpec(virtualTime: false);

public sealed class MailboxInVirtualTime() : MailboxSpec(virtualTime: true);
