namespace PowerActors.Core.Placement;

/// <summary>What a task asks for. All of it on one node.</summary>
public sealed record TaskSpec
{
    /// <summary>Name; unique in a list of tasks, though an inflated arrival order runs the same task several times.</summary>
    public required string Name { get; init; }

    /// <summary>CPU, milli-vCPU, 0 or more.</summary>
    public required int CpuMilli { get; init; }

    /// <summary>Memory, MiB, 0 or more. It decides where the task fits and nothing else.</summary>
    public int MemoryMib { get; init; }

    /// <summary>GPUs, 0 to <see cref="NodeSpec.MostGpus"/>.</summary>
    public int GpuCount { get; init; }

    /// <summary>Milli of each GPU: 1 to 1000 for one GPU, 1000 for several, 0 for none.</summary>
    public int GpuMilli { get; init; }

    /// <summary>GPU models it may run on as they were written, <c>A|B</c>; empty for any.</summary>
    public string Models { get; init; } = "";

    /// <summary>Milli of all its GPUs together.</summary>
    public int TotalGpuMilli => GpuCount * GpuMilli;
}
