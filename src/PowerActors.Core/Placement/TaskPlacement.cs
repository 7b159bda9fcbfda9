using System.Numerics;

namespace PowerActors.Core.Placement;

/// <summary>Where a task runs, or would run.</summary>
/// <param name="Task">The task.</param>
/// <param name="Rank">Position of the node in node order, from 0.</param>
/// <param name="Gpus">The GPUs it takes, one bit for each device index.</param>
public readonly record struct TaskPlacement(TaskSpec Task, int Rank, ushort Gpus)
{
    /// <summary>Device indices of the GPUs, least first.</summary>
    public IEnumerable<int> GpuIndices
    {
        get
        {
            for (uint left = Gpus; left != 0; left &= left - 1)
                yield return BitOperations.TrailingZeroCount(left);
        }
    }
}
