namespace PowerActors.Core.Energy.Serving;

/// <summary>
/// How far the curves are off where nothing was measured: each load but a setting's first and last is left out in turn, read from the curve through the others, and compared. It
/// overstates the error, since the gap it jumps is twice as wide as any that is left.
/// </summary>
/// <param name="Metric">Which curves.</param>
/// <param name="Points">How many loads were left out, over all settings and classes.</param>
/// <param name="Mean">Mean of |curve / measured − 1|, as a share.</param>
/// <param name="Median">Its median.</param>
/// <param name="Largest">Its largest.</param>
public sealed record InterpolationError(ServingMetric Metric, int Points, double Mean, double Median, double Largest)
{
    /// <summary>The errors of every metric that was measured throughout, where some setting has three loads or more.</summary>
    public static IReadOnlyList<InterpolationError> LeaveOneLoadOut(ServingProfile profile)
    {
        List<InterpolationError> errors = [];
        foreach (ServingMetric metric in Enum.GetValues<ServingMetric>())
        {
            if (!profile.Has(metric))
                continue;
            List<double> found = [];
            foreach (var group in profile.Measurements.GroupBy(static m => (m.Setting, m.Class)))
                Add(found, [.. group.OrderBy(static m => m.TokensPerSecond).Select(m => (m.TokensPerSecond, m[metric]))]);
            if (found.Count > 0)
                errors.Add(Of(metric, found));
        }

        return errors;
    }

    private static void Add(List<double> errors, List<(double Load, double Value)> points)
    {
        for (int i = 1; i < points.Count - 1; i++)
        {
            (double load, double value) = points[i];
            List<(double, double)> others = [.. points];
            others.RemoveAt(i);
            errors.Add(Math.Abs((new MonotoneCurve(others).At(load) / value) - 1));
        }
    }

    private static InterpolationError Of(ServingMetric metric, List<double> errors)
    {
        errors.Sort();
        int middle = errors.Count / 2;
        double median = errors.Count % 2 == 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2;
        return new InterpolationError(metric, errors.Count, errors.Sum() / errors.Count, median, errors[^1]);
    }
}
