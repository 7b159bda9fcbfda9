namespace PowerActors.Core.Control.Laws;

/// <summary>One observed breach of a law.</summary>
/// <param name="Law">Which.</param>
/// <param name="Where">The domain, server or GPU.</param>
/// <param name="At">When, in the run's monotonic time.</param>
/// <param name="Detail">What was seen and what should have been.</param>
public sealed record LawViolation(Law Law, string Where, TimeSpan At, string Detail);

/// <summary>
/// Counts every check of a law and keeps what broke. The same checks run in tests, in simulation and in production, where they become a metric and
/// a log line. Safe to use from several threads; a check that holds costs one increment.
/// </summary>
public sealed class LawLedger
{
    private const int KeptViolations = 100;
    private readonly long[] _checks = new long[Enum.GetValues<Law>().Length];
    private readonly long[] _broken = new long[Enum.GetValues<Law>().Length];
    private readonly List<LawViolation> _violations = [];
    private long _violationCount;

    /// <summary>Raised for each breach, on the thread that saw it.</summary>
    public event Action<LawViolation>? Violated;

    /// <summary>How often any law was checked.</summary>
    public long TotalChecks
    {
        get
        {
            long sum = 0;
            foreach (long checks in _checks)
                sum += checks;
            return sum;
        }
    }

    /// <summary>How many breaches there were, including those no longer kept.</summary>
    public long ViolationCount => Interlocked.Read(ref _violationCount);

    /// <summary>The first hundred breaches.</summary>
    public IReadOnlyList<LawViolation> Violations
    {
        get
        {
            lock (_violations)
                return [.. _violations];
        }
    }

    /// <summary>How often one law was checked.</summary>
    public long ChecksOf(Law law) => Volatile.Read(ref _checks[(int)law]);

    /// <summary>How many breaches of one law there were.</summary>
    public long ViolationsOf(Law law) => Interlocked.Read(ref _broken[(int)law]);

    /// <summary>Counts a check. Call <see cref="Violate"/> when this returns false.</summary>
    /// <returns><paramref name="holds"/>, so that the caller builds a message only for a breach.</returns>
    public bool Check(Law law, bool holds)
    {
        // Not interlocked: a lost count under contention is harmless, an atomic operation per reading is not.
        _checks[(int)law]++;
        return holds;
    }

    /// <summary>Records a breach.</summary>
    public void Violate(Law law, string where, TimeSpan at, string detail)
    {
        Interlocked.Increment(ref _violationCount);
        Interlocked.Increment(ref _broken[(int)law]);
        LawViolation violation = new(law, where, at, detail);
        lock (_violations)
        {
            if (_violations.Count < KeptViolations)
                _violations.Add(violation);
        }

        Violated?.Invoke(violation);
    }
}
