using PowerActors.Core.Placement;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Simulation.Tests.Placement;

/// <summary>Twelve nodes and a workload that comes and goes.</summary>
internal static class SmallTrace
{
    public static PlacementTrace Create(int tasks = 300)
    {
        Random random = new(3);
        string[] models = ["G2", "T4", "G3"];
        List<NodeSpec> nodes = [.. Enumerable.Range(0, 12).Select(i => new NodeSpec
        {
            Name = $"n{i}", CpuMilli = 64000, MemoryMib = 262144, GpuCount = 4, Gpu = PowerTable.BuiltIn.FindGpu(models[i % 3]),
        })];
        List<TraceTask> all = [];
        for (int i = 0; i < tasks; i++)
        {
            (int gpus, int milli) = random.Next(5) switch { 0 => (0, 0), 1 => (1, 250), 2 => (1, 500), 3 => (2, 1000), _ => (1, 1000) };
            TaskSpec spec = new() { Name = $"t{i}", CpuMilli = 1000 * random.Next(1, 12), MemoryMib = 4096, GpuCount = gpus, GpuMilli = milli };
            all.Add(new TraceTask(spec, i * 10, (i * 10) + 100 + random.Next(900)));
        }

        return PlacementTrace.Of(nodes, all);
    }
}
