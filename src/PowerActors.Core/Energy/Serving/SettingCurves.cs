namespace PowerActors.Core.Energy.Serving;

/// <summary>Everything measured of one setting, as curves over the load; one set of curves for each class of requests.</summary>
public sealed class SettingCurves
{
    private readonly Dictionary<RequestClass, MonotoneCurve?[]> _byClass = [];
    private readonly MonotoneCurve?[]? _classless;

    internal SettingCurves(ServingSetting setting, IEnumerable<ServingMeasurement> measurements)
    {
        Setting = setting;
        foreach (IGrouping<RequestClass?, ServingMeasurement> group in measurements.GroupBy(static m => m.Class))
        {
            ServingMeasurement[] byLoad = [.. group.OrderBy(static m => m.TokensPerSecond)];
            MonotoneCurve?[] curves = new MonotoneCurve?[ServingMetrics.Count];
            for (int i = 0; i < curves.Length; i++)
            {
                ServingMetric metric = (ServingMetric)i;
                if (byLoad.All(m => double.IsFinite(m[metric])))
                    curves[i] = new MonotoneCurve([.. byLoad.Select(m => (m.TokensPerSecond, m[metric]))]);
            }

            if (group.Key is { } requests)
                _byClass[requests] = curves;
            else
                _classless = curves;
        }
    }

    /// <summary>The setting.</summary>
    public ServingSetting Setting { get; }

    /// <summary>The classes it was measured with; none where the profile does not tell them apart.</summary>
    public IEnumerable<RequestClass> Classes => _byClass.Keys;

    /// <summary>The curve of a metric, or null.</summary>
    public MonotoneCurve? Curve(RequestClass? requests, ServingMetric metric) =>
        requests is not { } known ? _classless?[(int)metric] : _byClass.TryGetValue(known, out MonotoneCurve?[]? curves) ? curves[(int)metric] : null;

    /// <summary>
    /// The setting under a load, or null where it was not measured on both sides of it. Under a mix, power is that of the classes in proportion to their tokens, and
    /// latencies are those of the worst class at this load: each class has to be served well, not their mean.
    /// </summary>
    public OperatingPoint? At(double tokensPerSecond, RequestMix? mix)
    {
        if (mix is null)
            return _classless is null ? null : Read(_classless, tokensPerSecond);
        double[] sum = new double[ServingMetrics.Count];
        bool measured = true;
        foreach ((RequestClass requests, double share) in mix.Shares)
        {
            if (!_byClass.TryGetValue(requests, out MonotoneCurve?[]? curves) || Read(curves, tokensPerSecond) is not { } point)
                return null;
            measured &= point.IsMeasured;
            sum[0] += share * point[ServingMetric.Power];
            for (int i = 1; i < sum.Length; i++)
                sum[i] = Math.Max(sum[i], point[(ServingMetric)i]); // NaN stays NaN
        }

        return new OperatingPoint(Setting, tokensPerSecond, measured, sum);
    }

    private OperatingPoint? Read(MonotoneCurve?[] curves, double load)
    {
        if (curves[(int)ServingMetric.Power] is not { } power || !power.Covers(load))
            return null;
        double[] values = new double[curves.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = curves[i]?.At(load) ?? double.NaN;
        return new OperatingPoint(Setting, load, power.Measured.Contains(load), values);
    }
}
