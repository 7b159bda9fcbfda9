using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// What a domain takes its power to be: the larger of its own meter and the sum of its children, so that no single sensor talks it into optimism. While the
/// meter is silent, the last ratio by which it stood above the sum is kept, so that losing it loosens nothing (law P3).
/// </summary>
/// <param name="MeterAt">When the meter last answered sense.</param>
/// <param name="Metered">What it said.</param>
/// <param name="Excess">Meter over sum at that time, at least 1; infinite where the sum was 0.</param>
public readonly record struct PowerEstimate(TimeSpan MeterAt, Watts Metered, double Excess)
{
    /// <summary>
    /// A meter that stood further above its children than this was counting something else, which does not grow with them: without the meter it is carried on as a
    /// constant number of watts, not as a ratio.
    /// </summary>
    public const double LargestExcess = 1.5;

    /// <summary>No meter has answered yet.</summary>
    public static PowerEstimate None => new(TimeSpan.MinValue, Watts.Zero, 1);

    /// <summary>True once the meter has answered.</summary>
    public bool HasReading => MeterAt > TimeSpan.MinValue;

    /// <summary>Takes a meter reading that has passed <see cref="IsSane"/>.</summary>
    /// <param name="reading">Metered power.</param>
    /// <param name="sum">The children's sum at this moment, base load included.</param>
    /// <param name="now">Time of the reading.</param>
    public static PowerEstimate FromReading(Watts reading, Watts sum, TimeSpan now) =>
        new(now, reading, reading > sum ? reading / sum : 1);

    /// <summary>The power to act on.</summary>
    /// <param name="sum">The children's sum now, base load included.</param>
    /// <param name="staleness">How long a reading counts.</param>
    /// <param name="now">The present.</param>
    public Watts Resolve(Watts sum, TimeSpan staleness, TimeSpan now)
    {
        if (!HasReading)
            return sum;
        if (now - MeterAt <= staleness)
            return Watts.Max(Metered, sum);
        return Excess <= LargestExcess ? sum * Excess : sum + (Metered - (Metered / Excess));
    }

    /// <summary>Whether a reading can be power of a domain that could draw <paramref name="worst"/> at most.</summary>
    public static bool IsSane(Watts reading, Watts worst) => reading.IsPlausible && reading.Value <= 1.5 * worst.Value;
}
