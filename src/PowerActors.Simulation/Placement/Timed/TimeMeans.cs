using PowerActors.Core.Placement;

namespace PowerActors.Simulation.Placement.Timed;

/// <summary>Adds up what a cluster draws and serves over time, in equal stretches.</summary>
internal sealed class TimeMeans(PlacementCluster cluster, double end, int count)
{
    private readonly List<TimedPoint> _points = [];
    private Sums _stretch;
    private Sums _all;
    private double _now;

    public IReadOnlyList<TimedPoint> Points => _points;

    public TimedPoint Mean => Point(_all, end);

    public double EnergyJoules => _all.Watts;

    public double GpuSeconds => _all.Used / NodeSpec.WholeGpu;

    /// <summary>Time passes with the cluster as it is.</summary>
    /// <param name="to">Until when; what lies past the end does not count.</param>
    /// <param name="waitingMilli">GPU that waiting tasks ask for.</param>
    /// <param name="waiting">Waiting tasks.</param>
    public void Advance(double to, long waitingMilli, int waiting)
    {
        to = Math.Min(to, end);
        while (_now < to)
        {
            double border = end * (_points.Count + 1) / count;
            double until = Math.Min(to, border);
            Sums passed = new(until - _now, cluster.Draw.Value, cluster.UsedMilli, cluster.UsedMilli + waitingMilli, cluster.Fragmentation, waiting);
            _stretch += passed;
            _all += passed;
            _now = until;
            if (until < border)
                continue;
            _points.Add(Point(_stretch, until));
            _stretch = default;
        }
    }

    private TimedPoint Point(Sums sums, double at) => new()
    {
        Seconds = at,
        EopcWatts = sums.Watts / sums.Seconds,
        Grar = sums.Asked > 0 ? sums.Used / sums.Asked : double.NaN,
        AllocatedPercent = 100 * sums.Used / sums.Seconds / cluster.CapacityMilli,
        FragmentationPercent = 100 * sums.Fragmentation / sums.Seconds / cluster.CapacityMilli,
        WattsPerAllocatedGpu = sums.Used > 0 ? sums.Watts / (sums.Used / NodeSpec.WholeGpu) : double.NaN,
        Waiting = sums.Waiting / sums.Seconds,
    };

    private readonly record struct Sums(double Seconds, double Watts, double Used, double Asked, double Fragmentation, double Waiting)
    {
        public static Sums operator +(Sums sum, Sums now) => new(
            sum.Seconds + now.Seconds,
            sum.Watts + (now.Watts * now.Seconds),
            sum.Used + (now.Used * now.Seconds),
            sum.Asked + (now.Asked * now.Seconds),
            sum.Fragmentation + (now.Fragmentation * now.Seconds),
            sum.Waiting + (now.Waiting * now.Seconds));
    }
}
