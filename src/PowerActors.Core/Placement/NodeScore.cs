namespace PowerActors.Core.Placement;

/// <summary>What a policy says of one task on one node, before it is compared with other nodes: one or two whole numbers, and for each the GPU that a share would take.</summary>
/// <param name="First">The first number; more is better.</param>
/// <param name="FirstGpu">The GPU of a share that the first number speaks of; −1 for tasks that take whole GPUs or none.</param>
/// <param name="Second">The second number; 0 where the policy has one.</param>
/// <param name="SecondGpu">The GPU of a share that the second number speaks of.</param>
public readonly record struct NodeScore(int First, int FirstGpu = -1, int Second = 0, int SecondGpu = -1)
{
    /// <summary>In place of a GPU: any that fits, drawn at random.</summary>
    public const int RandomGpu = -2;
}

/// <summary>The smallest and largest numbers among all nodes that fit a task: what normalisation needs.</summary>
/// <param name="FirstMin">Least first number.</param>
/// <param name="FirstMax">Greatest first number.</param>
/// <param name="SecondMin">Least second number.</param>
/// <param name="SecondMax">Greatest second number.</param>
public readonly record struct ScoreRange(int FirstMin, int FirstMax, int SecondMin, int SecondMax)
{
    /// <summary>Stretches a number to 0..100 between the extremes, in whole numbers: <c>(raw − min) * 100 / (max − min)</c>.</summary>
    /// <param name="raw">The number.</param>
    /// <param name="min">Least among all nodes that fit.</param>
    /// <param name="max">Greatest among all nodes that fit.</param>
    /// <param name="whenEqual">The answer when all are equal.</param>
    public static long Stretch(int raw, int min, int max, int whenEqual) => max == min ? whenEqual : ((long)raw - min) * 100 / ((long)max - min);
}

/// <summary>How full a cluster is, for policies that weigh by it.</summary>
/// <param name="CapacityMilli">GPU of all nodes, milli.</param>
/// <param name="UsedMilli">Allocated GPU, milli.</param>
/// <param name="Fragmentation">Idle GPU that a typical task could not use, milli-GPU.</param>
/// <param name="CapacityCpuMilli">CPU of all nodes, milli-vCPU.</param>
/// <param name="UsedCpuMilli">Allocated CPU, milli-vCPU.</param>
public readonly record struct ClusterLoad(long CapacityMilli, long UsedMilli, double Fragmentation, long CapacityCpuMilli, long UsedCpuMilli)
{
    /// <summary>Allocated share of all GPU, 0 to 1; 0 where there is no GPU.</summary>
    public double Occupancy => CapacityMilli == 0 ? 0 : (double)UsedMilli / CapacityMilli;
}
