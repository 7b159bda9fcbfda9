namespace PowerActors.Actors;

/// <summary>How long restarts wait: exponentially longer with each failure in a row.</summary>
/// <param name="Min">The wait before the first restart, zero or more.</param>
/// <param name="Max">The longest wait, before jitter.</param>
/// <param name="Factor">By what each wait is longer than the one before; 1 or more.</param>
/// <param name="Jitter">
/// The wait is lengthened by a random share between zero and this (0.2: up to a fifth), from the system's seed, so that actors
/// which failed together do not come back together.
/// </param>
public sealed record Backoff(TimeSpan Min, TimeSpan Max, double Factor = 2, double Jitter = 0.2)
{
    /// <summary>Restart at once.</summary>
    public static Backoff None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>An actor that ran this long since its last restart counts as healthy: its next failure is the first again. Default: <see cref="Max"/>.</summary>
    public TimeSpan ResetAfter { get; init; } = Max;

    /// <summary>The wait before restart number <paramref name="consecutive"/> (1 for the first).</summary>
    internal TimeSpan Delay(int consecutive, ref SeededRandom random)
    {
        if (Max <= TimeSpan.Zero)
            return TimeSpan.Zero;

        // Multiplied out, not Math.Pow: the same wait on every machine.
        double ticks = Min.Ticks;
        for (int i = 1; i < consecutive && ticks < Max.Ticks; i++)
            ticks *= Factor;

        return new TimeSpan((long)(Math.Min(ticks, Max.Ticks) * (1 + (Jitter * random.NextDouble()))));
    }
}

/// <summary>Counts one actor's restarts.</summary>
internal sealed class RestartCount
{
    private int _inWindow;
    private int _consecutive;
    private TimeSpan _windowStart;
    private TimeSpan _runningSince;

    /// <summary>Counts a restart; false when it is one too many.</summary>
    public bool TryRestart(SupervisorStrategy strategy, TimeSpan now, ref SeededRandom random, out TimeSpan delay)
    {
        if (_inWindow == 0 || now - _windowStart > strategy.Window)
        {
            _inWindow = 0;
            _windowStart = now;
        }

        _consecutive = now - _runningSince >= strategy.Backoff.ResetAfter ? 1 : _consecutive + 1;
        delay = strategy.Backoff.Delay(_consecutive, ref random);
        return ++_inWindow <= strategy.MaxRestarts || strategy.MaxRestarts < 0;
    }

    public void OnRunning(TimeSpan now) => _runningSince = now;
}
