using System.Globalization;

namespace PowerActors.Simulation.Reports.Charts;

/// <summary>How values become places on an axis.</summary>
public enum AxisKind
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>By their logarithm; all values must be above 0.</summary>
    Logarithmic,

    /// <summary>Evenly, with ticks at round times; values are seconds.</summary>
    Time,
}

/// <summary>What one direction of a chart shows.</summary>
/// <param name="Label">What it is, with its unit.</param>
public sealed record Axis(string Label)
{
    /// <summary>How values become places.</summary>
    public AxisKind Kind { get; init; }

    /// <summary>Low end; null for what the data need.</summary>
    public double? Low { get; init; }

    /// <summary>High end; null for what the data need.</summary>
    public double? High { get; init; }

    /// <summary>How a value is written at a tick and in a tooltip; null for a plain number, or for a time by the length of the axis.</summary>
    public Func<double, string>? Format { get; init; }

    /// <summary>How a value is written in a tooltip, where there is more room than at a tick; null for as at a tick.</summary>
    public Func<double, string>? LongFormat { get; init; }

    /// <summary>Power in the unit that suits it.</summary>
    /// <param name="label">What it is.</param>
    public static Axis Watts(string label) => new(label) { Format = ShortWatts, LongFormat = Show.Watts };

    /// <summary>Time since the beginning of a run.</summary>
    /// <param name="label">What it is.</param>
    public static Axis Time(string label = "simulated time") => new(label) { Kind = AxisKind.Time };

    /// <summary>Shares, written as percent.</summary>
    /// <param name="label">What they are.</param>
    /// <param name="digits">Decimals.</param>
    public static Axis Percent(string label, int digits = 0) => new(label) { Format = value => Show.Percent(value, digits) };

    /// <summary>Latencies on a logarithmic scale.</summary>
    /// <param name="label">What they are.</param>
    public static Axis Latency(string label) => new(label) { Kind = AxisKind.Logarithmic, Format = Short };

    private static string ShortWatts(double watts) => Math.Abs(watts) switch
    {
        0 => "0",
        < 1e3 => $"{watts.ToString("0.#", CultureInfo.InvariantCulture)} W",
        < 1e6 => $"{(watts / 1e3).ToString("0.##", CultureInfo.InvariantCulture)} kW",
        _ => $"{(watts / 1e6).ToString("0.###", CultureInfo.InvariantCulture)} MW",
    };

    private static string Short(double seconds) =>
        seconds < 1 ? $"{(seconds * 1e3).ToString("0.###", CultureInfo.InvariantCulture)} ms" : $"{seconds.ToString("#,0.###", CultureInfo.InvariantCulture)} s";
}
