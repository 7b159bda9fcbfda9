using System.Globalization;

namespace PowerActors.Simulation.Reports.Charts;

/// <summary>An axis at its place: from values to coordinates, with its ticks.</summary>
internal sealed class Scale
{
    private readonly bool _isLogarithmic;
    private readonly double _low;
    private readonly double _high;
    private readonly double _start;
    private readonly double _perUnit;
    private readonly Func<double, string> _format;
    private readonly Func<double, string> _longFormat;

    /// <summary>Places an axis.</summary>
    /// <param name="axis">What it shows.</param>
    /// <param name="low">Lowest value of the data.</param>
    /// <param name="high">Highest value of the data.</param>
    /// <param name="start">Coordinate of the low end.</param>
    /// <param name="end">Coordinate of the high end.</param>
    /// <param name="ticks">About how many ticks at most.</param>
    /// <param name="rounds">Whether ends that the axis leaves open move out to the next tick.</param>
    public Scale(Axis axis, double low, double high, double start, double end, int ticks, bool rounds)
    {
        _isLogarithmic = axis.Kind == AxisKind.Logarithmic;
        (low, high) = Usable(axis.Low ?? low, axis.High ?? high, _isLogarithmic);
        if (rounds && axis.Kind == AxisKind.Linear)
        {
            double step = Reports.Charts.Ticks.Step(high - low, ticks);
            low = axis.Low ?? Math.Floor((low / step) + 1e-9) * step;
            high = axis.High ?? Math.Ceiling((high / step) - 1e-9) * step;
        }

        (_low, _high, _start) = (low, high, start);
        _perUnit = (end - start) / (Place(high) - Place(low));
        Values = axis.Kind switch
        {
            AxisKind.Time => Reports.Charts.Ticks.Time(low, high, ticks),
            AxisKind.Logarithmic => Reports.Charts.Ticks.Logarithmic(low, high),
            _ => Reports.Charts.Ticks.Linear(low, high, ticks),
        };
        _format = axis.Format ?? (axis.Kind == AxisKind.Time ? TimeFormat(high - low) : Show.Plain);
        _longFormat = axis.LongFormat ?? (axis is { Kind: AxisKind.Time, Format: null } ? Show.Moment : _format);
    }

    /// <summary>The low end, after rounding.</summary>
    public double Low => _low;

    /// <summary>The high end, after rounding.</summary>
    public double High => _high;

    /// <summary>Values at which there are ticks.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The coordinate of a value; one beyond the ends is drawn at the end.</summary>
    public double At(double value) => _start + ((Place(Math.Clamp(value, _low, _high)) - Place(_low)) * _perUnit);

    /// <summary>A value as this axis writes it.</summary>
    public string Label(double value) => _format(value);

    /// <summary>A value as tooltips on this axis write it.</summary>
    public string Detail(double value) => _longFormat(value);

    private double Place(double value) => _isLogarithmic ? Math.Log10(value) : value;

    private static (double Low, double High) Usable(double low, double high, bool isLogarithmic)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
            return isLogarithmic ? (.1, 10) : (0, 1);
        if (isLogarithmic)
        {
            low = Math.Max(low, 1e-9);
            return high > low ? (low, high) : (low / 2, low * 2);
        }

        return high > low ? (low, high) : (low, low + (low == 0 ? 1 : Math.Abs(low)));
    }

    private static Func<double, string> TimeFormat(double range) => range switch
    {
        < 120 => static seconds => $"{Signed(seconds)} s",
        <= 600 => static seconds => seconds == 0 ? "0" : Math.Abs(seconds) % 60 == 0 ? $"{Signed(seconds / 60)} min" : $"{Signed(seconds)} s",
        < 3 * 3600 => static seconds => $"{Signed(seconds / 60)} min",
        < 60 * 3600 => static seconds => $"{Signed(seconds / 3600)} h",
        _ => static seconds => $"day {Signed((seconds / 86400) + 1)}",
    };

    private static string Signed(double value) => value.ToString("0.##", CultureInfo.InvariantCulture).Replace('-', '−');
}
