using PowerActors.Actors;
using PowerActors.Core.Placement;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Simulation.Placement.Replay;

/// <summary>Order of arrival and node order for a seed, where no file gives them.</summary>
public static class ArrivalOrder
{
    private const ulong NodeStream = 0x6E6F6465; // so that tasks and nodes draw from generators of their own
    private const ulong TaskStream = 0x7461736B;

    /// <summary>
    /// All tasks in an order drawn by the seed, then tasks drawn again, each as likely as the others, for as long as the GPU they ask for together stays within
    /// <paramref name="inflate"/> × capacity: the scheme of the published experiments. Where the trace alone asks for more, it is cut off there.
    /// </summary>
    /// <param name="trace">Tasks and capacity.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="inflate">GPU asked for over capacity, above 0; 1.3 in the published experiments.</param>
    /// <returns>Positions in the trace's tasks.</returns>
    public static IReadOnlyList<int> Draw(PlacementTrace trace, ulong seed, double inflate)
    {
        SeededRandom random = new(seed ^ TaskStream);
        double bound = trace.CapacityMilli * inflate;
        List<int> order = [.. Shuffle(trace.Tasks.Count, random)];
        bool asksForGpu = trace.Tasks.Any(static task => task.Spec.TotalGpuMilli > 0);
        long arrived = 0;
        for (int i = 0; asksForGpu; i++)
        {
            if (i == order.Count)
                order.Add(random.Next(trace.Tasks.Count));
            TaskSpec task = trace.Tasks[order[i]].Spec;
            if (arrived + task.TotalGpuMilli > bound)
            {
                order.RemoveRange(i, order.Count - i);
                break;
            }

            arrived += task.TotalGpuMilli;
        }

        return order;
    }

    /// <summary>The order of a file, cut off before the GPU asked for exceeds a multiple of the capacity.</summary>
    /// <param name="trace">A trace with an order of arrival.</param>
    /// <param name="inflate">GPU asked for over capacity; null to take the whole file.</param>
    public static IReadOnlyList<int> OfFile(PlacementTrace trace, double? inflate)
    {
        IReadOnlyList<int> order = trace.Arrivals ?? throw new ArgumentException("the trace has no order of arrival", nameof(trace));
        if (inflate is null)
            return order;
        double bound = trace.CapacityMilli * inflate.Value;
        long arrived = 0;
        int count = 0;
        while (count < order.Count && (arrived += trace.Tasks[order[count]].Spec.TotalGpuMilli) <= bound)
            count++;
        return [.. order.Take(count)];
    }

    /// <summary>The nodes in the order in which ties are broken: that of the file, or one drawn by the seed.</summary>
    public static IReadOnlyList<NodeSpec> NodesOf(PlacementTrace trace, ulong seed)
    {
        IEnumerable<int> order = trace.NodeOrder ?? Shuffle(trace.Nodes.Count, new SeededRandom(seed ^ NodeStream));
        return [.. order.Select(at => trace.Nodes[at])];
    }

    private static int[] Shuffle(int count, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
