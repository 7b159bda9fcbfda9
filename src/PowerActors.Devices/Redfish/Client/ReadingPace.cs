namespace PowerActors.Devices.Redfish.Client;

/// <summary>
/// How often a controller is read, given how long it takes to answer: as often as wished while it answers within the objective, less and less often while it does not. Pure; a value that is
/// replaced by the next one.
/// </summary>
/// <param name="Wished">The interval when all is well, above zero.</param>
/// <param name="Objective">An answer that takes longer is too slow.</param>
/// <param name="Longest">The longest interval.</param>
/// <param name="Interval">The interval now.</param>
public readonly record struct ReadingPace(TimeSpan Wished, TimeSpan Objective, TimeSpan Longest, TimeSpan Interval)
{
    /// <summary>A pace that starts at the wished interval.</summary>
    /// <param name="wished">The interval when all is well.</param>
    /// <param name="objective">An answer that takes longer is too slow.</param>
    /// <param name="longest">The longest interval; at least the wished one.</param>
    public static ReadingPace Start(TimeSpan wished, TimeSpan objective, TimeSpan longest) => new(wished, objective, longest > wished ? longest : wished, wished);

    /// <summary>True while readings come less often than wished.</summary>
    public bool IsSlowed => Interval > Wished;

    /// <summary>
    /// The pace after one round of readings. Slow: twice the interval, and never more than half of the time spent reading. In time: three quarters of the interval, so that it takes several
    /// good rounds to undo a bad one.
    /// </summary>
    /// <param name="slowest">How long the slowest answer of the round took; a failure counts as the time spent on it.</param>
    /// <param name="round">How long the whole round took.</param>
    public ReadingPace After(TimeSpan slowest, TimeSpan round)
    {
        TimeSpan next = slowest > Objective ? Interval * 2 : Interval * .75;
        if (next < round * 2 && slowest > Objective)
            next = round * 2;
        if (next > Longest)
            next = Longest;
        return this with { Interval = next > Wished ? next : Wished };
    }
}
