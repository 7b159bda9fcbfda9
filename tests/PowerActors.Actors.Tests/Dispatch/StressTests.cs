using PowerActors.Actors.Tests.Specs;

namespace PowerActors.Actors.Tests.Dispatch;

/// <summary>Many threads and lanes at once: nothing is lost, doubled or out of order.</summary>
public sealed class StressTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Tell_ManySendersAcrossLanes_LosesNothingAndKeepsEachPairsOrder()
    {
        const int Senders = 8;
        const int Receivers = 8;
        const int Each = 40_000;
        using ActorSystem system = ActorSystem.Create("stress");
        var done = new TaskCompletionSource();
        int receiversDone = 0;
        string? fault = null;
        IActorRef[] receivers = [.. Enumerable.Range(0, Receivers).Select(_ => system.ActorOf(Props.Create(() =>
        {
            int[] next = new int[Senders];
            int count = 0;
            return new Scripted((_, message) =>
            {
                (int sender, int number) = ((int, int))message;
                if (next[sender]++ != number)
                    fault = $"sender {sender}: {number} came where {next[sender] - 1} was due";

                if (++count == Senders * Each && Interlocked.Increment(ref receiversDone) == Receivers)
                    done.SetResult();
            });
        })))];

        // Half of the senders are actors, half are threads; they go round the receivers in different strides.
        void Send(int sender)
        {
            for (int i = 0; i < Each; i++)
            {
                for (int r = 0; r < Receivers; r++)
                    receivers[(r + sender) % Receivers].Tell((sender, i));
            }
        }

        for (int sender = 0; sender < Senders; sender++)
        {
            int number = sender;
            if (sender % 2 == 0)
                system.ActorOf(Scripted.Props((_, _) => Send(number))).Tell("go");
            else
                _ = Task.Run(() => Send(number));
        }

        await done.Task.WaitAsync(Patience);
        fault.ShouldBeNull();
        system.DeadLetterCount.ShouldBe(0);
    }

    [Fact]
    public async Task Tell_InsideAndAcrossLanes_BouncesMillionsWithoutLoss()
    {
        const int Pairs = 50;
        const int Bounces = 20_000;
        using ActorSystem system = ActorSystem.Create("stress", new ActorSystemOptions { Throughput = 7 });
        using var done = new CountdownEvent(Pairs * 2);
        Props echo = Scripted.Props((self, message) => self.From.Tell(message));
        for (int i = 0; i < Pairs; i++)
        {
            system.ActorOf(Props.Create(() => new Scripted((self, message) =>
            {
                if (message is int left and > 0)
                    self.From.Tell(left - 1);
                else
                    done.Signal();
            })
            {
                OnPreStart = self =>
                {
                    self.C.ActorOf(echo).Tell(Bounces, self.Me);
                    self.C.ActorOf(echo.OnNewLane()).Tell(Bounces, self.Me);
                },
            }));
        }

        await Task.Run(() => done.Wait(Patience)).ContinueWith(t => t.Result.ShouldBeTrue(), TaskScheduler.Default);
        system.DeadLetterCount.ShouldBe(0);
    }

    [Fact]
    public async Task Watch_RacingWithStop_TellsEachWatcherExactlyOnce()
    {
        const int Actors = 2000;
        const int Watchers = 4;
        using ActorSystem system = ActorSystem.Create("stress");
        using var terminated = new CountdownEvent(Actors * Watchers);
        int doubles = 0;
        IActorRef[] actors = [.. Enumerable.Range(0, Actors).Select(_ => system.ActorOf(Scripted.Props((_, _) => { })))];
        IActorRef[] watchers = [.. Enumerable.Range(0, Watchers).Select(_ => system.ActorOf(Props.Create(() =>
        {
            var seen = new HashSet<IActorRef>();
            return new Scripted((self, message) =>
            {
                if (message is IActorRef actor)
                    self.C.Watch(actor);
                else if (!seen.Add(((Terminated)message).ActorRef))
                    Interlocked.Increment(ref doubles);
                else
                    terminated.Signal();
            });
        })))];

        await Task.WhenAll(
            Task.Run(() => Array.ForEach(actors, system.Stop)),
            Task.Run(() => Array.ForEach(actors, actor => Array.ForEach(watchers, watcher => watcher.Tell(actor)))));

        (await Task.Run(() => terminated.Wait(Patience))).ShouldBeTrue();

        // Whatever could come twice would have come before a later round trip ends.
        foreach (IActorRef watcher in watchers)
            watcher.Tell(PoisonPill.Instance);

        await system.TerminateAsync().WaitAsync(Patience);
        doubles.ShouldBe(0);
    }

    [Fact]
    public async Task Stop_RacingWithTell_AccountsForEveryMessage()
    {
        const int Actors = 500;
        const int Messages = 200;
        using ActorSystem system = ActorSystem.Create("stress");
        long handled = 0;
        IActorRef[] actors = [.. Enumerable.Range(0, Actors).Select(_ => system.ActorOf(Scripted.Props((_, _) => Interlocked.Increment(ref handled))))];

        await Task.WhenAll(
            Task.Run(() =>
            {
                for (int i = 0; i < Messages; i++)
                    Array.ForEach(actors, actor => actor.Tell("work"));
            }),
            Task.Run(() => Array.ForEach(actors, system.Stop)));
        await system.TerminateAsync().WaitAsync(Patience);

        // A message told after the end passes its lane once more: wait until all are counted.
        SpinWait.SpinUntil(() => Interlocked.Read(ref handled) + system.DeadLetterCount == Actors * Messages, Patience).ShouldBeTrue();
    }

    [Fact]
    public async Task TerminateAsync_AmidWork_EndsAndAccountsForEveryMessage()
    {
        for (int round = 0; round < 20; round++)
        {
            using ActorSystem system = ActorSystem.Create("stress");
            long made = 0;
            for (int i = 0; i < 20; i++)
            {
                system.ActorOf(Props.Create(() => new Scripted((self, message) => self.Me.Tell(message))
                {
                    OnPreStart = self =>
                    {
                        Interlocked.Increment(ref made);
                        self.C.ActorOf(Scripted.Props((_, _) => { }).OnNewLane());
                        self.C.Timers.StartPeriodic("tick", "tick", TimeSpan.FromMilliseconds(1));
                        self.Me.Tell("forever");
                    },
                }));
            }

            await system.TerminateAsync().WaitAsync(Patience);
            made.ShouldBe(20);
        }
    }

    [Fact]
    public async Task TerminateAsync_RacingWithActorOf_LeavesNoActorBehind()
    {
        for (int round = 0; round < 200; round++)
        {
            using ActorSystem system = ActorSystem.Create("stress");
            int started = 0;
            int stopped = 0;
            Props props = Props.Create(() => new Scripted((_, _) => { })
            {
                OnPreStart = _ => Interlocked.Increment(ref started),
                OnPostStop = _ => Interlocked.Increment(ref stopped),
            });
            Task making = Task.Run(() =>
            {
                try
                {
                    while (true)
                        system.ActorOf(props);
                }
                catch (InvalidOperationException)
                {
                    // The system is terminating: what was to be reached.
                }
            });

            await system.TerminateAsync().WaitAsync(Patience);
            await making.WaitAsync(Patience);
            stopped.ShouldBe(started);
        }
    }

    [Fact]
    public async Task Timers_OneHundredThousand_AllFire()
    {
        const int Timers = 100_000;
        using ActorSystem system = ActorSystem.Create("stress");
        using var fired = new CountdownEvent(Timers);
        system.ActorOf(Props.Create(() => new Scripted((_, _) => { })
        {
            OnPreStart = self =>
            {
                for (int i = 0; i < Timers; i++)
                {
                    int delay = i % 100;
                    self.C.ActorOf(Props.Create(() => new Scripted((_, _) => fired.Signal())
                    {
                        OnPreStart = child => child.C.Timers.StartSingle("t", "t", TimeSpan.FromMilliseconds(delay)),
                    }));
                }
            },
        }));

        (await Task.Run(() => fired.Wait(Patience))).ShouldBeTrue();
    }
}
