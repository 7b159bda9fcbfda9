using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;

namespace PowerActors.Core.Tests.Placement;

/// <summary>Small clusters and tasks for tests.</summary>
internal static class Given
{
    public static NodeSpec Node(string name, int gpus = 8, string model = "G2", int cpu = 96000, int memory = 393216) =>
        new() { Name = name, CpuMilli = cpu, MemoryMib = memory, GpuCount = gpus, Gpu = gpus > 0 ? PowerTable.BuiltIn.FindGpu(model) : null };

    public static TaskSpec Task(int gpus, int milli, int cpu = 1000, int memory = 1024, string models = "") =>
        new() { Name = $"t{gpus}x{milli}c{cpu}", GpuCount = gpus, GpuMilli = milli, CpuMilli = cpu, MemoryMib = memory, Models = models };

    /// <summary>A workload with shares, whole GPUs and work without any.</summary>
    public static IReadOnlyList<TaskSpec> Workload { get; } =
    [
        .. Enumerable.Repeat(Task(1, 1000, 12000), 40), .. Enumerable.Repeat(Task(1, 460, 8000), 20), .. Enumerable.Repeat(Task(1, 230, 3000), 15),
        .. Enumerable.Repeat(Task(0, 0, 16000), 10), .. Enumerable.Repeat(Task(2, 1000, 20000), 8), .. Enumerable.Repeat(Task(8, 1000, 80000), 5),
        .. Enumerable.Repeat(Task(1, 1000, 6000, models: "T4|G3"), 6),
    ];

    public static PlacementCluster Cluster(IPlacementPolicy policy, params IReadOnlyList<NodeSpec> nodes)
    {
        ShapeCatalog catalog = new();
        Random random = new(7);
        return new PlacementCluster(nodes, TypicalTasks.Of(Workload, catalog), catalog, policy, random.Next);
    }

    public static IPlacementPolicy Policy(string name)
    {
        KnownPolicies.TryFind(name, out IPlacementPolicy? policy, out string? problem).ShouldBeTrue(problem);
        return policy!;
    }
}
