namespace PowerActors.Core.Energy.Phases;

/// <summary>Counts changes so that no more than a number fall within any second.</summary>
internal sealed class SwitchBudget(int most)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly TimeSpan[] _times = [.. Enumerable.Repeat(TimeSpan.MinValue, most)];
    private int _next;

    /// <summary>True when a number of changes could be made now.</summary>
    public bool Allows(int changes, TimeSpan now)
    {
        TimeSpan time = _times[(_next + changes - 1) % most]; // the oldest but changes - 1
        return time == TimeSpan.MinValue || now - time >= Window;
    }

    /// <summary>When that will be so.</summary>
    public TimeSpan AllowsAt(int changes) => _times[(_next + changes - 1) % most] is var time && time == TimeSpan.MinValue ? TimeSpan.MinValue : time + Window;

    public void Take(TimeSpan now)
    {
        _times[_next] = now;
        _next = (_next + 1) % most;
    }
}
