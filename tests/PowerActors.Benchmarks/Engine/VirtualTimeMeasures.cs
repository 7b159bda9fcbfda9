using PowerActors.Actors;

namespace PowerActors.Benchmarks.Engine;

/// <summary>What the simulator's inner loop costs on the deterministic dispatcher.</summary>
internal static class VirtualTimeMeasures
{
    public static double NanosecondsPerMessage()
    {
        const int Rounds = 20_000;
        const int Actors = 100;
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        system.ActorOf(Props.Create(() => new Ring(Actors, Rounds)));
        return Measurement.Nanoseconds(system.RunUntilIdle) / (Rounds * (double)Actors);
    }

    public static double NanosecondsPerTimer(int timers, bool spread)
    {
        const int Fires = 2_000_000;
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        system.ActorOf(Props.Create(() => new Ticking(timers, spread)));
        system.Advance(TimeSpan.FromSeconds(2));
        return Measurement.Nanoseconds(() => system.Advance(TimeSpan.FromSeconds(2.0 * Fires / timers))) / Fires;
    }

    public static double NanosecondsPerSweptLeaf()
    {
        const int Sweeps = 200;
        using var tree = new SweepTree(ActorSystem.CreateDeterministic(), racks: 26, leavesPerRack: 16);
        return Measurement.Nanoseconds(() =>
        {
            for (int i = 0; i < Sweeps; i++)
                tree.SweepFromInside();
        }) / (Sweeps * (double)tree.Leaves.Length);
    }

    /// <summary>Actors in one lane that hand messages round.</summary>
    private sealed class Ring(int size, int rounds) : Actor
    {
        protected override void PreStart()
        {
            IActorRef next = Self;
            for (int i = 0; i < size - 1; i++)
            {
                IActorRef after = next;
                next = Context.ActorOf(Props.Create(() => new Link(after)));
            }

            _next = next;
            for (int i = 0; i < size; i++)
                next.Tell("token", Self);
        }

        private IActorRef _next = ActorRefs.Nobody;
        private int _left = rounds;

        protected override void Receive(object message)
        {
            if (--_left > 0)
                _next.Tell(message, Self);
        }
    }

    private sealed class Link(IActorRef next) : Actor
    {
        protected override void Receive(object message) => next.Tell(message, Self);
    }

    private sealed class Ticking(int timers, bool spread) : Actor
    {
        protected override void PreStart()
        {
            var period = TimeSpan.FromSeconds(2);
            for (int i = 0; i < timers; i++)
            {
                TimeSpan phase = spread ? period * i / timers : period;
                Context.ActorOf(Props.Create(() => new Ticker(period, phase)));
            }
        }

        protected override void Receive(object message) => Unhandled(message);
    }

    private sealed class Ticker(TimeSpan period, TimeSpan phase) : Actor
    {
        public int Ticks { get; private set; }

        protected override void PreStart() => Timers.StartPeriodic("tick", "tick", period, phase);

        protected override void Receive(object message) => Ticks++;
    }
}
