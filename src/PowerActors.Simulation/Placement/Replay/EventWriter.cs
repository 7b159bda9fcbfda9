using System.Globalization;
using PowerActors.Core.Placement;

namespace PowerActors.Simulation.Placement.Replay;

/// <summary>Writes every decision of a replay as a row of CSV.</summary>
public sealed class EventWriter
{
    /// <summary>The columns.</summary>
    public const string Header = "i,pod,ok,node,gpus,arrived_gpu_milli,used_gpu_milli,frag_milli,frag_pct_of_idle,power_w,power_cpu_w,power_gpu_w,failed";

    private readonly TextWriter _to;
    private readonly PlacementCluster _cluster;

    /// <summary>Writes the header.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="cluster">The cluster of the replay.</param>
    public EventWriter(TextWriter to, PlacementCluster cluster)
    {
        _to = to;
        _cluster = cluster;
        to.Write(Header);
        to.Write('\n');
    }

    /// <summary>Writes a decision and the cluster after it.</summary>
    public void Write(PlacementEvent decision)
    {
        string node = "";
        string gpus = "";
        if (decision.Placement is { } placement)
        {
            node = _cluster.Nodes[placement.Rank].Name;
            gpus = string.Join('-', placement.GpuIndices);
        }

        long idle = _cluster.CapacityMilli - _cluster.UsedMilli;
        double ofIdle = idle > 0 ? 100 * _cluster.Fragmentation / idle : 0;
        _to.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{decision.Index},{Quote(decision.Task.Name)},{(node.Length > 0 ? "true" : "false")},{Quote(node)},{gpus},{decision.ArrivedMilli},{_cluster.UsedMilli},"
            + $"{_cluster.Fragmentation:0.00},{ofIdle:0.0000},{_cluster.Draw.Value:0.###},{_cluster.CpuDraw.Value:0.###},{_cluster.GpuDraw.Value:0.###},{decision.Failed}\n"));
    }

    private static string Quote(string name) => name.AsSpan().ContainsAny(',', '"') ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
