using PowerActors.Actors.Tests.Specs;

namespace PowerActors.Actors.Tests.Faults;

public sealed class FaultInjectorTests
{
    private const int Messages = 1000;

    [Fact]
    public void Drop_LosesItsShareSilently()
    {
        (List<int> got, DeterministicSystem system) = Run(new FaultRule(FaultKind.Drop, 0.3));

        system.FaultCount(FaultKind.Drop).ShouldBeInRange(230, 370);
        got.Count.ShouldBe(Messages - (int)system.FaultCount(FaultKind.Drop));
        got.ShouldBeInOrder(SortDirection.Ascending);
        system.DeadLetterCount.ShouldBe(0);
    }

    [Fact]
    public void Duplicate_DoublesItsShare()
    {
        (List<int> got, DeterministicSystem system) = Run(new FaultRule(FaultKind.Duplicate, 0.3));

        got.Count.ShouldBe(Messages + (int)system.FaultCount(FaultKind.Duplicate));
        got.Distinct().Count().ShouldBe(Messages);
        system.FaultCount(FaultKind.Duplicate).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Delay_KeepsAllButNotTheOrder()
    {
        var rule = new FaultRule(FaultKind.Delay, 0.3) { MinDuration = TimeSpan.FromSeconds(1), MaxDuration = TimeSpan.FromSeconds(2) };
        (List<int> got, DeterministicSystem system) = Run(rule);

        // Sent at time zero: what was not delayed has come, the rest comes between one and two seconds later.
        long delayed = system.FaultCount(FaultKind.Delay);
        delayed.ShouldBeGreaterThan(0);
        got.Count.ShouldBe(Messages - (int)delayed);
        system.Advance(TimeSpan.FromSeconds(0.999));
        got.Count.ShouldBe(Messages - (int)delayed);
        system.Advance(TimeSpan.FromSeconds(1.001));
        got.Order().ShouldBe(Enumerable.Range(0, Messages));
    }

    [Fact]
    public void Reorder_LetsTheNextOvertake_AndLosesNothing()
    {
        (List<int> got, DeterministicSystem system) = Run(new FaultRule(FaultKind.Reorder, 0.1));

        got.Order().ShouldBe(Enumerable.Range(0, Messages));
        got.Zip(got.Skip(1)).Count(pair => pair.First > pair.Second).ShouldBeGreaterThan(10);
        system.FaultCount(FaultKind.Reorder).ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Reorder_NothingToOvertake_GoesOnAtTheSameInstant()
    {
        using DeterministicSystem system = Faulty(new FaultRule(FaultKind.Reorder));
        List<object> got = [];
        system.ActorOf(Scripted.Props((_, message) => got.Add(message))).Tell("only");

        system.IsIdle.ShouldBeFalse();
        system.RunUntilIdle();

        got.ShouldBe(["only"]);
    }

    [Fact]
    public void Crash_GoesToTheSupervisor()
    {
        using DeterministicSystem system = Faulty(new FaultRule(FaultKind.Crash) { Applies = (_, _, message) => message is "strike" });
        int made = 0;
        int handled = 0;
        IActorRef actor = system.ActorOf(Props.Create(() =>
        {
            made++;
            return new Scripted((_, _) => handled++);
        }));
        actor.Tell("strike");
        actor.Tell("work");
        system.RunUntilIdle();

        made.ShouldBe(2);
        handled.ShouldBe(1);
        system.FaultCount(FaultKind.Crash).ShouldBe(1);
    }

    [Fact]
    public void Crash_StrikesTimersToo()
    {
        using DeterministicSystem system = Faulty(new FaultRule(FaultKind.Crash) { Until = TimeSpan.FromSeconds(1.5) });
        int made = 0;
        int ticks = 0;
        system.ActorOf(Props.Create(() =>
        {
            made++;
            return new Scripted((_, _) => ticks++)
            {
                OnPreStart = self => self.C.Timers.StartPeriodic("tick", "tick", TimeSpan.FromSeconds(1)),
            };
        }));
        system.Advance(TimeSpan.FromSeconds(3));

        made.ShouldBe(2);
        ticks.ShouldBe(2);
    }

    [Fact]
    public void Crash_StrikesMessagesOfAnOwnMailboxToo()
    {
        using DeterministicSystem system = Faulty(new FaultRule(FaultKind.Crash) { Applies = (_, _, message) => message is "strike" });
        List<object> got = [];
        IActorRef actor = system.ActorOf(Scripted.Props((_, message) => got.Add(message)).WithMailbox(MailboxType.Bounded(10, Overflow.DropNewest)));
        foreach (string message in new[] { "before", "strike", "after" })
            actor.Tell(message);

        system.RunUntilIdle();

        got.ShouldBe(["before", "after"]);
        system.FaultCount(FaultKind.Crash).ShouldBe(1);
    }

    [Fact]
    public void Pause_HoldsMessagesAndTimers_ThenHandlesThemInOrder()
    {
        var rule = new FaultRule(FaultKind.Pause)
        {
            Until = TimeSpan.FromTicks(1),
            MinDuration = TimeSpan.FromSeconds(10),
            MaxDuration = TimeSpan.FromSeconds(10),
        };
        using DeterministicSystem system = Faulty(rule);
        List<(object Message, double At)> got = [];
        IActorRef actor = system.ActorOf(Props.Create(() => new Scripted((self, message) => got.Add((message, self.C.Now.TotalSeconds)))
        {
            OnPreStart = self => self.C.Timers.StartPeriodic("tick", "tick", TimeSpan.FromSeconds(4)),
        }));
        actor.Tell(1);
        actor.Tell(2);
        system.Advance(TimeSpan.FromSeconds(9));
        got.ShouldBeEmpty();
        actor.Tell(3);
        system.Advance(TimeSpan.FromSeconds(4));

        // Of the ticks at 4 s and 8 s one waited: a timer never has two messages waiting.
        got.ShouldBe([(1, 10.0), (2, 10.0), ("tick", 10.0), (3, 10.0), ("tick", 12.0)]);
        system.FaultCount(FaultKind.Pause).ShouldBe(1);
    }

    [Fact]
    public void Rules_StrikeOnlyInTheirWindowAndWhereTheyApply()
    {
        using DeterministicSystem system = Faulty(new FaultRule(FaultKind.Drop)
        {
            From = TimeSpan.FromSeconds(1),
            Until = TimeSpan.FromSeconds(2),
            Applies = (_, target, _) => target.Path == "/user/a",
        });
        List<string> got = [];
        IActorRef[] actors = [.. new[] { "a", "b" }.Select(name => system.ActorOf(Scripted.Props((_, message) => got.Add($"{name}{message}")), name))];
        for (int second = 0; second < 3; second++)
        {
            Array.ForEach(actors, actor => actor.Tell(second));
            system.Advance(TimeSpan.FromSeconds(1));
        }

        got.Order().ShouldBe(["a0", "a2", "b0", "b1", "b2"]);
    }

    [Fact]
    public void EngineMessages_AreNeverStruck()
    {
        using DeterministicSystem system = Faulty(new FaultRule(FaultKind.Drop));
        bool terminated = false;
        IActorRef watched = system.ActorOf(Scripted.Props((_, _) => { }));
        system.ActorOf(Props.Create(() => new Scripted((_, message) => terminated = message is Terminated)
        {
            OnPreStart = self => self.C.Watch(watched),
        }));
        system.Stop(watched);
        system.RunUntilIdle();

        terminated.ShouldBeTrue();
    }

    [Fact]
    public void SameSeed_SameFaults_SameRun()
    {
        FaultRule[] rules =
        [
            new(FaultKind.Drop, 0.1),
            new(FaultKind.Delay, 0.1) { MaxDuration = TimeSpan.FromSeconds(1) },
            new(FaultKind.Duplicate, 0.1),
            new(FaultKind.Reorder, 0.1),
            new(FaultKind.Crash, 0.01),
            new(FaultKind.Pause, 0.01) { MaxDuration = TimeSpan.FromSeconds(1) },
        ];
        ulong Digest(ulong seed)
        {
            (_, DeterministicSystem system) = Run(seed, rules);
            system.Advance(TimeSpan.FromMinutes(1));
            return system.OrderDigest;
        }

        Digest(5).ShouldBe(Digest(5));
        Digest(6).ShouldNotBe(Digest(5));
    }

    [Theory]
    [InlineData(1.5, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0.5, -1)]
    public void BadRule_IsRefused(double probability, int maxSeconds) =>
        Should.Throw<ArgumentException>(() => Faulty(new FaultRule(FaultKind.Delay, probability) { MaxDuration = TimeSpan.FromSeconds(maxSeconds) }));

    private static DeterministicSystem Faulty(params FaultRule[] rules) =>
        ActorSystem.CreateDeterministic(new DeterministicOptions { Seed = 11, Faults = new FaultPlan(rules), TrackOrder = true });

    private static (List<int> Got, DeterministicSystem System) Run(params FaultRule[] rules) => Run(11, rules);

    private static (List<int> Got, DeterministicSystem System) Run(ulong seed, FaultRule[] rules)
    {
        DeterministicSystem system = ActorSystem.CreateDeterministic(
            new DeterministicOptions { Seed = seed, Faults = new FaultPlan(rules), TrackOrder = true });
        List<int> got = [];
        IActorRef actor = system.ActorOf(Scripted.Props((_, message) => got.Add((int)message)));
        for (int i = 0; i < Messages; i++)
            actor.Tell(i);

        system.RunUntilIdle();
        return (got, system);
    }
}
