namespace PowerActors.Simulation.Placement.Powered;

/// <summary>Tasks that all work at one speed, which may change: each ends when the work done since it began is its own.</summary>
internal sealed class WorkQueue
{
    private readonly PriorityQueue<RunningTask, (double Work, long Sequence)> _tasks = new();
    private double _work;
    private double _at;
    private double _speed = 1;
    private long _sequence;

    /// <summary>When the next task ends if the speed stays; infinite where none runs.</summary>
    public double NextEnd => _tasks.TryPeek(out _, out (double Work, long Sequence) end) ? _at + (Math.Max(0, end.Work - _work) / _speed) : double.PositiveInfinity;

    /// <summary>Work of one task since the start of time, seconds at full speed.</summary>
    public double WorkAt(double now) => _work + (_speed * (now - _at));

    /// <summary>Another speed from now on, above 0.</summary>
    public void SetSpeed(double speed, double now)
    {
        if (speed == _speed)
            return;
        Advance(now);
        _speed = speed;
    }

    /// <summary>A task begins.</summary>
    public void Start(RunningTask task, double now)
    {
        Advance(now);
        task.WorkAtStart = _work;
        _tasks.Enqueue(task, (_work + task.Seconds, _sequence++));
    }

    /// <summary>Takes the task that ends first.</summary>
    public RunningTask End(double now)
    {
        Advance(now);
        return _tasks.Dequeue();
    }

    /// <summary>The tasks that run.</summary>
    public IEnumerable<RunningTask> Running => _tasks.UnorderedItems.Select(static item => item.Element);

    private void Advance(double now)
    {
        _work = WorkAt(now);
        _at = now;
    }
}
