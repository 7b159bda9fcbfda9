namespace PowerActors.Core.Placement;

/// <summary>What scores of a task depend on: all it asks for but memory, which is a filter only. Tasks of one shape share their scores.</summary>
public sealed class TaskShape
{
    internal TaskShape(int id, TaskSpec task, ulong allowedModels)
    {
        Id = id;
        CpuMilli = task.CpuMilli;
        GpuCount = task.GpuCount;
        GpuMilli = task.GpuMilli;
        Models = task.Models;
        AllowedModels = allowedModels;
    }

    /// <summary>Position among the shapes of a catalogue, from 0.</summary>
    public int Id { get; }

    /// <summary>CPU, milli-vCPU.</summary>
    public int CpuMilli { get; }

    /// <summary>GPUs.</summary>
    public int GpuCount { get; }

    /// <summary>Milli of each GPU.</summary>
    public int GpuMilli { get; }

    /// <summary>Allowed GPU models as they were written; empty for any.</summary>
    public string Models { get; }

    /// <summary>Allowed GPU models, one bit for each model of the catalogue; all bits where any is allowed.</summary>
    public ulong AllowedModels { get; }

    /// <summary>Milli of all GPUs together.</summary>
    public int TotalGpuMilli => GpuCount * GpuMilli;

    /// <summary>Whether it takes a part of one GPU.</summary>
    public bool IsShare => GpuCount == 1 && GpuMilli < NodeSpec.WholeGpu;

    /// <summary>
    /// The affinity that GpuClustering keeps together: bit 0 for a share of a GPU, bit n for n whole GPUs (bit 15 for fifteen and more), none without a GPU.
    /// </summary>
    public ushort Affinity => GpuCount == 0 ? (ushort)0 : IsShare ? (ushort)1 : (ushort)(1 << Math.Min(GpuCount, 15));
}
