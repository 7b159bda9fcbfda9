using System.Diagnostics;

namespace PowerActors.Benchmarks.Engine;

/// <summary>Figures of several runs of one measure.</summary>
internal sealed class Measurement(IEnumerable<double> runs)
{
    private readonly double[] _sorted = [.. runs.Order()];

    public double Median => _sorted[_sorted.Length / 2];

    public double Min => _sorted[0];

    public double Max => _sorted[^1];

    /// <summary>Runs something a few times to warm it up, then so many times for the record.</summary>
    public static Measurement Of(int warmUps, int runs, Func<double> run)
    {
        for (int i = 0; i < warmUps; i++)
            run();

        var figures = new double[runs];
        for (int i = 0; i < runs; i++)
            figures[i] = run();

        return new Measurement(figures);
    }

    /// <summary>How long something took, in nanoseconds.</summary>
    public static double Nanoseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <summary>Leaves no garbage of the run before for the next to collect.</summary>
    public static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
