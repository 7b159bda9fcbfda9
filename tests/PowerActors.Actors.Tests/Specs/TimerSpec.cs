using PowerActors.Actors;

namespace PowerActors.Actors.Tests.Specs;

/// <summary>Timers of actors: the same on both dispatchers.</summary>
public abstract class TimerSpec(bool virtualTime)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(60);

    [Fact]
    public void StartSingle_FiresOnce_NotEarly_FromSelf()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) =>
        {
            switch (message)
            {
                case "go":
                    TimeSpan now = self.C.Now;
                    self.C.Timers.StartSingle("once", now, Short);
                    self.C.Timers.StartSingle("end", "end", Long);
                    self.C.Timers.IsActive("once").ShouldBeTrue();
                    break;
                case TimeSpan started:
                    self.From.ShouldBe(self.Me);
                    self.C.Timers.IsActive("once").ShouldBeFalse();
                    probe.Ref.Tell(self.C.Now - started);
                    break;
                default:
                    probe.Ref.Tell(message);
                    break;
            }
        }));
        actor.Tell("go");

        probe.Next<TimeSpan>().ShouldBeGreaterThanOrEqualTo(Short);
        probe.Next<string>().ShouldBe("end");
    }

    [Fact]
    public void StartPeriodic_GoesOnUntilCancelled()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        int ticks = 0;
        host.System.ActorOf(Scripted.Props((self, message) =>
        {
            switch (message)
            {
                case "go":
                    self.C.Timers.StartPeriodic("tick", "tick", Short, TimeSpan.Zero);
                    break;
                case "tick" when ++ticks == 5:
                    self.C.Timers.Cancel("tick").ShouldBeTrue();
                    self.C.Timers.Cancel("tick").ShouldBeFalse();
                    self.C.Timers.StartSingle("end", "end", Long);
                    break;
                case "end":
                    probe.Ref.Tell(ticks);
                    break;
            }
        })).Tell("go");

        probe.Next<int>().ShouldBe(5);
    }

    [Fact]
    public void Start_SameKey_Replaces()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        host.System.ActorOf(Scripted.Props((self, message) =>
        {
            if (message is not "go")
            {
                probe.Ref.Tell(message);
                return;
            }

            self.C.Timers.StartSingle("a", "old, sooner", Short);
            self.C.Timers.StartSingle("a", "new, later", Long);
            self.C.Timers.StartSingle("b", "old, later", Long);
            self.C.Timers.StartSingle("b", "new, sooner", Short);
            self.C.Timers.StartSingle("end", "end", 2 * Long);
        })).Tell("go");

        probe.Next<string>().ShouldBe("new, sooner");
        probe.Next<string>().ShouldBe("new, later");
        probe.Next<string>().ShouldBe("end");
    }

    [Fact]
    public void Restart_EndsAllTimers_EvenThoseWhoseMessageWaits()
    {
        using var host = new SpecHost(virtualTime, new SupervisorStrategy { Backoff = new Backoff(Long, Long) });
        Probe probe = host.CreateProbe();
        bool hasFailed = false; // Not a time: a machine that is busy may fire the first timers late.
        host.System.ActorOf(Scripted.Props((self, message) =>
        {
            switch (message)
            {
                case "go":
                    self.C.Timers.StartPeriodic("tick", "stale", Short, TimeSpan.Zero);
                    self.C.Timers.StartSingle("fail", "fail", Short);
                    break;
                case "fail":
                    self.C.Timers.StartSingle("now", "stale", TimeSpan.Zero);
                    self.Me.Tell("fresh");
                    hasFailed = true;
                    throw new TestFailureException("ouch");
                case "fresh":
                    probe.Ref.Tell("fresh");
                    self.C.Timers.StartSingle("end", "end", Long);
                    break;
                case "end":
                    probe.Ref.Tell("end");
                    break;
                case "stale" when hasFailed:
                    probe.Ref.Tell("stale");
                    break;
            }
        })).Tell("go");

        probe.Next<string>().ShouldBe("fresh");
        probe.Next<string>().ShouldBe("end");
    }

    [Fact]
    public void Cancel_WhileTheMessageWaits_IsInTime()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();

        // Both timers are due at once: whichever is handled first cancels the other, whose message may already wait.
        host.System.ActorOf(Scripted.Props((self, message) =>
        {
            switch (message)
            {
                case "go":
                    self.C.Timers.StartSingle("a", "a", Short);
                    self.C.Timers.StartSingle("b", "b", Short);
                    self.C.Timers.StartSingle("end", "end", Long);
                    break;
                case "end":
                    probe.Ref.Tell("end");
                    break;
                default:
                    self.C.Timers.Cancel(message is "a" ? "b" : "a").ShouldBeTrue();
                    probe.Ref.Tell("one of them");
                    break;
            }
        })).Tell("go");

        probe.Next<string>().ShouldBe("one of them");
        probe.Next<string>().ShouldBe("end");
    }
}

public sealed class TimerOnThreadPool() : TimerSpec(virtualTime: false);

public sealed class TimerInVirtualTime() : TimerSpec(virtualTime: true);
