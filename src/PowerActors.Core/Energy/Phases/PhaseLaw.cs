using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Phases;

/// <summary>
/// Which ceiling a host's GPUs have, given the phase that its job is in. The clock of a phase is set when the phase will last long enough to be worth it; a phase that needs a higher clock than the
/// one there is gets it at once, whatever it costs. Deterministic: time is passed in. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>A host has one driver lock: a change sets all GPUs, one after the other, and takes L = switch time · GPUs + settle. For that long the work goes on at the clock before.</para>
/// <para>Between phases that are worth a change the ceiling is <em>home</em>: the highest clock of the plan, at which no phase is slower than planned; before the job has been in its phases for long enough
/// to pay for going there, and whenever it is in none that the plan knows, the baseline's clock.</para>
/// <para>From home h a phase of clock f is worth a change when it will last for D with
/// D ≥ L · (h/f − 1) / loss, so that the raise that must follow, for whose time the next phase runs at f, costs no more than that share of the time, and
/// rate · (D − L) ≥ 2 · E + P · L · (h/f − 1), so that what is saved pays for two changes of energy E and for what runs slowly meanwhile at up to P, the greatest mean power of any phase.
/// The rate is what the plan saves per millisecond against the baseline b, less the part that home saves already. That part is not measured: energy over clock is taken for a parabola with its lowest point at f,
/// so that ((h − f) / (b − f))² of the saving is left.</para>
/// <para>Two of the budget's changes are reserved by whoever lowers, for itself and for the raise: a raise is never refused.</para>
/// </remarks>
public sealed class PhaseLaw
{
    /// <summary>The job is in no phase.</summary>
    public const int None = -2;

    /// <summary>The job is in a phase that the plan does not name.</summary>
    public const int Unplanned = -1;

    private const double MostTicks = TimeSpan.TicksPerDay;

    private readonly PhasePlan _plan;
    private readonly PhaseSettings _settings;
    private readonly double _latency;
    private readonly double _power;
    private readonly Megahertz _resting;
    private readonly double _stretchNeeded;
    private readonly PhaseDwell[] _dwells;
    private readonly double[] _neededFromBaseline;
    private readonly double[] _neededFromResting;
    private readonly SwitchBudget _budget;
    private TimeSpan _enteredAt;
    private TimeSpan _stretchFrom;
    private TimeSpan _noneSince;

