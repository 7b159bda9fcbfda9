using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Replay;

namespace PowerActors.Cli.Output;

/// <summary>A replay for people: every tenth of the capacity, and the shares that the published experiments report.</summary>
internal static class PlaceReplayTable
{
    private static readonly int[] Shares = [5, 15, 30, 50, 80, 90, 100];

    public static void Write(TextWriter to, ReplayResult result)
    {
        to.WriteLine($"{result.Policy}: {result.Placed + result.Failed:#,0} tasks on {result.Nodes:#,0} nodes with {result.CapacityMilli / 1000:#,0} GPUs, seed {result.Seed}");
        to.WriteLine();
        to.WriteLine($"{"ARRIVED",8} {"DRAW",12} {"ALLOCATED",10} {"GRAR",7} {"FRAGMENTED",11} {"OF IDLE",8} {"W PER ALLOCATED GPU",20}");
        foreach (ReplayPoint point in result.Points)
        {
            if (point.ArrivedPercent % 10 == 0 || Shares.Contains(point.ArrivedPercent) || point.ArrivedPercent == result.Points.Count - 1)
                Row(to, point);
        }

        to.WriteLine();
        to.WriteLine($"{result.Placed:#,0} placed, {result.Failed:#,0} failed; {result.DecisionsPerSecond:#,0} decisions per second");
    }

    private static void Row(TextWriter to, ReplayPoint point) => to.WriteLine(
        $"{point.ArrivedPercent + " %",8} {new Watts(point.EopcWatts).Kilowatts.ToString("#,0.0") + " kW",12} {point.AllocatedPercent.ToString("0.00") + " %",10} {Ratio(point.Grar, "0.000"),7} "
        + $"{point.FragmentationPercent.ToString("0.00") + " %",11} {Ratio(point.FragmentationOfIdlePercent, "0.0"),6} % {Ratio(point.WattsPerAllocatedGpu, "#,0.0"),20}");

    private static string Ratio(double value, string format) => double.IsFinite(value) ? value.ToString(format) : "-";
}
