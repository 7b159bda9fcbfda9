using System.Diagnostics;
using PowerActors.Actors;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Replay;

namespace PowerActors.Simulation.Placement.Timed;

/// <summary>
/// Tasks come and go at the times of the trace. One that fits nowhere waits; whenever a task leaves, those that wait are tried again in order of arrival, and one that fits goes ahead of one
/// that does not. A task runs for as long as in the trace, from when it was placed.
/// </summary>
public sealed class TimedReplay
{
    private readonly TimedOptions _options;
    private readonly List<(double At, double Runs, TaskSpec Task)> _arrivals;
    private readonly PlacementCluster _cluster;
    private readonly PriorityQueue<Running, (double At, long Sequence)> _departures = new();
    private readonly List<Running>[] _onNode;
    private readonly LinkedList<(double At, double Runs, TaskSpec Task)> _waiting = [];
    private readonly HashSet<TaskSpec> _hopeless = [];
    private readonly List<double> _waits = [];
    private readonly TimeMeans _means;
    private long _waitingMilli;
    private long _sequence;
    private int _moves;

    /// <summary>Sets a replay up.</summary>
    /// <param name="options">What to replay.</param>
    /// <exception cref="InputException">A task has no times.</exception>
    public TimedReplay(TimedOptions options)
    {
        _options = options;
        _arrivals = [.. TimedArrivals.Of(options.Trace, options.Load, options.Repeat).Select(static arrival => (arrival.At, arrival.Seconds, arrival.Task.Spec))];
        ShapeCatalog catalog = new();
        TypicalTasks typical = TypicalTasks.Of(options.Trace.Tasks.Select(static task => task.Spec), catalog);
        SeededRandom random = new(options.Seed);
        _cluster = new PlacementCluster(ArrivalOrder.NodesOf(options.Trace, options.Seed), typical, catalog, options.Policy, random.Next);
        foreach (TaskSpec task in options.Trace.Tasks.Select(static task => task.Spec))
        {
            if (_cluster.Choose(task) is null) // nothing runs yet: where it fits now is where it can ever fit
                _hopeless.Add(task);
        }

        _onNode = options.Consolidate is null ? [] : [.. _cluster.Nodes.Select(static _ => new List<Running>())];
        _means = new TimeMeans(_cluster, _arrivals.Count > 0 ? _arrivals[^1].At : 0, Math.Max(1, options.Points));
    }

    /// <summary>The cluster.</summary>
    public PlacementCluster Cluster => _cluster;

    /// <summary>Lets everything come and go, until the last task has arrived. Once.</summary>
    /// <param name="progress">Told how many tasks of how many have arrived.</param>
    /// <param name="cancellation">Stops between two events.</param>
    public TimedResult Execute(Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        long started = Stopwatch.GetTimestamp();
        int refused = 0;
        for (int i = 0; i < _arrivals.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            (double at, _, TaskSpec task) = _arrivals[i];
            LeaveUntil(at);
            _means.Advance(at, _waitingMilli, _waiting.Count);
            if (_hopeless.Contains(task))
            {
                refused++;
            }
            else if (!TryPlace(_arrivals[i], at))
            {
                _waiting.AddLast(_arrivals[i]);
                _waitingMilli += task.TotalGpuMilli;
            }

            progress?.Invoke(i + 1, _arrivals.Count);
        }

        return Result(refused, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private void LeaveUntil(double time)
    {
        while (_departures.TryPeek(out Running? task, out (double At, long Sequence) leaves) && leaves.At <= time)
        {
            _departures.Dequeue();
            if (task.End > leaves.At)
                continue; // it was moved and leaves later
            _means.Advance(leaves.At, _waitingMilli, _waiting.Count);
            _cluster.Release(task.Placement);
            if (_onNode.Length > 0)
            {
                _onNode[task.Placement.Rank].Remove(task);
                Consolidate(task.Placement.Rank, leaves.At);
            }

            bool more = _departures.TryPeek(out _, out (double At, long Sequence) next) && next.At <= leaves.At;
            if (!more)
                Retry(leaves.At);
        }
    }

    private void Consolidate(int rank, double now)
    {
        List<Running> left = _onNode[rank];
        if (left.Count == 0 || left.Exists(task => task.End - now < 5 * _options.MoveSeconds))
            return;
        Running[] tasks = [.. left];
        if (Consolidation.TryMove(_cluster, [.. tasks.Select(static task => task.Placement)], _options.Consolidate!.Value) is not { } moved)
            return;
        for (int i = 0; i < tasks.Length; i++)
        {
            if (moved[i] == tasks[i].Placement)
                continue;
            _moves++;
            left.Remove(tasks[i]);
            tasks[i].Placement = moved[i];
            tasks[i].End += _options.MoveSeconds;
            _onNode[moved[i].Rank].Add(tasks[i]);
            _departures.Enqueue(tasks[i], (tasks[i].End, _sequence++));
        }
    }

    private void Retry(double now)
    {
        if (_waiting.Count == 0)
            return;
        HashSet<(int, int, int, int, string)> failed = [];
        for (LinkedListNode<(double At, double Runs, TaskSpec Task)>? node = _waiting.First; node is not null;)
        {
            LinkedListNode<(double At, double Runs, TaskSpec Task)>? next = node.Next;
            TaskSpec task = node.Value.Task;
            (int, int, int, int, string) kind = (task.CpuMilli, task.MemoryMib, task.GpuCount, task.GpuMilli, task.Models);
            if (!failed.Contains(kind))
            {
                if (TryPlace(node.Value, now))
                {
                    _waitingMilli -= task.TotalGpuMilli;
                    _waiting.Remove(node);
                }
                else
                {
                    failed.Add(kind);
                }
            }

            node = next;
        }
    }

    private bool TryPlace((double At, double Runs, TaskSpec Task) arrival, double now)
    {
        if (_cluster.Choose(arrival.Task) is not { } placement)
            return false;
        _cluster.Place(placement);
        Running running = new() { Placement = placement, End = now + arrival.Runs };
        _departures.Enqueue(running, (running.End, _sequence++));
        if (_onNode.Length > 0)
            _onNode[placement.Rank].Add(running);
        _waits.Add(now - arrival.At);
        return true;
    }

    private TimedResult Result(int refused, double wall)
    {
        _waits.Sort();
        return new TimedResult
        {
            Policy = _options.Policy.Name,
            Seed = _options.Seed,
            Arrived = _arrivals.Count,
            Placed = _waits.Count,
            PlacedAfterWaiting = _waits.Count(static wait => wait > 0),
            StillWaiting = _waiting.Count,
            Refused = refused,
            Moves = _moves,
            MeanWaitSeconds = _waits.Count > 0 ? _waits.Sum() / _waits.Count : 0,
            P99WaitSeconds = _waits.Count > 0 ? _waits[(int)((_waits.Count - 1) * .99)] : 0,
            MaxWaitSeconds = _waits.Count > 0 ? _waits[^1] : 0,
            EnergyMegawattHours = _means.EnergyJoules / 3.6e9,
            GpuHours = _means.GpuSeconds / 3600,
            Seconds = _arrivals.Count > 0 ? _arrivals[^1].At : 0,
            Mean = _means.Mean,
            Points = _means.Points,
            WallSeconds = wall,
        };
    }

    private sealed class Running
    {
        public TaskPlacement Placement { get; set; }

        public double End { get; set; }
    }
}
