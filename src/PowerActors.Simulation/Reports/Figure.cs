namespace PowerActors.Simulation.Reports;

/// <summary>A figure as people read it, with where it stands in the JSON that goes with the page, so that a test can hold one against the other.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Path">Where the JSON has it, a pointer (RFC 6901) such as <c>/power/peakUtilization</c>; null where it has not.</param>
/// <param name="Scale">What is shown over what the JSON has: 100 for percent.</param>
/// <param name="Tone">Whether it is good news.</param>
public sealed record Figure(string Text, string? Path = null, double Scale = 1, Verdict Tone = Verdict.None) : IReportPart
{
    /// <summary>Plain text is a figure that no JSON has.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator Figure(string text) => new(text);

    /// <summary>Plain text as a figure; see the operator.</summary>
    /// <param name="text">The text.</param>
    public static Figure FromString(string text) => new(text);

    /// <summary>A share, shown as percent.</summary>
    /// <param name="share">The share.</param>
    /// <param name="path">Where the JSON has it.</param>
    /// <param name="digits">Decimals.</param>
    public static Figure Percent(double share, string? path = null, int digits = 1) => new(Show.Percent(share, digits), path, 100);

    /// <summary>A relative change, shown as percent with its sign.</summary>
    /// <param name="share">The change.</param>
    /// <param name="path">Where the JSON has it.</param>
    public static Figure Change(double share, string? path = null) => new(Show.Change(share), path, 100);

    /// <summary>A count.</summary>
    /// <param name="count">The count.</param>
    /// <param name="path">Where the JSON has it.</param>
    public static Figure Count(long count, string? path = null) => new(Show.Number(count), path);

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Decimals.</param>
    /// <param name="path">Where the JSON has it.</param>
    /// <param name="unit">What stands behind it.</param>
    public static Figure Number(double value, int digits, string? path = null, string unit = "") => new(Show.Number(value, digits) + unit, path);

    /// <summary>A latency.</summary>
    /// <param name="seconds">Seconds.</param>
    /// <param name="path">Where the JSON has it, in seconds.</param>
    public static Figure Latency(double seconds, string? path = null) => new(Show.Latency(seconds), path, Math.Abs(seconds) < 1 ? 1e3 : 1);

    /// <summary>A span of time.</summary>
    /// <param name="seconds">Seconds.</param>
    /// <param name="path">Where the JSON has it, in seconds.</param>
    public static Figure Span(double seconds, string? path = null) => new(Show.Span(seconds), path, 1 / Show.SpanUnit(seconds).PerUnit);

    /// <summary>Power.</summary>
    /// <param name="watts">Watts.</param>
    /// <param name="path">Where the JSON has it, in watts.</param>
    public static Figure Watts(double watts, string? path = null) => new(Show.Watts(watts), path, Math.Abs(watts) switch { < 1e3 => 1, < 1e6 => 1e-3, _ => 1e-6 });

    /// <summary>A JSON pointer made of names.</summary>
    /// <param name="names">The names, from the outermost.</param>
    public static string Pointer(params IReadOnlyList<string> names) =>
        string.Concat(names.Select(static name => "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    /// <inheritdoc/>
    public void WriteTo(Markup to)
    {
        if (Path is null)
            to.Add($"<span class=\"{CssClass(Tone)}\">{Text}</span>");
        else
            to.Add($"<span class=\"{CssClass(Tone)}\" data-path=\"{to.Root}{Path}\" data-scale=\"{Scale.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}\">{Text}</span>");
    }

    internal static string CssClass(Verdict verdict) => verdict switch { Verdict.Good => "good", Verdict.Bad => "bad", _ => "plain" };
}

/// <summary>Whether something is good news. Shown by colour and by a sign, never by colour alone.</summary>
public enum Verdict
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>An objective met, a law kept.</summary>
    Good,

    /// <summary>An objective missed, a law broken.</summary>
    Bad,
}
