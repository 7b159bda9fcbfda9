using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Serving;

/// <summary>Small profiles whose answers can be seen.</summary>
internal static class Profiles
{
    public static ServingSetting Setting(double clock, int tensor = 1, int pipeline = 1) => new("gpu", "model", new Megahertz(clock), tensor, pipeline);

    public static ServingMeasurement Row(ServingSetting setting, double load, double watts, double ttft, double tbt, RequestClass? requests = null) => new(
        setting, requests, load, new Watts(watts), new Dictionary<ServingMetric, double> { [ServingMetric.TtftP99] = ttft, [ServingMetric.TbtP99] = tbt });

    /// <summary>Two clocks at two loads: the lower one is cheaper and slower.</summary>
    public static ServingProfile TwoClocks { get; } = new(
    [
        Row(Setting(1000), 100, 200, .40, .050), Row(Setting(1000), 200, 240, .80, .070),
        Row(Setting(1400), 100, 300, .30, .040), Row(Setting(1400), 200, 380, .35, .045),
    ]);

    public static ServingQuery Query(double load, double? ttft = null, double? tbt = null, double margin = 0)
    {
        List<ServingObjective> objectives = [];
        if (ttft is { } first)
            objectives.Add(new ServingObjective(ServingMetric.TtftP99, TimeSpan.FromSeconds(first)));
        if (tbt is { } between)
            objectives.Add(new ServingObjective(ServingMetric.TbtP99, TimeSpan.FromSeconds(between)));
        return new ServingQuery { TokensPerSecond = load, Objectives = objectives, Margin = margin };
    }
}
