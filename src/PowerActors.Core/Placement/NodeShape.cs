using PowerActors.Core.Units;

namespace PowerActors.Core.Placement;

/// <summary>What is fixed for a node and matters to scores: size, GPU model, what its parts draw. Equal nodes share one.</summary>
public sealed class NodeShape
{
    private readonly int _cores;
    private readonly int _packages;
    private readonly CpuPower _cpu;
    private readonly double _gpuIdle;
    private readonly double _gpuTdp;

    internal NodeShape(int id, NodeSpec node, ulong modelBit)
    {
        Id = id;
        CpuMilli = node.CpuMilli;
        GpuCount = node.GpuCount;
        Gpu = node.Gpu;
        ModelBit = modelBit;
        _cpu = node.Cpu;
        _cores = ((node.CpuMilli - 1) / CpuPower.MilliPerCore) + 1;
        _cores = node.CpuMilli == 0 ? 0 : _cores;
        _packages = (_cores + _cpu.Cores - 1) / _cpu.Cores;
        _gpuIdle = node.Gpu?.Idle.Value ?? 0;
        _gpuTdp = node.Gpu?.Tdp.Value ?? 0;
    }

    /// <summary>Position among the node shapes of a catalogue, from 0.</summary>
    public int Id { get; }

    /// <summary>CPU capacity, milli-vCPU.</summary>
    public int CpuMilli { get; }

    /// <summary>GPUs.</summary>
    public int GpuCount { get; }

    /// <summary>GPU model and its draws; null where there is none.</summary>
    public GpuPower? Gpu { get; }

    /// <summary>The bit of its GPU model in <see cref="TaskShape.AllowedModels"/>; 0 without GPUs.</summary>
    public ulong ModelBit { get; }

    /// <summary>
    /// Draw of the CPU packages: those needed for the cores at work at TDP, the others idle (arXiv 2412.17484, section 4: cores = ceil(C / 2000), work = cores − floor(c / 2000)).
    /// </summary>
    /// <param name="freeCpuMilli">Free CPU, milli-vCPU.</param>
    public Watts CpuDraw(int freeCpuMilli)
    {
        int work = _cores - (freeCpuMilli / CpuPower.MilliPerCore);
        int busy = (work + _cpu.Cores - 1) / _cpu.Cores;
        return new Watts((_cpu.Tdp.Value * busy) + (_cpu.Idle.Value * (_packages - busy)));
    }

    /// <summary>Draw of the GPUs.</summary>
    /// <param name="lit">How many have anything allocated.</param>
    public Watts GpuDraw(int lit) => new((_gpuTdp * lit) + (_gpuIdle * (GpuCount - lit)));
}
