namespace PowerActors.Core.Energy.Serving;

/// <summary>
/// A smooth curve through measured points that stays between neighbours: between two points it rises or falls with them and overshoots neither, so that it invents no peak and no
/// valley that nobody measured. Defined between the first and the last point only.
/// </summary>
/// <remarks>
/// Piecewise cubic Hermite interpolation; slopes are the weighted harmonic mean of the neighbouring secants, and zero where those differ in sign (Fritsch and Butland, SIAM J. Sci.
/// Stat. Comput. 5, 1984); at the ends the three-point formula, limited to keep the shape. Only + - * /, so every machine has the same bits.
/// </remarks>
public sealed class MonotoneCurve
{
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _slope;

    /// <summary>A curve through points.</summary>
    /// <param name="points">One or more, by rising X, all finite.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public MonotoneCurve(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count == 0)
            throw new ArgumentException("a curve needs a point", nameof(points));
        _x = [.. points.Select(static point => point.X)];
        _y = [.. points.Select(static point => point.Y)];
        for (int i = 0; i < _x.Length; i++)
        {
            if (!double.IsFinite(_x[i]) || !double.IsFinite(_y[i]) || (i > 0 && _x[i] <= _x[i - 1]))
                throw new ArgumentException($"point {i} ({_x[i]}, {_y[i]}) is not finite or does not lie to the right of the one before", nameof(points));
        }

        _slope = Slopes(_x, _y);
    }

    /// <summary>Where it begins.</summary>
    public double From => _x[0];

    /// <summary>Where it ends.</summary>
    public double To => _x[^1];

    /// <summary>Where it was measured, rising.</summary>
    public IReadOnlyList<double> Measured => _x;

    /// <summary>True from the first point to the last.</summary>
    public bool Covers(double x) => x >= From && x <= To;

    /// <summary>Its value; exactly the measured one at a measured point.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Nothing was measured out there, and nothing is guessed.</exception>
    public double At(double x)
    {
        if (!Covers(x))
            throw new ArgumentOutOfRangeException(nameof(x), x, $"is not between {From} and {To}");
        int found = Array.BinarySearch(_x, x);
        if (found >= 0)
            return _y[found];
        int i = ~found - 1;
        double width = _x[i + 1] - _x[i];
        double t = (x - _x[i]) / width;
        double s = 1 - t;
        return (((1 + (2 * t)) * _y[i]) + (t * width * _slope[i])) * s * s
            + ((((1 + (2 * s)) * _y[i + 1]) - (s * width * _slope[i + 1])) * t * t);
    }

    private static double[] Slopes(double[] x, double[] y)
    {
        int n = x.Length;
        double[] slope = new double[n];
        if (n == 1)
            return slope;
        double[] width = new double[n - 1];
        double[] secant = new double[n - 1];
        for (int i = 0; i < n - 1; i++)
        {
            width[i] = x[i + 1] - x[i];
            secant[i] = (y[i + 1] - y[i]) / width[i];
        }

        if (n == 2)
            return [secant[0], secant[0]];
        for (int i = 1; i < n - 1; i++)
        {
            if (Math.Sign(secant[i - 1]) * Math.Sign(secant[i]) <= 0)
                continue;
            double before = (2 * width[i]) + width[i - 1];
            double after = width[i] + (2 * width[i - 1]);
            slope[i] = (before + after) / ((before / secant[i - 1]) + (after / secant[i]));
        }

        slope[0] = AtEnd(width[0], width[1], secant[0], secant[1]);
        slope[^1] = AtEnd(width[^1], width[^2], secant[^1], secant[^2]);
        return slope;
    }

    private static double AtEnd(double width, double nextWidth, double secant, double nextSecant)
    {
        double slope = ((((2 * width) + nextWidth) * secant) - (width * nextSecant)) / (width + nextWidth);
        if (Math.Sign(slope) != Math.Sign(secant))
            return 0;
        return Math.Sign(secant) != Math.Sign(nextSecant) && Math.Abs(slope) > 3 * Math.Abs(secant) ? 3 * secant : slope;
    }
}
