using System.Numerics;
using PowerActors.Core.Control;
using PowerActors.Core.Placement;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>What a node draws with the tasks that have started on it, under whatever ceilings. A GPU follows the ceiling of the highest priority that it serves.</summary>
internal sealed class NodeLoad(NodeSpec node, NodeShape shape)
{
    private readonly int[] _low = new int[node.GpuCount];
    private readonly int[] _high = new int[node.GpuCount];
    private readonly double _dynamic = node.Gpu is { } gpu ? gpu.Tdp.Value - gpu.Idle.Value : 0;
    private readonly double _idle = (node.Gpu?.Idle.Value ?? 0) * node.GpuCount;
    private int _cpuMilli;
    private double _cpuWatts = shape.CpuDraw(node.CpuMilli).Value;

    /// <summary>GPUs at work of each priority.</summary>
    public PerPriority<int> Busy { get; private set; }

    /// <summary>A task starts or ends.</summary>
    public void Change(in TaskPlacement placement, Priority priority, int sign)
    {
        _cpuMilli += sign * placement.Task.CpuMilli;
        _cpuWatts = shape.CpuDraw(node.CpuMilli - _cpuMilli).Value;
        if (placement.Gpus == 0)
            return;
        int[] counts = priority == Priority.High ? _high : _low;
        for (uint left = placement.Gpus; left != 0; left &= left - 1)
            counts[BitOperations.TrailingZeroCount(left)] += sign;
        int low = 0, high = 0;
        for (int i = 0; i < _low.Length; i++)
        {
            if (_high[i] > 0)
                high++;
            else if (_low[i] > 0)
                low++;
        }

        Busy = new PerPriority<int>(low, high);
    }

    /// <summary>Draw above idle of the GPUs of a priority, uncapped.</summary>
    public double Dynamic(Priority priority) => _dynamic * Busy[priority];

    /// <summary>Draw when busy GPUs keep these shares of theirs.</summary>
    public Watts Draw(in PerPriority<double> kept) => new(_cpuWatts + _idle + (_dynamic * ((Busy.Low * kept.Low) + (Busy.High * kept.High))));
}
