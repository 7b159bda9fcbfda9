using PowerActors.Actors;

namespace PowerActors.Benchmarks.Engine;

/// <summary>What it costs to have actors, and to make them.</summary>
internal static class SpawnMeasures
{
    public static double BytesPerActor(bool ownProps)
    {
        const int Parents = 1000;
        const int ChildrenEach = 500;
        using ActorSystem system = ActorSystem.Create("space");
        Measurement.Settle();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Spawn(system, Parents, ChildrenEach, ownProps);
        Measurement.Settle();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        return (after - before) / (double)(Parents * (ChildrenEach + 1));
    }

    public static double MillionsPerSecond(int parents, int childrenEach)
    {
        using ActorSystem system = ActorSystem.Create("spawn");
        Measurement.Settle();
        return parents * childrenEach / (Measurement.Nanoseconds(() => Spawn(system, parents, childrenEach, ownProps: false)) / 1000);
    }

    private static void Spawn(ActorSystem system, int parents, int childrenEach, bool ownProps)
    {
        using var done = new CountdownEvent(parents);
        Props props = Props.Create(() => new Parent(childrenEach, ownProps, done));
        for (int i = 0; i < parents; i++)
            system.ActorOf(props);

        if (!done.Wait(TimeSpan.FromMinutes(1)))
            throw new TimeoutException("Not all actors were made.");
    }

    private sealed class Parent(int children, bool ownProps, CountdownEvent done) : Actor
    {
        protected override void PreStart()
        {
            Props shared = Props.Create<Child>();
            for (int i = 0; i < children; i++)
            {
                int number = i;
                Context.ActorOf(ownProps ? Props.Create(() => new Child { State = number }) : shared);
            }

            done.Signal();
        }

        protected override void Receive(object message) => Unhandled(message);
    }

    private sealed class Child : Actor
    {
        public double State { get; set; }

        protected override void Receive(object message) => State++;
    }
}
