using PowerActors.Benchmarks.Control;
using PowerActors.Benchmarks.Dvfs;
using PowerActors.Benchmarks.Engine;
using PowerActors.Benchmarks.Extender;
using PowerActors.Benchmarks.Journal;
using PowerActors.Benchmarks.Nvml;
using PowerActors.Benchmarks.Placement;
using PowerActors.Benchmarks.Simulation;

// Each suite by its name, with what it measures; a new one is a line here.
(string Name, string Measures, Action Run)[] suites =
[
    ("engine", "the actor engine: memory, spawning, sweeps, Ask, virtual time", EngineSuite.Run),
    ("control", "the live control plane: agents' reports over real sockets at 10k to 100k GPUs", ControlSuite.RunLoad),
    ("brake", "the live control plane: a row's brake on 52 real agents", ControlSuite.RunBrake),
    ("simulation", "the simulator: times real time by servers, the Azure trace's event loop", SimulationSuite.Run),
    ("journal", "the journal: events per second with group commit, latency of a loosening; PostgreSQL where POWERACTORS_POSTGRES names one", JournalSuite.Run),
    ("dvfs", "the planner of clocks: 10,000 kernels within a budget, 100,000 invocations with switching costs", DvfsSuite.Run),
    ("placement", "placement: the default replay, the cost of a decision at 1, 10 and 100 times the nodes", PlacementSuite.Run),
    ("nvml", "this host's own GPUs, by reading only: what a reading costs, how often there is a new one", NvmlSuite.Run),
    ("extender", "the scheduler extender over HTTP: filter and prioritize over 5,000 nodes, by name and whole", ExtenderSuite.Run),
];

foreach (string argument in args)
{
    if (!Array.Exists(suites, suite => suite.Name == argument))
    {
        Console.Error.WriteLine($"{argument}: no such suite; {string.Join(", ", suites.Select(suite => suite.Name))} would be.");
        return 2;
    }
}

if (args.Length == 0)
{
    Console.WriteLine("usage: dotnet run -c Release --project tests/PowerActors.Benchmarks -- SUITE...");
    foreach ((string name, string measures, _) in suites)
        Console.WriteLine($"  {name,-12} {measures}");
}

foreach ((string name, _, Action run) in suites)
{
    if (args.Contains(name))
        run();
}

return 0;
