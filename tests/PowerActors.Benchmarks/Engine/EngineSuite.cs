using PowerActors.Actors;

namespace PowerActors.Benchmarks.Engine;

/// <summary>Measures the engine against its goals and against what Akka.NET 1.5 was measured to do on a machine of two cores.</summary>
internal static class EngineSuite
{
    public static void Run()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; medians of several runs, warm unless said");
        Console.WriteLine();
        var table = new ResultTable();
        ResultTable.Header();
        Space(table);
        Sweeps(table, "100 k", racks: 1000, leavesPerRack: 100, runs: 15, "47 ms", "100 ms", goal: 12);
        Sweeps(table, "1 M", racks: 1000, leavesPerRack: 1000, runs: 7, "0.7–1.9 s", "", goal: 150);
        Asks(table);
        VirtualTime(table);
        table.Footer();
    }

    private static void Space(ResultTable table)
    {
        table.Row("memory per idle actor", "1,730 B", 300, "B", Measurement.Of(0, 3, () => SpawnMeasures.BytesPerActor(ownProps: false)));
        table.Row("  each with Props of its own", "", 300, "B", Measurement.Of(0, 3, () => SpawnMeasures.BytesPerActor(ownProps: true)));
        table.Row("spawning, from one parent", "0.042 M/s", 1, "M/s", Measurement.Of(1, 5, () => SpawnMeasures.MillionsPerSecond(1, 500_000)), atLeast: true);
        table.Row("spawning, from 500 parents", "0.096 M/s", 1, "M/s", Measurement.Of(1, 5, () => SpawnMeasures.MillionsPerSecond(500, 1000)), atLeast: true);
    }

    private static void Sweeps(ResultTable table, string leaves, int racks, int leavesPerRack, int runs, string akka, string akkaCold, double goal)
    {
        double cold = 0;
        using (var tree = new SweepTree(ActorSystem.Create("bench"), racks, leavesPerRack))
        {
            Measurement.Settle();
            cold = Milliseconds(tree.SweepFromOutside);
            table.Row($"sweep of {leaves} leaves, told outside", akka, goal, "ms", Measurement.Of(3, runs, () => Milliseconds(tree.SweepFromOutside)));
            table.Row("  its first, cold", akkaCold, null, "ms", new Measurement([cold]));
            table.Row("  told by the racks", akka, goal, "ms", Measurement.Of(3, runs, () => Milliseconds(tree.SweepFromInside)));
        }

        Measurement.Settle();
    }

    private static void Asks(ResultTable table)
    {
        using var asks = new AskMeasures();
        table.Row("Ask, 100 in flight", "0.9–2.9 µs", 0.6, "µs", Measurement.Of(5, 9, () => asks.MicrosecondsPerAsk(inFlight: 100)));
        table.Row("Ask, one after the other", "0.9–2.9 µs", 0.6, "µs", Measurement.Of(5, 9, () => asks.MicrosecondsPerAsk(inFlight: 1)));
        table.Row("Ask, memory", "1.2 KB", 300, "B", Measurement.Of(2, 5, () => asks.BytesPerAsk()));
    }

    private static void VirtualTime(ResultTable table)
    {
        table.Row("virtual time: message in a lane", "", 25, "ns", Measurement.Of(3, 9, VirtualTimeMeasures.NanosecondsPerMessage));
        table.Row("virtual time: timer, of 416", "", 60, "ns", Measurement.Of(3, 9, () => VirtualTimeMeasures.NanosecondsPerTimer(416, spread: false)));
        table.Row("  at instants of their own", "", 60, "ns", Measurement.Of(3, 9, () => VirtualTimeMeasures.NanosecondsPerTimer(416, spread: true)));
        table.Row("virtual time: timer, of 100 k", "", null, "ns", Measurement.Of(1, 5, () => VirtualTimeMeasures.NanosecondsPerTimer(100_000, spread: true)));
        table.Row("virtual time: sweep, per leaf", "", null, "ns", Measurement.Of(2, 5, VirtualTimeMeasures.NanosecondsPerSweptLeaf));
    }

    private static double Milliseconds(Action action) => Measurement.Nanoseconds(action) / 1e6;
}
