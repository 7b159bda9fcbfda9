using PowerActors.Core.Units;

namespace PowerActors.Core.Placement;

/// <summary>
/// The least that any placement of a set of tasks could draw: what a policy can save at most. A bound and not a plan: tasks are taken apart, only how much they ask for in all and how many
/// GPUs they need on one node counts, so that no placement draws less, and few come close.
/// </summary>
/// <remarks>
/// GPUs: so many must be lit as the tasks fill, those in nodes with k and more GPUs at least as many as tasks that need k and more fill; lit are the cheapest that this leaves. These
/// conditions are nested, so that choosing from the narrowest outwards is least. CPU: packages at work are filled to the last core, at the fewest watts for each core that
/// any node has.
/// </remarks>
public sealed class LeastDraw
{
    private readonly (int Gpus, double Watts, double Count)[] _gpus; // of one kind of node, cheapest first
    private readonly int[] _sizes;
    private readonly double[] _demand; // GPUs asked for by tasks that need so many on one node
    private readonly double _idle;
    private readonly double _wattsPerCpuMilli;
    private double _cpuMilli;

    /// <summary>Starts with no tasks.</summary>
    /// <param name="nodes">All nodes.</param>
    public LeastDraw(IReadOnlyList<NodeSpec> nodes)
    {
        _gpus =
        [
            .. nodes.Where(static node => node.GpuCount > 0)
                .GroupBy(static node => (node.GpuCount, Watts: (node.Gpu!.Tdp - node.Gpu.Idle).Value))
                .Select(static group => (group.Key.GpuCount, group.Key.Watts, (double)group.Sum(static node => node.GpuCount)))
                .OrderBy(static kind => kind.Watts),
        ];
        _sizes = [.. nodes.Select(static node => node.GpuCount).Where(static count => count > 0).Distinct().OrderDescending()];
        _demand = new double[NodeSpec.MostGpus + 1];
        ShapeCatalog catalog = new();
        _idle = nodes.Select(catalog.ShapeOf).Sum(static shape => (shape.CpuDraw(shape.CpuMilli) + shape.GpuDraw(0)).Value);
        _wattsPerCpuMilli = nodes.Select(static node => (node.Cpu.Tdp - node.Cpu.Idle).Value / (node.Cpu.Cores * CpuPower.MilliPerCore)).DefaultIfEmpty(0).Min();
    }

    /// <summary>The bound for the tasks added so far.</summary>
    public Watts Watts
    {
        get
        {
            Span<double> left = stackalloc double[_gpus.Length];
            for (int i = 0; i < left.Length; i++)
                left[i] = _gpus[i].Count;
            double watts = 0, lit = 0, due = 0;
            int larger = NodeSpec.MostGpus + 1;
            foreach (int size in _sizes)
            {
                // Tasks that need more GPUs than the next smaller nodes have must be on nodes of this size and more.
                int smaller = _sizes.FirstOrDefault(other => other < size);
                for (int k = smaller + 1; k < larger; k++)
                    due += _demand[k];
                larger = smaller + 1;
                for (int i = 0; i < _gpus.Length && lit < due; i++)
                {
                    if (_gpus[i].Gpus < size)
                        continue;
                    double taken = Math.Min(left[i], due - lit);
                    left[i] -= taken;
                    lit += taken;
                    watts += taken * _gpus[i].Watts;
                }
            }

            return new Watts(_idle + watts + (_cpuMilli * _wattsPerCpuMilli));
        }
    }

    /// <summary>Another task runs.</summary>
    /// <param name="task">The task.</param>
    public void Add(TaskSpec task)
    {
        _cpuMilli += task.CpuMilli;
        _demand[task.GpuCount] += (double)task.TotalGpuMilli / NodeSpec.WholeGpu;
    }
}
