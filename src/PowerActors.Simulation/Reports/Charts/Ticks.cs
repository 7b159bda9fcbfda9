namespace PowerActors.Simulation.Reports.Charts;

/// <summary>Numbers that people like to read on an axis.</summary>
public static class Ticks
{
    private static readonly double[] TimeSteps =
    [
        .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 3 * 3600, 6 * 3600, 12 * 3600,
        86400, 2 * 86400, 7 * 86400, 14 * 86400, 28 * 86400,
    ];

    /// <summary>The step of 1, 2 or 5 times a power of ten that divides a range into at most so many.</summary>
    /// <param name="range">Length of the range, above 0.</param>
    /// <param name="most">Most steps, 1 or more.</param>
    public static double Step(double range, int most)
    {
        double least = range / most, unit = 1;
        while (unit > least)
            unit /= 10;
        while (unit * 10 <= least)
            unit *= 10;
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 5, 10])
        {
            if (unit * factor >= least * (1 - 1e-9))
                return unit * factor;
        }

        return unit * 10;
    }

    /// <summary>Multiples of a round step within a range.</summary>
    /// <param name="low">Low end.</param>
    /// <param name="high">High end, above the low one.</param>
    /// <param name="most">About how many at most.</param>
    public static IReadOnlyList<double> Linear(double low, double high, int most) => Multiples(low, high, Step(high - low, most));

    /// <summary>Times at round steps of seconds, minutes, hours, days or weeks.</summary>
    /// <param name="low">Low end, seconds.</param>
    /// <param name="high">High end, seconds, above the low one.</param>
    /// <param name="most">About how many at most.</param>
    public static IReadOnlyList<double> Time(double low, double high, int most)
    {
        double step = TimeSteps.FirstOrDefault(candidate => (high - low) / candidate <= most, 0);
        return Multiples(low, high, step > 0 ? step : 28 * 86400 * Step((high - low) / (28 * 86400), most));
    }

    /// <summary>Powers of ten within a range, with their double and fivefold where there are few.</summary>
    /// <param name="low">Low end, above 0.</param>
    /// <param name="high">High end, above the low one.</param>
    public static IReadOnlyList<double> Logarithmic(double low, double high)
    {
        int decades = 0;
        for (double at = low; at < high; at *= 10)
            decades++;
        double[] factors = decades <= 1 ? [1, 1.5, 2, 3, 4, 5, 6, 8] : decades <= 3 ? [1, 2, 5] : [1];
        List<double> ticks = [];
        for (int exponent = -12; exponent <= 15; exponent++)
        {
            foreach (double factor in factors)
            {
                double at = factor * PowerOfTen(exponent);
                if (at >= low * (1 - 1e-9) && at <= high * (1 + 1e-9))
                    ticks.Add(at);
            }
        }

        return ticks;
    }

    internal static double PowerOfTen(int exponent)
    {
        double power = 1;
        for (int i = 0; i < Math.Abs(exponent); i++)
            power *= 10;
        return exponent < 0 ? 1 / power : power;
    }

    private static List<double> Multiples(double low, double high, double step)
    {
        List<double> ticks = [];
        double slack = (high - low) * 1e-9;
        for (double i = Math.Ceiling((low - slack) / step); i * step <= high + slack; i++)
            ticks.Add(i == 0 ? 0 : i * step);
        return ticks;
    }
}