    /// <summary>A law whose host is at the baseline's clock and in no phase.</summary>
    /// <param name="plan">The plan, for this host's GPUs (<see cref="PhasePlan.For"/>).</param>
    /// <param name="settings">Costs and limits.</param>
    /// <param name="gpus">GPUs that one change sets, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The plan still has an automatic clock, or a number is out of range.</exception>
    public PhaseLaw(PhasePlan plan, PhaseSettings settings, int gpus)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gpus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Budget, 2, nameof(settings));
        if (!double.IsFinite(plan.Baseline.Value))
            throw new ArgumentOutOfRangeException(nameof(plan), "the plan's baseline has no clock yet");
        _plan = plan;
        _settings = settings;
        Latency = (settings.SwitchTime * gpus) + settings.Settle;
        _latency = Latency.TotalSeconds;
        _resting = plan.Resting;
        _power = plan.Phases.Max(static phase => phase.BaselineEnergyMj / phase.BaselineTimeMs);
        _dwells = new PhaseDwell[plan.Phases.Count];
        _neededFromBaseline = [.. plan.Phases.Select(phase => Needed(phase, plan.Baseline))];
        _neededFromResting = [.. plan.Phases.Select(phase => Needed(phase, _resting))];
        _stretchNeeded = _resting >= plan.Baseline ? double.PositiveInfinity : _latency + (_latency * ((plan.Baseline / _resting) - 1) / settings.TimeLoss);
        _budget = new SwitchBudget(settings.Budget);
        Level = plan.Baseline;
        Phase = None;
        _noneSince = _stretchFrom = TimeSpan.MinValue;
    }

    /// <summary>How long a change takes until it is in force on all GPUs.</summary>
    public TimeSpan Latency { get; }

    /// <summary>The ceiling that is wished for; <see cref="Megahertz.Unlimited"/> for none.</summary>
    public Megahertz Ceiling => Level >= _plan.Baseline ? Megahertz.Unlimited : Level;

    /// <summary>The phase that counts: an index into the plan, <see cref="None"/> or <see cref="Unplanned"/>.</summary>
    public int Phase { get; private set; }

    /// <summary>When to look again though nothing was said; <see cref="TimeSpan.MaxValue"/> for not at all.</summary>
    public TimeSpan NextAt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Changes of the ceiling so far.</summary>
    public long Changes { get; private set; }

    /// <summary>How long a phase must last to be worth a change from the highest clock of the plan, seconds; infinite where it never is.</summary>
    /// <param name="phase">Index into the plan.</param>
    public double NeededSeconds(int phase) => _neededFromResting[phase];

    private Megahertz Level { get; set; }

    /// <summary>The job says in which phase it is.</summary>
    /// <param name="phase">An index into the plan, <see cref="None"/> or <see cref="Unplanned"/>.</param>
    /// <param name="now">Monotonic time.</param>
    /// <returns>True when the ceiling has changed.</returns>
    public bool Enter(int phase, TimeSpan now)
    {
        if (phase == None)
        {
            if (_noneSince != TimeSpan.MinValue || Phase == None)
                return false;
            _noneSince = now;
            return Look(now);
        }

        _noneSince = TimeSpan.MinValue;
        if (phase == Phase)
            return now >= NextAt && Look(now);
        Begin(phase, now);
        return Look(now);
    }

    /// <summary>Looks whether time alone has changed anything. Call it at <see cref="NextAt"/>.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <returns>True when the ceiling has changed.</returns>
    public bool Look(TimeSpan now)
    {
        NextAt = TimeSpan.MaxValue;
        if (_noneSince != TimeSpan.MinValue)
        {
            if (now - _noneSince >= _settings.Linger)
                Begin(None, now);
            else
                LookAgainAt(_noneSince + _settings.Linger);
        }

        Megahertz before = Level;
        if (Phase < 0)
            MoveTo(_plan.Baseline, now);
        else
            Choose(now);
        return Level != before;
    }

    private void Begin(int phase, TimeSpan now)
    {
        if (Phase >= 0)
            _dwells[Phase].Note((_noneSince == TimeSpan.MinValue ? now : _noneSince) - _enteredAt, _settings);
        if (phase < 0)
            _stretchFrom = TimeSpan.MinValue;
        else if (Phase < 0)
            _stretchFrom = now;
        if (phase == None)
            _noneSince = TimeSpan.MinValue;
        Phase = phase;
        _enteredAt = now;
    }

    private void Choose(TimeSpan now)
    {
        Megahertz home = Home(now);
        Megahertz clock = _plan.Phases[Phase].Clock;
        if (IsWorth(home, now))
            MoveTo(clock, now);
        else if (Level < clock || Level > home)
            MoveTo(home, now);
    }

    private Megahertz Home(TimeSpan now)
    {
        if (double.IsPositiveInfinity(_stretchNeeded))
            return _plan.Baseline;
        TimeSpan at = _stretchFrom + TimeSpan.FromTicks((long)Math.Min(MostTicks, Math.Ceiling(_stretchNeeded * TimeSpan.TicksPerSecond)));
        if (now >= at || Level <= _resting)
            return _resting; // Where it is already, it need not be paid for again.
        LookAgainAt(at);
        return _plan.Baseline;
    }

    private bool IsWorth(Megahertz home, TimeSpan now)
    {
        ref PhaseDwell dwell = ref _dwells[Phase];
        Megahertz clock = _plan.Phases[Phase].Clock;
        if (Level == clock)
            return true;
        double needed = (home == _resting ? _neededFromResting : _neededFromBaseline)[Phase];
        if (double.IsPositiveInfinity(needed))
            return dwell.IsWorth = false;
        double strict = needed * (1 + _settings.Hysteresis);
        if (dwell.Remaining(now - _enteredAt, _settings) >= (dwell.IsWorth ? needed : strict))
            return dwell.IsWorth = true;
        dwell.IsWorth = false;
        TimeSpan later = _enteredAt + TimeSpan.FromTicks((long)Math.Min(MostTicks, Math.Ceiling(strict * TimeSpan.TicksPerSecond)));
        if (later > now)
            LookAgainAt(later); // By then it has lasted so long that it may be taken to last as long again.
        return false;
    }

    private double Needed(PhaseChoice phase, Megahertz home)
    {
        if (phase.Clock >= home || _plan.Baseline <= phase.Clock)
            return double.PositiveInfinity;
        double slow = (home / phase.Clock) - 1;
        double left = (home - phase.Clock) / (_plan.Baseline - phase.Clock);
        double rate = (phase.BaselineEnergyMj - phase.EnergyMj) * left * left / phase.TimeMs;
        if (!(rate > 0))
            return double.PositiveInfinity;
        double paid = ((2 * _settings.SwitchEnergyMj) + (_power * _latency * 1e3 * slow)) / rate / 1e3;
        return Math.Max(_latency + paid, _latency * slow / _settings.TimeLoss);
    }

    private void MoveTo(Megahertz level, TimeSpan now)
    {
        if (level == Level)
            return;
        bool isLast = level >= _plan.Baseline; // nothing is left to be raised after it
        int reserve = isLast ? 1 : 2;
        if (!_budget.Allows(reserve, now))
        {
            LookAgainAt(_budget.AllowsAt(reserve));
            if (level < Level)
                return;
            level = _plan.Baseline; // A raise that leaves nothing for another goes all the way.
        }

        _budget.Take(now);
        Level = level;
        Changes++;
    }

    private void LookAgainAt(TimeSpan at)
    {
        if (at < NextAt)
            NextAt = at;
    }
}
