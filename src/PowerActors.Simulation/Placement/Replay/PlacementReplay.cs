using System.Diagnostics;
using PowerActors.Actors;
using PowerActors.Core.Placement;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Simulation.Placement.Replay;

/// <summary>
/// Tasks arrive one after the other and are placed or dropped; nothing leaves: the experiment of FGD (USENIX ATC'23) and PWR (arXiv 2412.17484).
/// </summary>
public sealed class PlacementReplay
{
    private readonly ReplayOptions _options;
    private readonly IReadOnlyList<int> _arrivals;
    private readonly PlacementCluster _cluster;
    private readonly LeastDraw _least;
    private readonly List<ReplayPoint> _points = [];

    /// <summary>Sets a replay up; nothing arrives yet.</summary>
    public PlacementReplay(ReplayOptions options)
    {
        _options = options;
        PlacementTrace trace = options.Trace;
        _arrivals = trace.Arrivals is null
            ? ArrivalOrder.Draw(trace, options.Seed, options.Inflate ?? ReplayOptions.UsualInflation)
            : ArrivalOrder.OfFile(trace, options.Inflate);
        ShapeCatalog catalog = new();
        TypicalTasks typical = TypicalTasks.Of(trace.Tasks.Select(static task => task.Spec), catalog);
        SeededRandom random = new(options.Seed);
        _cluster = new PlacementCluster(ArrivalOrder.NodesOf(trace, options.Seed), typical, catalog, options.Policy, random.Next);
        _least = new LeastDraw(trace.Nodes);
    }

    /// <summary>The cluster: its nodes in node order, its draw and fragmentation now.</summary>
    public PlacementCluster Cluster => _cluster;

    /// <summary>Tasks that will arrive.</summary>
    public int Arrivals => _arrivals.Count;

    /// <summary>Lets all tasks arrive. Once.</summary>
    /// <param name="onEvent">Told of every decision.</param>
    /// <param name="cancellation">Stops between two decisions.</param>
    public ReplayResult Execute(Action<PlacementEvent>? onEvent = null, CancellationToken cancellation = default)
    {
        long ticks = 0;
        long started = Stopwatch.GetTimestamp();
        long arrived = 0;
        int failed = 0;
        AddPoints(0);
        for (int i = 0; i < _arrivals.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            TaskSpec task = _options.Trace.Tasks[_arrivals[i]].Spec;
            TaskPlacement? placement = _cluster.Choose(task);
            if (placement is { } place)
            {
                _cluster.Place(place);
                _least.Add(task);
            }
            else
            {
                failed++;
            }

            arrived += task.TotalGpuMilli;
            AddPoints(arrived);
            if (onEvent is null)
                continue;
            ticks += Stopwatch.GetTimestamp() - started;
            onEvent(new PlacementEvent(i, task, placement, arrived, failed));
            started = Stopwatch.GetTimestamp();
        }

        ticks += Stopwatch.GetTimestamp() - started;
        return new ReplayResult
        {
            Policy = _options.Policy.Name,
            Seed = _options.Seed,
            Nodes = _cluster.Nodes.Count,
            CapacityMilli = _cluster.CapacityMilli,
            Placed = _arrivals.Count - failed,
            Failed = failed,
            WallSeconds = (double)ticks / Stopwatch.Frequency,
            Points = _points,
        };
    }

    private void AddPoints(long arrived)
    {
        long capacity = _cluster.CapacityMilli;
        while (capacity > 0 && arrived * 100 >= capacity * _points.Count)
            _points.Add(Point(_points.Count, arrived));
    }

    private ReplayPoint Point(int percent, long arrived)
    {
        double capacity = _cluster.CapacityMilli;
        double used = _cluster.UsedMilli;
        return new ReplayPoint
        {
            ArrivedPercent = percent,
            EopcWatts = _cluster.Draw.Value,
            LeastWatts = _least.Watts.Value,
            Grar = arrived > 0 ? used / arrived : double.NaN,
            AllocatedPercent = 100 * used / capacity,
            FragmentationPercent = 100 * _cluster.Fragmentation / capacity,
            FragmentationOfIdlePercent = used < capacity ? 100 * _cluster.Fragmentation / (capacity - used) : double.NaN,
            WattsPerAllocatedGpu = used > 0 ? _cluster.Draw.Value / (used / NodeSpec.WholeGpu) : double.NaN,
        };
    }
}
