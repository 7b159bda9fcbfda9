using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Serving;

/// <summary>What was measured at one setting under one load.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Class">Class of the requests; null where the profile does not tell them apart.</param>
/// <param name="TokensPerSecond">Load, above 0.</param>
/// <param name="Power">Of all GPUs of the instance.</param>
/// <param name="Seconds">Latencies that were measured.</param>
public sealed record ServingMeasurement(
    ServingSetting Setting, RequestClass? Class, double TokensPerSecond, Watts Power, IReadOnlyDictionary<ServingMetric, double> Seconds)
{
    /// <summary>A metric's value: watts, or seconds; NaN where it was not measured.</summary>
    public double this[ServingMetric metric] =>
        metric == ServingMetric.Power ? Power.Value : Seconds.TryGetValue(metric, out double seconds) ? seconds : double.NaN;
}
