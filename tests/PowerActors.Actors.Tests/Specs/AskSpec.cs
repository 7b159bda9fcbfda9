using PowerActors.Actors;

namespace PowerActors.Actors.Tests.Specs;

/// <summary>Questions and answers: the same on both dispatchers.</summary>
public abstract class AskSpec(bool virtualTime)
{
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Impatient = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Ask_Reply_CompletesTheTask()
    {
        using var host = new SpecHost(virtualTime);
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, message) => self.From.Tell((int)message * 2)));

        (await host.Finish(actor.Ask<int>(21, Patient))).ShouldBe(42);
        (await host.Finish(actor.Ask<int>(4, Timeout.InfiniteTimeSpan))).ShouldBe(8);
        host.System.DeadLetterCount.ShouldBe(0);
    }

    [Fact]
    public async Task Ask_NoReply_TimesOutOnTheSystemsClock()
    {
        using var host = new SpecHost(virtualTime);
        IActorRef mute = host.System.ActorOf(Scripted.Props((_, _) => { }), "mute");
        TimeSpan started = host.System.Now;

        AskTimeoutException exception = await Should.ThrowAsync<AskTimeoutException>(() => host.Finish(mute.Ask<int>("well?", Impatient)));

        exception.Message.ShouldBe("/user/mute did not reply within 0.02 s.");
        (host.System.Now - started).ShouldBeGreaterThanOrEqualTo(Impatient);
    }

    [Fact]
    public async Task Ask_Failure_FailsTheTaskWithItsCause()
    {
        using var host = new SpecHost(virtualTime);
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, _) => self.From.Tell(new Status.Failure(new TestFailureException("no")))));

        (await Should.ThrowAsync<TestFailureException>(() => host.Finish(actor.Ask<int>("well?", Patient)))).Message.ShouldBe("no");
    }

    [Fact]
    public async Task Ask_ReplyOfAnotherType_SaysSo()
    {
        using var host = new SpecHost(virtualTime);
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, _) => self.From.Tell("a lot")), "chatty");

        (await Should.ThrowAsync<InvalidCastException>(() => host.Finish(actor.Ask<int>("how many?", Patient))))
            .Message.ShouldBe("/user/chatty replied with a String where a Int32 was expected.");
    }

    [Fact]
    public async Task Ask_SecondReply_IsADeadLetter()
    {
        using var host = new SpecHost(virtualTime);
        IActorRef actor = host.System.ActorOf(Scripted.Props((self, _) =>
        {
            self.From.Tell(1);
            self.From.Tell(2);
        }));

        (await host.Finish(actor.Ask<int>("which?", Patient))).ShouldBe(1);
        host.Next(host.DeadLetters).Message.ShouldBe(2);
    }

    [Fact]
    public void PipeTo_TellsTheOutcome()
    {
        using var host = new SpecHost(virtualTime);
        Probe probe = host.CreateProbe();
        IActorRef answers = host.System.ActorOf(Scripted.Props((self, message) =>
            self.From.Tell(message is "bad" ? new Status.Failure(new TestFailureException("no")) : (object)"fine")));
        host.System.ActorOf(Scripted.Props((_, message) => answers.Ask<string>(message, Patient).PipeTo(probe.Ref))).Tell("good");
        probe.Next<string>().ShouldBe("fine");

        host.System.ActorOf(Scripted.Props((_, message) => answers.Ask<string>(message, Patient).PipeTo(probe.Ref, failure: e => e.Message))).Tell("bad");
        probe.Next<string>().ShouldBe("no");
    }

    [Fact]
    public void Ask_ForeignReference_IsRefusedWithTheWayOut() =>
        Should.Throw<ArgumentException>(() => ActorRefs.Nobody.Ask<int>("well?", Patient)).Message.ShouldContain("ActorSystem.Ask");
}

public sealed class AskOnThreadPool() : AskSpec(virtualTime: false);

public sealed class AskInVirtualTime() : AskSpec(virtualTime: true);
