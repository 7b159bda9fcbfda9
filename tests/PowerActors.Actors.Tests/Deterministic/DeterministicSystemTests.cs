using PowerActors.Actors.Tests.Specs;

namespace PowerActors.Actors.Tests.Deterministic;

public sealed class DeterministicSystemTests
{
    [Fact]
    public void OrderDigest_SameSeed_IsTheSame_OtherSeed_Differs()
    {
        ulong[] digests = [.. new ulong[] { 1, 1, 2, 3 }.Select(seed => RunBusyTown(seed).Digest)];

        digests[1].ShouldBe(digests[0]);
        digests.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Seeds_ReachBothOrdersOfTwoLanes_ButNeverBreakAPairsOrder()
    {
        var firsts = new HashSet<string>();
        DeterministicRun.ForSeeds(Enumerable.Range(0, 50).Select(i => (ulong)i), system =>
        {
            List<string> log = [];
            IActorRef shared = system.ActorOf(Scripted.Props((_, message) => log.Add((string)message)));
            foreach (string name in new[] { "a", "b" })
            {
                system.ActorOf(Scripted.Props((_, _) =>
                {
                    for (int i = 0; i < 10; i++)
                        shared.Tell($"{name}{i}");
                })).Tell("go");
            }

            system.RunUntilIdle();
            foreach (string name in new[] { "a", "b" })
                log.Where(entry => entry.StartsWith(name, StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 10).Select(i => $"{name}{i}"));

            firsts.Add(log[0]);
        });

        firsts.Order().ShouldBe(["a0", "b0"]);
    }

    [Fact]
    public void Seeds_ReachAllOrdersOfTimersDueTogether()
    {
        var orders = new HashSet<string>();
        DeterministicRun.ForSeeds(Enumerable.Range(0, 100).Select(i => (ulong)i), system =>
        {
            string order = "";
            system.ActorOf(Props.Create(() => new Scripted((_, message) => order += message)
            {
                OnPreStart = self =>
                {
                    foreach (string name in new[] { "a", "b", "c" })
                        self.C.Timers.StartSingle(name, name, TimeSpan.FromSeconds(1));
                },
            }));
            system.Advance(TimeSpan.FromSeconds(1));
            orders.Add(order);
        });

        orders.Order().ShouldBe(["abc", "acb", "bac", "bca", "cab", "cba"]);
    }

    [Fact]
    public void AdvanceTo_FiresTimersAtTheirInstants_AndStopsThere()
    {
        using DeterministicSystem system = ActorSystem.CreateDeterministic(new DeterministicOptions
        {
            StartTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        });
        List<TimeSpan> fired = [];
        system.ActorOf(Props.Create(() => new Scripted((self, _) => fired.Add(self.C.Now))
        {
            OnPreStart = self => self.C.Timers.StartPeriodic("tick", "tick", TimeSpan.FromSeconds(2)),
        }));
        system.NextDue.ShouldBeNull();
        system.IsIdle.ShouldBeFalse();
        system.RunUntilIdle();
        system.IsIdle.ShouldBeTrue();
        system.NextDue.ShouldBe(TimeSpan.FromSeconds(2));

        system.AdvanceTo(TimeSpan.FromSeconds(6));
        system.Advance(TimeSpan.FromSeconds(1));

        fired.Select(time => time.TotalSeconds).ShouldBe([2.0, 4, 6]);
        system.Now.ShouldBe(TimeSpan.FromSeconds(7));
        system.UtcNow.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 7, TimeSpan.Zero));
        system.NextDue.ShouldBe(TimeSpan.FromSeconds(8));
        Should.Throw<ArgumentOutOfRangeException>(() => system.AdvanceTo(TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void RunUntilIdle_ByAnActor_IsRefused()
    {
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        Exception? refusal = null;
        system.ActorOf(Scripted.Props((_, _) => refusal = Should.Throw<InvalidOperationException>(system.RunUntilIdle))).Tell("go");

        system.RunUntilIdle();

        refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task Ask_Continuation_RunsBetweenMessagesAndMayRunTheSystem()
    {
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        IActorRef echo = system.ActorOf(Scripted.Props((self, message) => self.From.Tell(message)));

        async Task<int> Twice()
        {
            int first = await echo.Ask<int>(20, TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            Task<int> second = echo.Ask<int>(22, TimeSpan.FromSeconds(1));
            system.RunUntilIdle();
            return first + await second.ConfigureAwait(false);
        }

        Task<int> sum = Twice();
        system.RunUntilIdle();

        sum.IsCompletedSuccessfully.ShouldBeTrue();
        (await sum).ShouldBe(42);
    }

    [Fact]
    public async Task Sender_OnAnotherThread_IsRefused()
    {
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        Scripted? actor = null;
        system.ActorOf(Scripted.Props((self, _) => actor = self)).Tell("go");
        system.RunUntilIdle();

        (await Should.ThrowAsync<InvalidOperationException>(() => Task.Run(() => actor!.From))).Message.ShouldContain("copy it to a local");
    }

    [Fact]
    public void Steady_PeriodicTimersAndTells_AllocateNothing()
    {
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        int ticks = 0;
        system.ActorOf(Props.Create(() => new Scripted((_, _) => ticks++)
        {
            OnPreStart = self =>
            {
                for (int i = 0; i < 100; i++)
                {
                    IActorRef parent = self.Me;
                    self.C.ActorOf(Props.Create(() => new Scripted((_, message) => parent.Tell(message))
                    {
                        OnPreStart = child => child.C.Timers.StartPeriodic("tick", "tick", TimeSpan.FromSeconds(2)),
                    }));
                }
            },
        }));
        system.Advance(TimeSpan.FromSeconds(100));
        long before = GC.GetAllocatedBytesForCurrentThread();

        system.Advance(TimeSpan.FromSeconds(2000));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
        ticks.ShouldBe(100 * 1050);
    }

    private static (ulong Digest, long Delivered) RunBusyTown(ulong seed)
    {
        using DeterministicSystem system = ActorSystem.CreateDeterministic(new DeterministicOptions { Seed = seed, TrackOrder = true });
        IActorRef[] town = [.. Enumerable.Range(0, 10).Select(i => system.ActorOf(Props.Create(() => new Scripted((self, message) =>
        {
            if (message is int left and > 0)
                self.From.Tell(left - 1);
        })
        {
            OnPreStart = self => self.C.Timers.StartPeriodic("tick", "tick", TimeSpan.FromSeconds(1 + (i % 3))),
        })))];
        for (int i = 0; i < 10; i++)
            town[i].Tell(20, town[(i * 3) % 10]);

        system.Advance(TimeSpan.FromMinutes(1));
        return (system.OrderDigest, system.DeliveredCount);
    }
}
