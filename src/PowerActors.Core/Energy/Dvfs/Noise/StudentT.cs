namespace PowerActors.Core.Energy.Dvfs.Noise;

/// <summary>Student's t distribution, for differences of means of few measurements. Built from operations that are the same on every machine.</summary>
public static class StudentT
{
    /// <summary>Degrees of freedom from which the distribution is taken as the normal one: the quantiles then differ by less than 0.1 %.</summary>
    public const int AsGoodAsNormal = 2000;

    /// <summary>The value that a t-distributed number stays below with a probability.</summary>
    /// <param name="probability">Above 0.5 and below 1.</param>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    public static double Quantile(double probability, int degrees)
    {
        degrees = Math.Min(degrees, AsGoodAsNormal);
        double low = 0, high = 1;
        while (Cumulative(high, degrees) < probability && high < 1e12)
            high *= 2;
        for (int i = 0; i < 100 && high - low > 1e-12 * high; i++)
        {
            double middle = (low + high) / 2;
            if (Cumulative(middle, degrees) < probability)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The probability of a number below a value (Abramowitz and Stegun, 26.7.3 and 26.7.4).</summary>
    /// <param name="value">Zero or more.</param>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    public static double Cumulative(double value, int degrees)
    {
        double cosine2 = degrees / (degrees + (value * value));
        double sine = value / Math.Sqrt(degrees + (value * value));
        if (degrees % 2 == 0)
            return .5 + (.5 * sine * Series(cosine2, degrees - 2, 1));
        double angle = ArcTangent(value / Math.Sqrt(degrees));
        double rest = degrees == 1 ? 0 : sine * Math.Sqrt(cosine2) * Series(cosine2, degrees - 3, 2);
        return .5 + ((angle + rest) / Math.PI);
    }

    /// <summary>1 + a/b·x + a/b·(a+2)/(b+2)·x² + ... with b = a + 1, up to the power "last" / 2.</summary>
    private static double Series(double x, int last, int first)
    {
        double sum = 1, term = 1;
        for (int k = 2; k <= last; k += 2)
        {
            term *= x * (k + first - 2) / (k + first - 1);
            sum += term;
        }

        return sum;
    }

    private static double ArcTangent(double x)
    {
        // Halving the angle three times leaves less than 0.2, where the series ends quickly.
        for (int i = 0; i < 3; i++)
            x /= 1 + Math.Sqrt(1 + (x * x));
        double sum = 0, square = x * x;
        for (int k = 27; k >= 1; k -= 2)
            sum = (1.0 / k) - (square * sum);
        return 8 * x * sum;
    }
}
