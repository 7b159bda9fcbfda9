using System.Globalization;

namespace PowerActors.Simulation.Reports;

/// <summary>Numbers as reports write them, in charts and tables alike. A number that is none is a dash.</summary>
public static class Show
{
    private const string Nothing = "–";

    /// <summary>A share as percent: <c>78.2 %</c>.</summary>
    /// <param name="share">The share; 1 is 100 %.</param>
    /// <param name="digits">Decimals.</param>
    public static string Percent(double share, int digits = 1) => Fixed(share * 100, digits, " %");

    /// <summary>A change as percent with its sign: <c>+0.31 %</c>; without one where it rounds to nothing.</summary>
    /// <param name="share">The change; 0.01 is 1 %.</param>
    /// <param name="digits">Decimals.</param>
    public static string Change(double share, int digits = 2)
    {
        if (!double.IsFinite(share))
            return Nothing;
        string text = Fixed(share * 100, digits, " %");
        return !text.AsSpan().ContainsAnyInRange('1', '9') ? text : share > 0 ? $"+{text}" : text.Replace('-', '−');
    }

    /// <summary>A number with the decimals that are asked for, in groups of three digits.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Decimals.</param>
    public static string Number(double value, int digits = 0) => Fixed(value, digits, "");

    /// <summary>A number with as many decimals as it needs, at most three, in groups of three digits.</summary>
    /// <param name="value">The number.</param>
    public static string Plain(double value) => double.IsFinite(value) ? value.ToString("#,0.###", CultureInfo.InvariantCulture) : Nothing;

    /// <summary>Power in the unit that suits it: <c>218.4 kW</c>.</summary>
    /// <param name="watts">Watts.</param>
    public static string Watts(double watts) => Math.Abs(watts) switch
    {
        < 1e3 => Fixed(watts, 0, " W"),
        < 1e6 => Fixed(watts / 1e3, 1, " kW"),
        _ => Fixed(watts / 1e6, 2, " MW"),
    };

    /// <summary>A latency in the unit that suits it: <c>48.2 ms</c>, <c>6.61 s</c>.</summary>
    /// <param name="seconds">Seconds.</param>
    public static string Latency(double seconds) => Math.Abs(seconds) switch
    {
        < 1 => Fixed(seconds * 1e3, 1, " ms"),
        < 1e3 => Fixed(seconds, 2, " s"),
        _ => Fixed(seconds, 0, " s"),
    };

    /// <summary>A span of time in the unit that suits it: <c>40 s</c>, <c>12.5 min</c>, <c>23.4 h</c>, <c>42.0 days</c>.</summary>
    /// <param name="seconds">Seconds.</param>
    public static string Span(double seconds)
    {
        (double perUnit, string unit, int digits) = SpanUnit(seconds);
        return Fixed(seconds / perUnit, digits, unit);
    }

    /// <summary>A moment of a run: <c>0:12:40</c>, <c>day 3, 12:40</c>.</summary>
    /// <param name="seconds">Seconds since the run began.</param>
    public static string Moment(double seconds)
    {
        if (!double.IsFinite(seconds))
            return Nothing;
        TimeSpan time = TimeSpan.FromSeconds(Math.Abs(seconds));
        string sign = seconds < 0 ? "−" : "";
        return time.TotalDays < 1
            ? sign + time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
            : $"{sign}day {(int)time.TotalDays + 1}, {time.ToString(@"hh\:mm", CultureInfo.InvariantCulture)}";
    }

    internal static (double PerUnit, string Unit, int Digits) SpanUnit(double seconds) => Math.Abs(seconds) switch
    {
        < 600 => (1, " s", 0),
        < 3 * 3600 => (60, " min", 1),
        < 72 * 3600 => (3600, " h", 1),
        _ => (86400, " days", 1),
    };

    private static string Fixed(double value, int digits, string unit)
    {
        if (!double.IsFinite(value))
            return Nothing;
        string text = value.ToString($"N{digits}", CultureInfo.InvariantCulture);
        return (text[0] == '-' && !text.AsSpan().ContainsAnyInRange('1', '9') ? text.TrimStart('-') : text) + unit;
    }
}
