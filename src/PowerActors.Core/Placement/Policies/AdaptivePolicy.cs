namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// Watts now, watts next, and stranded GPU at a price: the node, and in it the GPU, where <c>ΔW + 0.7 · ΔN + price · ΔS</c> is least. ΔW is the draw that the task adds; ΔN is how much more the
/// next typical task is expected to draw (<see cref="NodeState.NextDraw"/>), so that what is lit and begun is used up last by work that cannot use it; ΔS is how much more idle GPU
/// of the node the workload could not use (<see cref="NodeState.StrandedMilli"/>). While there is room a stranded GPU costs little and work goes where it draws least; once the room is nearly
/// gone, every stranded GPU is work turned away, and its price is higher than what any GPU draws.
/// </summary>
/// <remarks>
/// The published combination weighs two scores that are stretched over whichever nodes happen to fit, so that what a watt is worth changes from task to task; a price in watts does not.
/// The prices, the weight and the occupancy were chosen on the default trace of Alibaba's GPU cluster of 2023, seeds 42 to 61; <c>docs/placement.md</c> has the figures for other seeds
/// and other traces.
/// </remarks>
public sealed class AdaptivePolicy : IPlacementPolicy
{
    /// <summary>Price of a stranded GPU while there is room, watts.</summary>
    public const int LowPrice = 200;

    /// <summary>Price of a stranded GPU when there is none, watts.</summary>
    public const int HighPrice = 6000;

    /// <summary>Occupancy at which the price begins to rise.</summary>
    public const double RisesFrom = .795;

    /// <summary>Occupancy at which the price has risen.</summary>
    public const double RisesTo = .805;

    /// <summary>Weight of the next task's draw against this one's.</summary>
    public const double NextWeight = .7;

    private const int Step = 10; // milli; nodes that differ by less count as equal, and the first in node order fills up
    private const double GpuPrice = .3; // watts per milli; which GPU of a node does not depend on the load, so that it can be remembered

    /// <inheritdoc/>
    public string Name => "adaptive";

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task)
    {
        if (!task.IsShare)
            return Of(node.StrandedMilliAfter(task, -1) - node.StrandedMilli, Watts(node, task, -1, task.GpuCount), -1);
        (double Cost, double Stranded, double Watts, int Gpu) best = (double.PositiveInfinity, 0, 0, -1);
        ReadOnlySpan<ushort> free = node.FreeGpuMilli;
        for (int gpu = 0; gpu < free.Length; gpu++)
        {
            // A GPU with the free milli of an earlier one costs the same and loses to it.
            if (free[gpu] < task.GpuMilli || free[..gpu].Contains(free[gpu]))
                continue;
            double stranded = node.StrandedMilliAfter(task, gpu) - node.StrandedMilli;
            double watts = Watts(node, task, gpu, free[gpu] == NodeSpec.WholeGpu ? 1 : 0);
            double cost = watts + (GpuPrice * stranded);
            if (cost < best.Cost)
                best = (cost, stranded, watts, gpu);
        }

        return Of(best.Stranded, best.Watts, best.Gpu);
    }

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) => (1000L * score.Second) + (Price(load.Occupancy) * Step * score.First);

    /// <summary>Price of a stranded GPU, watts: of a stranded milli, milliwatts.</summary>
    /// <param name="occupancy">Allocated share of all GPU, 0 to 1.</param>
    public static long Price(double occupancy)
    {
        double share = Math.Clamp((occupancy - RisesFrom) / (RisesTo - RisesFrom), 0, 1);
        return (long)(LowPrice + (share * (HighPrice - LowPrice)));
    }

    private static double Watts(NodeState node, TaskShape task, int gpu, int lit) => node.AddedDraw(task, lit).Value + (NextWeight * (node.NextDrawAfter(task, gpu) - node.NextDraw));

    private static NodeScore Of(double stranded, double watts, int gpu) => new((int)Math.Round(-stranded / Step), gpu, (int)Math.Round(-watts), gpu);
}
