using System.Text;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output;

/// <summary>Power over time in a few lines of text: columns of time, rows of utilization, the limit marked.</summary>
internal static class PowerChart
{
    private const int Rows = 8;
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    public static IEnumerable<string> Draw(PowerTimeline timeline)
    {
        IReadOnlyList<PowerTimelineBucket> buckets = timeline.Buckets;
        if (buckets.Count < 2)
            yield break;
        double highest = buckets.Max(static bucket => bucket.Peak), lowest = buckets.Min(static bucket => bucket.Peak);
        double top = Math.Max(1, Math.Ceiling(highest * 20) / 20);
        double bottom = Math.Max(0, Math.Min(top - .4, Math.Floor(lowest * 20) / 20));
        double step = (top - bottom) / Rows;
        for (int row = Rows - 1; row >= 0; row--)
        {
            double floor = bottom + (row * step);
            StringBuilder line = new($"  {(floor + step) * 100,4:0} % ");
            line.Append(floor < 1 && floor + step >= 1 - 1e-9 ? '┬' : '│');
            foreach (PowerTimelineBucket bucket in buckets)
                line.Append(Eighths[(int)Math.Clamp((bucket.Peak - floor) / step * 8, 0, 8)]);
            yield return line.ToString();
        }

        yield return $"         └{new string('─', buckets.Count)}  peak per {Words(timeline.BucketLength)}";
    }

    private static string Words(TimeSpan time) => time.TotalMinutes < 2 ? $"{time.TotalSeconds:0} s" : time.TotalHours < 3 ? $"{time.TotalMinutes:0.#} min" : $"{time.TotalHours:0.#} h";
}
