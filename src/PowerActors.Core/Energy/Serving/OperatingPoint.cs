using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Serving;

/// <summary>A setting under a load, read from its curves.</summary>
public sealed class OperatingPoint
{
    private readonly double[] _values;

    internal OperatingPoint(ServingSetting setting, double tokensPerSecond, bool isMeasured, double[] values)
    {
        Setting = setting;
        TokensPerSecond = tokensPerSecond;
        IsMeasured = isMeasured;
        _values = values;
    }

    /// <summary>The setting.</summary>
    public ServingSetting Setting { get; }

    /// <summary>The load.</summary>
    public double TokensPerSecond { get; }

    /// <summary>True when this load itself was measured; false when it lies between two that were.</summary>
    public bool IsMeasured { get; }

    /// <summary>Power of all GPUs of the instance.</summary>
    public Watts Power => new(this[ServingMetric.Power]);

    /// <summary>Energy of a token.</summary>
    public Joules PerToken => new(Power.Value / TokensPerSecond);

    /// <summary>A metric's value: watts, or seconds; NaN where it was not measured.</summary>
    public double this[ServingMetric metric] => _values[(int)metric];

    /// <summary>Which of two is to be preferred: the fewer watts; of equals the lower clock, then fewer GPUs.</summary>
    internal static int Compare(OperatingPoint a, OperatingPoint b)
    {
        int order = a.Power.CompareTo(b.Power);
        if (order == 0)
            order = a.Setting.Clock.CompareTo(b.Setting.Clock);
        return order == 0 ? a.Setting.Gpus.CompareTo(b.Setting.Gpus) : order;
    }
}
