namespace PowerActors.Core.Units;

/// <summary>A function given by points and straight lines between them, level outside.</summary>
public static class PiecewiseLinear
{
    /// <summary>Its value at <paramref name="x"/>.</summary>
    /// <param name="points">At least one point, by rising X.</param>
    /// <param name="x">Where.</param>
    public static double At(IReadOnlyList<(double X, double Y)> points, double x)
    {
        if (x <= points[0].X)
            return points[0].Y;
        for (int i = 1; i < points.Count; i++)
        {
            if (x <= points[i].X)
            {
                (double x0, double y0) = points[i - 1];
                (double x1, double y1) = points[i];
                return y0 + ((y1 - y0) * (x - x0) / (x1 - x0));
            }
        }

        return points[^1].Y;
    }
}
