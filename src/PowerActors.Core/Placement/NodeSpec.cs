namespace PowerActors.Core.Placement;

/// <summary>A server that tasks are placed on, as it is when nothing runs there.</summary>
public sealed record NodeSpec
{
    /// <summary>GPUs that a node can have at most: the largest servers sold hold 16.</summary>
    public const int MostGpus = 16;

    /// <summary>A GPU's whole capacity, milli.</summary>
    public const int WholeGpu = 1000;

    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>CPU capacity, milli-vCPU, 0 or more.</summary>
    public required int CpuMilli { get; init; }

    /// <summary>Memory, MiB, 0 or more.</summary>
    public required int MemoryMib { get; init; }

    /// <summary>GPUs, 0 to <see cref="MostGpus"/>.</summary>
    public int GpuCount { get; init; }

    /// <summary>What its GPUs are and draw; null where it has none.</summary>
    public GpuPower? Gpu { get; init; }

    /// <summary>What its CPU packages draw.</summary>
    public CpuPower Cpu { get; init; } = CpuPower.XeonE52682V4;
}
