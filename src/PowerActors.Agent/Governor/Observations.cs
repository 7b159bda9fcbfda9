using PowerActors.Agent.Governor.Metrics;
using PowerActors.Core.Energy.Governor;

namespace PowerActors.Agent.Governor;

/// <summary>
/// Takes the requests of a window out of histograms. A bucket tells how many lay between two bounds, and the histogram's sum where between them in the mean: all are put at that share of
/// their buckets, which makes the sum come out. Where the objective lies within a bucket and the share beyond it, they are put on the objective: a request that the highest clock might have kept
/// counts as one that needs it, never as one that nothing would have helped. Of a bucket that reaches beyond the objective all may have missed it.
/// </summary>
internal static class Observations
{
    /// <summary>Requests of one window at most; of more, as many stand for all.</summary>
    private const int Most = 1024;

    /// <summary>The time to first token of a request that tells none: no clock is too low for it.</summary>
    private const double NoTtft = 1e-9;

    /// <summary>Adds times to first token.</summary>
    public static void AddTtft(List<ServedRequest> to, HistogramCounts window, TimeSpan objective, Func<double, double> slowdown) =>
        Add(window, objective, slowdown, (seconds, slow, missed) => to.Add(new ServedRequest(seconds, slow, double.NaN, 1) { MayHaveMissed = missed }));

    /// <summary>Adds mean times between tokens.</summary>
    public static void AddTbt(List<ServedRequest> to, HistogramCounts window, TimeSpan objective, Func<double, double> slowdown) =>
        Add(window, objective, slowdown, (seconds, slow, missed) => to.Add(new ServedRequest(NoTtft, 1, seconds, slow) { MayHaveMissed = missed }));

    /// <summary>Adds a number of requests of the same mean time between tokens, where only that is known.</summary>
    public static void AddTbt(List<ServedRequest> to, double seconds, double slowdown, double requests)
    {
        for (int i = 0; i < Math.Min(Most, Math.Round(requests)); i++)
            to.Add(new ServedRequest(NoTtft, 1, seconds, slowdown));
    }

    private static void Add(HistogramCounts window, TimeSpan objective, Func<double, double> slowdown, Action<double, double, bool> add)
    {
        double share = ShareOf(window);
        double scale = Math.Min(1, Most / Math.Max(1, window.Count));
        double owed = 0;
        for (int i = 0; i < window.Bounds.Count; i++)
        {
            double count = window.In(i);
            if (count <= 0)
                continue;
            double low = i == 0 ? 0 : window.Bounds[i - 1], high = window.Bounds[i];
            double seconds = double.IsInfinity(high) ? high : low + (share * (high - low));
            double slow = slowdown(double.IsInfinity(seconds) ? low : seconds);
            double limit = objective.TotalSeconds * slow;
            if (seconds > limit && low < limit)
                seconds = limit;
            for (owed += count * scale; owed >= .5; owed--)
                add(Math.Max(seconds, NoTtft), slow, high > objective.TotalSeconds);
        }
    }

    /// <summary>Where in their buckets the observations lie in the mean, 0 to 1.</summary>
    private static double ShareOf(HistogramCounts window)
    {
        double low = 0, width = 0, last = 0;
        for (int i = 0; i < window.Bounds.Count; i++)
        {
            double bound = window.Bounds[i], count = window.In(i);
            low += count * last;
            if (!double.IsInfinity(bound))
                width += count * (bound - last);
            last = bound;
        }

        return width > 0 ? Math.Clamp((window.Sum - low) / width, 0, 1) : 1;
    }
}
