using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Hints;

/// <summary>How phase hints stand. Immutable.</summary>
/// <param name="Ceiling">What is wished for; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="Gpus">Which GPUs it is for: one flag each.</param>
/// <param name="Phase">The phase that counts; empty for none, <c>?</c> for one that the plan does not name.</param>
/// <param name="Changes">Changes of the ceiling since the start.</param>
public sealed record HintStanding(Megahertz Ceiling, IReadOnlyList<bool> Gpus, string Phase, long Changes)
{
    /// <summary>What is wished for one GPU.</summary>
    public Megahertz For(int gpu) => Gpus[gpu] ? Ceiling : Megahertz.Unlimited;
}

/// <summary>
/// Brings the hints of all processes of the host before the law, one at a time, and says what came of it. A hint that changes nothing costs a lock and a few comparisons. Thread-safe.
/// </summary>
/// <param name="options">Settings; the plan made for this host's GPUs.</param>
/// <param name="gpus">How many GPUs the server has.</param>
/// <param name="time">Monotonic time, and the timer for what time alone changes.</param>
/// <param name="publish">Hears of every change of the ceiling. Called within the lock, so it must not wait.</param>
internal sealed class HintDesk(HintOptions options, int gpus, TimeProvider time, Action<HintStanding> publish) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HostPhases _host = new(options.Plan);
    private readonly int[] _users = new int[gpus];
    private PhaseLaw _law = new(options.Plan, options.Settings, gpus);
    private ITimer? _timer;
    private TimeSpan _timerAt = TimeSpan.MaxValue;
    private int _named = gpus;
    private long _earlierChanges;
    private TimeSpan _lastChange = TimeSpan.MinValue;
    private int _nextSource;
    private bool _isDisposed;

    /// <summary>How it stands now.</summary>
    public HintStanding Standing
    {
        get
        {
            lock (_gate)
                return Stand();
        }
    }

    /// <summary>A process begins to give hints.</summary>
    /// <param name="wanted">Its GPUs.</param>
    /// <returns>Its number.</returns>
    public int Join(IReadOnlyList<int> wanted)
    {
        lock (_gate)
        {
            int source = _nextSource++;
            foreach (int gpu in wanted)
                _users[gpu]++;
            _host.Enter(source, PhaseLaw.None);
            Resize();
            Publish();
            return source;
        }
    }

    /// <summary>A process is in a phase.</summary>
    /// <param name="source">Its number.</param>
    /// <param name="phase">An index into the plan, or what the law has for none.</param>
    public void Enter(int source, int phase)
    {
        lock (_gate)
        {
            if (!_host.Enter(source, phase))
                return;
            TimeSpan now = Now;
            Tell(_law.Enter(_host.Effective, now), now);
        }
    }

    /// <summary>A process has gone, and its hints with it.</summary>
    public void Leave(int source, IReadOnlyList<int> wanted)
    {
        lock (_gate)
        {
            foreach (int gpu in wanted)
                _users[gpu]--;
            _host.Leave(source);
            TimeSpan now = Now;
            // Nobody is left who could say that a phase has ended: no lingering.
            bool changed = _law.Enter(_host.Sources == 0 ? PhaseLaw.Unplanned : _host.Effective, now);
            Tell(changed, now);
            if (!changed)
                Publish();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Where other GPUs than before are named, a change takes another time: the law begins anew, at the highest clock. Only as processes come and go.</summary>
    private void Resize()
    {
        int named = Math.Max(1, _users.Count(static users => users > 0));
        if (named == _named || _law.Ceiling < Megahertz.Unlimited || (_law.Changes > 0 && Now - _lastChange < TimeSpan.FromSeconds(1)))
            return; // Not while it holds something, nor while what it counts of its budget must not be forgotten.
        _named = named;
        _earlierChanges += _law.Changes;
        _law = new PhaseLaw(options.Plan, options.Settings, named);
        _law.Enter(_host.Effective, Now);
    }

    private void Publish() => publish(Stand());

    private HintStanding Stand()
    {
        string phase = _law.Phase switch
        {
            PhaseLaw.None => "",
            PhaseLaw.Unplanned => _host.Sources == 0 ? "" : "?",
            var known => options.Plan.Phases[known].Name,
        };
        return new HintStanding(_law.Ceiling, [.. _users.Select(static users => users > 0)], phase, _earlierChanges + _law.Changes);
    }

    private void Tell(bool changed, TimeSpan now)
    {
        if (changed)
        {
            _lastChange = now;
            Publish();
        }

        Schedule(now);
    }

    private void Schedule(TimeSpan now)
    {
        if (_law.NextAt == _timerAt || _isDisposed)
            return;
        _timerAt = _law.NextAt;
        _timer ??= time.CreateTimer(static desk => ((HintDesk)desk!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        TimeSpan wait = _timerAt == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, (_timerAt - now).TotalMilliseconds)));
        _timer.Change(wait, Timeout.InfiniteTimeSpan); // Timers know whole milliseconds: one that fires early would fire again and again.
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            TimeSpan now = Now;
            _timerAt = TimeSpan.MaxValue;
            Tell(_law.NextAt <= now && _law.Look(now), now);
        }
    }
}
