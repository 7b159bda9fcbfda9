using System.Diagnostics;
using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Replay;
using PowerActors.Simulation.Placement.Timed;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>
/// Tasks come and go at the times of the trace on nodes under power domains. Domains climb their ladder when their nodes draw too much, and what they cap takes longer. A task that finds no
/// node waits; those that wait are tried again in order of arrival when tasks have left or power has freed up, and one that fits goes ahead of one that does not.
/// </summary>
/// <remarks>Work of the class LS or Guaranteed is of high priority, all other of low.</remarks>
public sealed class PoweredReplay
{
    private const int RetryEvery = 5; // ticks: the power tree frees up without anything leaving
    private readonly PoweredOptions _options;
    private readonly List<ArrivingTask> _arrivals;
    private readonly PlacementCluster _cluster;
    private readonly PoweredSite _site;
    private readonly PowerAwarePlacement _placement;
    private readonly PoweredFigures _figures;
    private readonly Queue<(double At, RunningTask Task)> _starting = new();
    private readonly LinkedList<ArrivingTask> _waiting = [];
    private readonly HashSet<TaskSpec> _hopeless = [];
    private readonly double _end;
    private long _number;
    private bool _hasLeft;

    /// <summary>Sets a replay up.</summary>
    /// <param name="options">What to replay.</param>
    /// <exception cref="InputException">A task has no times.</exception>
    public PoweredReplay(PoweredOptions options)
    {
        _options = options;
        PlacementTrace trace = options.Trace;
        _arrivals = [.. TimedArrivals.Of(trace, options.Load, options.Repeat).Select(static arrival => new ArrivingTask(arrival.At, arrival.Seconds, arrival.Task.Spec, PriorityOf(arrival.Task)))];
        _end = _arrivals.Count > 0 ? _arrivals[^1].At : 0;
        ShapeCatalog catalog = new();
        TypicalTasks typical = TypicalTasks.Of(trace.Tasks.Select(static task => task.Spec), catalog);
        SeededRandom random = new(options.Seed);
        IReadOnlyList<NodeSpec> nodes = ArrivalOrder.NodesOf(trace, options.Seed);
        Dictionary<string, int> domainOf = trace.Nodes.Select((node, at) => (node.Name, Domain: options.Site.DomainOfNode[at])).ToDictionary(StringComparer.Ordinal);
        int[] domains = [.. nodes.Select(node => domainOf[node.Name])];
        _cluster = new PlacementCluster(nodes, typical, catalog, options.Policy, random.Next, domains);
        foreach (TaskSpec task in trace.Tasks.Select(static task => task.Spec))
        {
            if (_cluster.Choose(task) is null)
                _hopeless.Add(task);
        }

        _site = new PoweredSite(options, nodes, domains, rank => _cluster.StateOf(rank).Shape);
        _placement = new PowerAwarePlacement(_cluster, _site.Ledger, options.Heed);
        _figures = new PoweredFigures(_site, _cluster, _end, Math.Max(1, options.Points));
    }

    /// <summary>The priority of a task: that of its class of service.</summary>
    public static Priority PriorityOf(TraceTask task) => task.Qos is "LS" or "Guaranteed" ? Priority.High : Priority.Low;

    /// <summary>Lets everything come and go, until the last task has arrived. Once.</summary>
    /// <param name="progress">Told how many tasks of how many have arrived.</param>
    /// <param name="cancellation">Stops between two telemetry periods.</param>
    public PoweredResult Execute(Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        long started = Stopwatch.GetTimestamp();
        double period = _options.Timing.Telemetry.TotalSeconds;
        int arrived = 0;
        _site.Tick(0);
        for (long tick = 1; (tick - 1) * period < _end; tick++)
        {
            cancellation.ThrowIfCancellationRequested();
            double until = Math.Min(tick * period, _end);
            arrived = LiveUntil(until, arrived);
            _site.Tick(until);
            if (_waiting.Count > 0 && (_hasLeft || tick % RetryEvery == 0))
                Retry(until);
            _figures.Advance(until, _waiting.Count);
            progress?.Invoke(arrived, _arrivals.Count);
        }

        return _figures.Result(_options, _waiting, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    // Everything that happens up to a moment, in order of time.
    private int LiveUntil(double until, int arrived)
    {
        while (true)
        {
            double arrives = arrived < _arrivals.Count ? _arrivals[arrived].At : double.PositiveInfinity;
            double starts = _starting.TryPeek(out (double At, RunningTask Task) first) ? first.At : double.PositiveInfinity;
            (double ends, WorkQueue? queue) = NextEnd();
            double next = Math.Min(arrives, Math.Min(starts, ends));
            if (next > until || double.IsPositiveInfinity(next))
                return arrived;
            if (next == ends)
                End(queue!.End(next), next);
            else if (next == starts)
                Start(_starting.Dequeue().Task, next);
            else
                Arrive(_arrivals[arrived++], next);
        }
    }

    private (double At, WorkQueue? Queue) NextEnd()
    {
        double at = _site.OnCpu.NextEnd;
        WorkQueue? queue = _site.OnCpu;
        foreach (PerPriority<WorkQueue> queues in _site.Queues)
        {
            (at, queue) = queues.Low.NextEnd < at ? (queues.Low.NextEnd, queues.Low) : (at, queue);
            (at, queue) = queues.High.NextEnd < at ? (queues.High.NextEnd, queues.High) : (at, queue);
        }

        return (at, queue);
    }

    private void Arrive(ArrivingTask task, double now)
    {
        _figures.Arrived(task, _hopeless.Contains(task.Task));
        if (!_hopeless.Contains(task.Task) && !TryPlace(task, now))
            _waiting.AddLast(task);
    }

    private bool TryPlace(ArrivingTask task, double now)
    {
        TimeSpan time = TimeSpan.FromSeconds(now);
        if (_placement.Choose(task.Task, task.Priority, time) is not { } placement)
            return false;
        NodeState before = _cluster.StateOf(placement.Rank);
        _cluster.Place(placement);
        NodeState after = _cluster.StateOf(placement.Rank);
        RunningTask running = new(task, placement, now, _number++);
        _site.Ledger.Note(running.Id, placement.Rank, after.CpuDraw + after.GpuDraw - before.CpuDraw - before.GpuDraw, time);
        _starting.Enqueue((now + _options.StartUp.TotalSeconds, running));
        _figures.Placed(running);
        return true;
    }

    private void Start(RunningTask task, double now)
    {
        task.StartedAt = now;
        _site.Change(task, +1);
        _site.QueueOf(task).Start(task, now);
    }

    private void End(RunningTask task, double now)
    {
        _site.Change(task, -1);
        _site.Ledger.Forget(task.Id, TimeSpan.FromSeconds(now));
        _cluster.Release(task.Placement);
        _figures.Ended(task, now);
        _hasLeft = true;
    }

    private void Retry(double now)
    {
        _hasLeft = false;
        HashSet<(int, int, int, int, string, Priority)> failed = [];
        for (LinkedListNode<ArrivingTask>? node = _waiting.First; node is not null;)
        {
            LinkedListNode<ArrivingTask>? next = node.Next;
            TaskSpec task = node.Value.Task;
            (int, int, int, int, string, Priority) kind = (task.CpuMilli, task.MemoryMib, task.GpuCount, task.GpuMilli, task.Models, node.Value.Priority);
            if (!failed.Contains(kind))
            {
                if (TryPlace(node.Value, now))
                    _waiting.Remove(node);
                else
                    failed.Add(kind);
            }

            node = next;
        }
    }
}
