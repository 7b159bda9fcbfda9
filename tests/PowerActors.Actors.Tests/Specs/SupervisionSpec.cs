using PowerActors.Actors;

namespace PowerActors.Actors.Tests.Specs;

/// <summary>What becomes of failed actors: the same on both dispatchers.</summary>
public abstract class SupervisionSpec(bool virtualTime)
{
    [Fact]
    public void Restart_MakesANewInstanceAndKeepsTheMessages()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Counting(probe));
        actor.Tell("count");
        actor.Tell("fail");
        actor.Tell("count");

        probe.Next<int>().ShouldBe(1);
        probe.Next<int>().ShouldBe(1);
        (IActorRef failed, Exception reason, Directive directive) = host.Next(host.Failures);
        failed.ShouldBe(actor);
        reason.ShouldBeOfType<TestFailureException>();
        directive.ShouldBe(Directive.Restart);
        host.Next(host.Restarted).ShouldBe(actor);
    }

    [Fact]
    public void Resume_KeepsTheInstance()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy { Decider = _ => Directive.Resume });
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Counting(probe));
        actor.Tell("count");
        actor.Tell("fail");
        actor.Tell("count");

        probe.Next<int>().ShouldBe(1);
        probe.Next<int>().ShouldBe(2);
    }

    [Fact]
    public void Stop_MakesTheRestDeadLetters()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy { Decider = _ => Directive.Stop });
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Counting(probe));
        actor.Tell("fail");
        actor.Tell("count");

        host.Next(host.Stopped).ShouldBe(actor);
        host.Next(host.DeadLetters).Message.ShouldBe("count");
        probe.ShouldBeEmpty();
    }

    [Fact]
    public void Restart_CallsTheHooksInOrder()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        int made = 0;
        IActorRef actor = host.System.ActorOf(Props.Create(() =>
        {
            int instance = ++made;
            return new Scripted((_, message) => throw new TestFailureException((string)message))
            {
                OnPreStart = _ => probe.Ref.Tell($"{instance} PreStart"),
                OnPreRestart = (_, reason, message) => probe.Ref.Tell($"{instance} PreRestart {reason.Message} {message}"),
                OnPostStop = _ => probe.Ref.Tell($"{instance} PostStop"),
                OnPostRestart = _ => probe.Ref.Tell($"{instance} PostRestart"),
            };
        }));
        actor.Tell("ouch");

        probe.Next<string>().ShouldBe("1 PreStart");
        probe.Next<string>().ShouldBe("1 PreRestart ouch ouch");
        probe.Next<string>().ShouldBe("1 PostStop");
        probe.Next<string>().ShouldBe("2 PostRestart");
        probe.Next<string>().ShouldBe("2 PreStart");
    }

    [Fact]
    public void Restart_WaitsForTheOldChildren_SoTheirNamesAreFree()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Props.Create(() => new Scripted((_, _) => throw new TestFailureException("ouch"))
        {
            OnPreStart = self =>
            {
                for (int i = 0; i < 3; i++)
                    self.C.ActorOf(Props.Create(() => new Scripted((_, _) => { }) { OnPostStop = _ => probe.Ref.Tell("child stopped") }).OnNewLane(), $"child-{i}");

                probe.Ref.Tell("started");
            },
        }));
        actor.Tell("fail");

        probe.Next<string>().ShouldBe("started");
        for (int i = 0; i < 3; i++)
            probe.Next<string>().ShouldBe("child stopped");

        probe.Next<string>().ShouldBe("started");
    }

    [Fact]
    public void Restart_TooOften_Stops()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy { MaxRestarts = 2 });
        IActorRef actor = host.System.ActorOf(Counting(host.CreateProbe()));
        for (int i = 0; i < 3; i++)
            actor.Tell("fail");

        host.Next(host.Failures).Directive.ShouldBe(Directive.Restart);
        host.Next(host.Failures).Directive.ShouldBe(Directive.Restart);
        host.Next(host.Failures).Directive.ShouldBe(Directive.Stop);
        host.Next(host.Stopped).ShouldBe(actor);
    }

    [Fact]
    public void Backoff_KeepsMessagesMeanwhile()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy
        {
            Backoff = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1)),
        });
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is "fail")
            {
                probe.Ref.Tell(self.C.Now);
                throw new TestFailureException("ouch");
            }

            probe.Ref.Tell(self.C.Now);
            probe.Ref.Tell(message);
        }));
        actor.Tell("fail");
        for (int i = 0; i < 100; i++)
            actor.Tell(i);

        TimeSpan failedAt = probe.Next<TimeSpan>();
        for (int i = 0; i < 100; i++)
        {
            (probe.Next<TimeSpan>() - failedAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(20));
            probe.Next<int>().ShouldBe(i);
        }
    }

    [Fact]
    public void Stop_DuringBackoff_IsFinal()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy
        {
            Backoff = new Backoff(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)),
        });
        IActorRef actor = host.System.ActorOf(Counting(host.CreateProbe()));
        actor.Tell("fail");
        actor.Tell("count");
        host.System.Stop(actor);

        host.Next(host.Stopped).ShouldBe(actor);
        host.Next(host.DeadLetters).Message.ShouldBe("count");
    }

    [Fact]
    public void Constructor_Throws_StopsByDefaultAndTellsTheWatcher()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef parent = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is Terminated)
                probe.Ref.Tell("terminated");
            else
                self.C.Watch(self.C.ActorOf(Props.Create(() => throw new TestFailureException("no device"))));
        }));
        parent.Tell("make");

        probe.Next<string>().ShouldBe("terminated");
        (_, Exception reason, Directive directive) = host.Next(host.Failures);
        reason.ShouldBeOfType<ActorInitializationException>().InnerException.ShouldBeOfType<TestFailureException>();
        directive.ShouldBe(Directive.Stop);
    }

    [Fact]
    public void PreStart_ThrowsTwice_IsRetriedWhereTheDeciderSaysSo()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy
        {
            Decider = _ => Directive.Restart,
            Backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5)),
        });
        Probe probe = host.CreateProbe();
        int attempts = 0;
        IActorRef actor = host.System.ActorOf(Props.Create(() => new Scripted((_, message) => probe.Ref.Tell(message))
        {
            OnPreStart = _ =>
            {
                if (++attempts < 3)
                    throw new TestFailureException("not yet");
            },
        }));
        actor.Tell("early");

        probe.Next<string>().ShouldBe("early");
        attempts.ShouldBe(3);
    }

    [Fact]
    public void Escalate_FailsTheParent_WhichRestartsWithNewChildren()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        Props child = Scripted.Props((_, _) => throw new TestFailureException("too much for me")).OnNewLane();
        IActorRef parent = host.System.ActorOf(Props.Create(() => new Scripted((self, message) => self.C.Child("child")!.Tell(message))
        {
            OnPreStart = self =>
            {
                self.C.ActorOf(child, "child");
                probe.Ref.Tell("parent started");
            },
        }).WithSupervisor(new SupervisorStrategy { Decider = _ => Directive.Escalate }));
        parent.Tell("work");

        probe.Next<string>().ShouldBe("parent started");
        probe.Next<string>().ShouldBe("parent started");
        host.Next(host.Failures).Directive.ShouldBe(Directive.Escalate);
        (IActorRef failed, Exception reason, Directive directive) = host.Next(host.Failures);
        failed.ShouldBe(parent);
        reason.Message.ShouldBe("too much for me");
        directive.ShouldBe(Directive.Restart);
    }

    [Fact]
    public void Escalate_ParentResumes_ChildGoesOn()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy { Decider = _ => Directive.Resume });
        Probe probe = host.CreateProbe();
        IActorRef parent = host.System.ActorOf(Props.Create(() => new Scripted((self, message) => self.C.Child("child")!.Tell(message))
        {
            OnPreStart = self => self.C.ActorOf(Counting(probe), "child"),
        }).WithSupervisor(new SupervisorStrategy { Decider = _ => Directive.Escalate }));
        parent.Tell("count");
        parent.Tell("fail");
        parent.Tell("count");

        probe.Next<int>().ShouldBe(1);
        probe.Next<int>().ShouldBe(2);
    }

    [Fact]
    public void Escalate_AtTheTop_Stops()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy { Decider = _ => Directive.Escalate });
        IActorRef actor = host.System.ActorOf(Counting(host.CreateProbe()));
        actor.Tell("fail");

        host.Next(host.Failures).Directive.ShouldBe(Directive.Stop);
        host.Next(host.Stopped).ShouldBe(actor);
    }

    [Fact]
    public void PostStop_Throws_IsReportedAndStopsAllTheSame()
    {
        using var host = new SpecHost(virtualTime);
        IActorRef actor = host.System.ActorOf(Props.Create(() => new Scripted((_, _) => { })
        {
            OnPostStop = _ => throw new TestFailureException("cannot let go"),
        }));
        host.System.Stop(actor);

        host.Next(host.Failures).Reason.Message.ShouldBe("cannot let go");
        host.Next(host.Stopped).ShouldBe(actor);
    }

    private static Props Counting(Probe probe) => Props.Create(() =>
    {
        int count = 0;
        return new Scripted((_, message) => probe.Ref.Tell(message is "fail" ? throw new TestFailureException("told to") : ++count));
    });
}

public sealed class SupervisionOnThreadPool() : SupervisionSpec(virtualTime: false);

public sealed class SupervisionInVirtualTime() : SupervisionSpec(virtualTime: true);
