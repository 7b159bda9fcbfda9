using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Placement;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>Counts what a powered replay comes to.</summary>
internal sealed class PoweredFigures
{
    private readonly PoweredSite _site;
    private readonly PlacementCluster _cluster;
    private readonly Dictionary<PoweredDomain, double[]> _secondsOnRung;
    private readonly List<PoweredPoint> _points = [];
    private readonly Tally _low = new();
    private readonly Tally _high = new();
    private readonly double _end;
    private readonly int _count;
    private double _now;
    private double _energy;
    private double _allocated;
    private (double Seconds, double Watts, double Capping, double Waiting, double Allocated) _stretch;

    public PoweredFigures(PoweredSite site, PlacementCluster cluster, double end, int points)
    {
        _site = site;
        _cluster = cluster;
        _end = end;
        _count = points;
        _secondsOnRung = site.Domains.Where(static domain => domain.HasLimit).ToDictionary(static domain => domain, _ => new double[site.Options.Ladder.Top + 1]);
    }

    /// <summary>Time has passed with the site as it is now.</summary>
    public void Advance(double now, int waiting)
    {
        double seconds = now - _now;
        _now = now;
        int capping = 0;
        foreach ((PoweredDomain domain, double[] onRung) in _secondsOnRung)
        {
            onRung[domain.Law.Rung] += seconds;
            capping += domain.Law.Rung > 0 ? 1 : 0;
        }

        _energy += _site.Power.Value * seconds;
        _allocated += _cluster.UsedMilli * seconds;
        _stretch = (_stretch.Seconds + seconds, _stretch.Watts + (_site.Power.Value * seconds), _stretch.Capping + (capping * seconds), _stretch.Waiting + (waiting * seconds), _stretch.Allocated + (_cluster.UsedMilli * seconds));
        if (now < _end * (_points.Count + 1) / _count || _stretch.Seconds <= 0)
            return;
        _points.Add(new PoweredPoint(
            now, _stretch.Watts / _stretch.Seconds, _stretch.Capping / _stretch.Seconds, _stretch.Waiting / _stretch.Seconds, 100 * _stretch.Allocated / _stretch.Seconds / Math.Max(1, _cluster.CapacityMilli)));
        _stretch = default;
    }

    public void Arrived(ArrivingTask task, bool hopeless)
    {
        Tally tally = Of(task.Priority);
        tally.Arrived++;
        tally.Refused += hopeless ? 1 : 0;
        tally.AskedSeconds += hopeless ? 0 : Gpus(task.Task) * task.Seconds;
    }

    public void Placed(RunningTask task)
    {
        Tally tally = Of(task.Priority);
        double wait = task.PlacedAt - task.Arrived.At;
        tally.Waits.Add(wait);
        tally.Waited += wait > 0 ? 1 : 0;
    }

    public void Ended(RunningTask task, double now)
    {
        Tally tally = Of(task.Priority);
        tally.Finished++;
        tally.Work += Gpus(task.Arrived.Task) * task.Seconds;
        tally.Lost += Gpus(task.Arrived.Task) * (now - task.StartedAt - task.Seconds);
        if (task.Seconds > 0 && task.Placement.Gpus != 0)
        {
            double longer = ((now - task.StartedAt) / task.Seconds) - 1;
            tally.Longer.Add(longer);
        }
    }

    public PoweredResult Result(PoweredOptions options, IReadOnlyCollection<ArrivingTask> waiting, double wall)
    {
        foreach (PerPriority<WorkQueue> queues in _site.Queues)
        {
            AddRunning(queues.Low);
            AddRunning(queues.High);
        }

        IReadOnlyList<Rung> rungs = options.Ladder.Rungs;
        return new PoweredResult
        {
            Policy = options.Policy.Name,
            Heed = options.Heed,
            Seed = options.Seed,
            Seconds = _end,
            EnergyMegawattHours = _energy / 3.6e9,
            MeanWatts = _end > 0 ? _energy / _end : double.NaN,
            MeanAllocatedPercent = _end > 0 ? 100 * _allocated / _end / Math.Max(1, _cluster.CapacityMilli) : double.NaN,
            Levels = [.. _secondsOnRung.GroupBy(static pair => LevelOf(pair.Key)).Select(group => new PoweredLevel
            {
                Name = NameOf(group.First().Key),
                Domains = group.Count(),
                MinutesOnRung = [.. Enumerable.Range(1, rungs.Count).Select(rung => new RungMinutes(rungs[rung - 1].Name, group.Sum(pair => pair.Value[rung]) / 60))],
                Brakes = group.Sum(static pair => pair.Key.Brakes),
                Trips = group.Count(static pair => pair.Key.HasTripped),
                PeakUtilization = group.Max(static pair => pair.Key.Peak),
            })],
            Work = new PerPriority<PoweredWork>(_low.Result(waiting.Count(static task => task.Priority == Priority.Low)), _high.Result(waiting.Count(static task => task.Priority == Priority.High))),
            LawViolations = _site.Laws.ViolationCount,
            Points = _points,
            WallSeconds = wall,
        };
    }

    private static int LevelOf(PoweredDomain domain) => domain.Above is null ? 0 : 1 + LevelOf(domain.Above);

    /// <summary>Levels are called as their domains are: rack for row-1/rack-3.</summary>
    private static string NameOf(PoweredDomain domain)
    {
        string name = domain.Site.Path[(domain.Site.Path.LastIndexOf('/') + 1)..].TrimEnd("0123456789".ToCharArray()).TrimEnd('-', '_');
        return name.Length == 0 ? $"level {LevelOf(domain)}" : name;
    }

    private static double Gpus(TaskSpec task) => (double)task.TotalGpuMilli / NodeSpec.WholeGpu;

    private void AddRunning(WorkQueue queue)
    {
        foreach (RunningTask task in queue.Running)
        {
            double done = queue.WorkAt(_end) - task.WorkAtStart;
            Tally tally = Of(task.Priority);
            tally.Work += Gpus(task.Arrived.Task) * done;
            tally.Lost += Gpus(task.Arrived.Task) * (_end - task.StartedAt - done);
        }
    }

    private Tally Of(Priority priority) => priority == Priority.High ? _high : _low;

    private sealed class Tally
    {
        public int Arrived { get; set; }

        public int Refused { get; set; }

        public int Waited { get; set; }

        public int Finished { get; set; }

        public double AskedSeconds { get; set; }

        public double Work { get; set; }

        public double Lost { get; set; }

        public List<double> Waits { get; } = [];

        public List<double> Longer { get; } = [];

        public PoweredWork Result(int waiting)
        {
            Waits.Sort();
            Longer.Sort();
            return new PoweredWork
            {
                Arrived = Arrived,
                Refused = Refused,
                Placed = Waits.Count,
                PlacedAfterWaiting = Waited,
                StillWaiting = waiting,
                Finished = Finished,
                MeanWaitSeconds = Waits.Count > 0 ? Waits.Sum() / Waits.Count : 0,
                P99WaitSeconds = Waits.Count > 0 ? Waits[(int)((Waits.Count - 1) * .99)] : 0,
                GpuHoursDone = Work / 3600,
                GpuHoursLostToCaps = Lost / 3600,
                MeanLonger = Longer.Count > 0 ? Longer.Sum() / Longer.Count : 0,
                P99Longer = Longer.Count > 0 ? Longer[(int)((Longer.Count - 1) * .99)] : 0,
            };
        }
    }
}
