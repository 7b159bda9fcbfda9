namespace PowerActors.Simulation.Workload;

/// <summary>How a load swings over days and weeks: a factor for every moment, straight lines between full hours, with a mean of 1 over the week.</summary>
public sealed class WeeklyCycle
{
    private const int Hours = 168;

    // An office day with a long evening, as published traces of interactive services show it: lowest before dawn, highest around noon. Straight lines and not a
    // sine, because a library's sine differs in the last bit from one machine to the next.
    private static readonly double[] Day =
    [
        -0.60, -0.80, -0.90, -1.00, -1.00, -0.90, -0.70, -0.40, 0.00, 0.40, 0.70, 0.90,
        1.00, 1.00, 0.95, 0.90, 0.80, 0.70, 0.60, 0.50, 0.30, 0.10, -0.20, -0.40,
    ];

    private readonly double[] _factors = new double[Hours];

    /// <summary>A cycle.</summary>
    /// <param name="dailyAmplitude">How far a day's hours depart from its mean, 0 to 1.</param>
    /// <param name="weekendFactor">What Saturday and Sunday have of a working day, 0 or more.</param>
    public WeeklyCycle(double dailyAmplitude, double weekendFactor)
    {
        double sum = 0;
        for (int hour = 0; hour < Hours; hour++)
        {
            _factors[hour] = (1 + (dailyAmplitude * Day[hour % 24])) * (hour >= 5 * 24 ? weekendFactor : 1);
            sum += _factors[hour];
        }

        for (int hour = 0; hour < Hours; hour++)
        {
            _factors[hour] *= Hours / sum;
            Peak = Math.Max(Peak, _factors[hour]);
        }
    }

    /// <summary>The largest factor of the week.</summary>
    public double Peak { get; }

    /// <summary>The factor at a moment.</summary>
    /// <param name="seconds">Seconds from any Monday 00:00, zero or more.</param>
    public double At(double seconds)
    {
        double hours = seconds * (1.0 / 3600);
        double whole = Math.Floor(hours);
        int hour = (int)((long)whole % Hours);
        double next = _factors[hour + 1 == Hours ? 0 : hour + 1];
        return _factors[hour] + ((next - _factors[hour]) * (hours - whole));
    }
}
