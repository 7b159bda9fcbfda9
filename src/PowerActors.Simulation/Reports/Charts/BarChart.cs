namespace PowerActors.Simulation.Reports.Charts;

/// <summary>A set of bars of one colour, one for each category.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Values">Its values by category; NaN for none.</param>
public sealed record BarGroup(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Colours by category; null for the group's own.</summary>
    public IReadOnlyList<Tone>? Tones { get; init; }

    /// <summary>What is written at each bar; null for its value.</summary>
    public IReadOnlyList<Figure>? Labels { get; init; }
}

/// <summary>Bars that lie, each with its name before it and its value behind it: time on each rung, or policies side by side.</summary>
public sealed record BarChart : IReportPart
{
    private const double BarHeight = 20, GroupGap = 12, LetterWidth = 7.2;

    /// <summary>What the chart shows; its heading.</summary>
    public required string Caption { get; init; }

    /// <summary>What a reader who cannot see it should know; null for the caption alone.</summary>
    public string? Description { get; init; }

    /// <summary>Small print below; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>What the length of a bar is.</summary>
    public required Axis Value { get; init; }

    /// <summary>Names of the categories, from the top.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The bars; those of one category stand together.</summary>
    public required IReadOnlyList<BarGroup> Groups { get; init; }

    /// <summary>Width of the image.</summary>
    public int Width { get; init; } = ChartFrame.FullWidth;

    /// <summary>The image alone.</summary>
    public string ToSvg()
    {
        Markup image = new();
        Draw(image);
        return image.ToString();
    }

    /// <inheritdoc/>
    public void WriteTo(Markup to) => ChartFrame.Figure(
        to, Caption, Note, Groups.Count < 2 ? [] : Groups.Select(static (group, i) => (group.Name, $"bar {Tone.Series(i).CssClass}")), Draw);

    private void Draw(Markup to)
    {
        double band = (Groups.Count * BarHeight) + GroupGap, height = (Categories.Count * band) + 6;
        double left = 16 + (LetterWidth * Math.Min(30, Categories.Select(static name => name.Length).DefaultIfEmpty(0).Max()));
        double[] all = [.. Groups.SelectMany(static group => group.Values).Where(double.IsFinite)];
        double room = 20 + (LetterWidth * Groups.SelectMany((group, g) => group.Values.Select((_, c) => Label(group, c).Text.Length)).DefaultIfEmpty(0).Max());
        Scale scale = new(Value, Math.Min(0, all.DefaultIfEmpty(0).Min()), Math.Max(0, all.DefaultIfEmpty(1).Max()), left, Width - room, 6, rounds: false);
        double zero = scale.At(0);
        ChartFrame.Open(to, Width, (int)Math.Ceiling(height), Description is null ? Caption : $"{Caption}. {Description}");
        for (int category = 0; category < Categories.Count; category++)
        {
            double top = (category * band) + (GroupGap / 2);
            to.Add($"<text class=\"name end\" x=\"{left - 8}\" y=\"{top + (Groups.Count * BarHeight / 2) + 4.5}\">{Categories[category]}</text>");
            for (int group = 0; group < Groups.Count; group++)
                DrawBar(to, scale, Groups[group], group, category, top + (group * BarHeight));
        }

        to.Add($"<path class=\"edge\" d=\"M{ChartFrame.Snap(zero)} 0V{height}\"/>\n");
        ChartFrame.Close(to);
    }

    private void DrawBar(Markup to, Scale scale, BarGroup group, int number, int category, double top)
    {
        double value = group.Values[category], zero = scale.At(0), end = double.IsFinite(value) ? scale.At(value) : zero;
        Tone tone = group.Tones?[category] ?? Tone.Series(number);
        Figure label = Label(group, category);
        to.Add($"<rect class=\"bar {tone.CssClass}\" x=\"{Math.Min(zero, end)}\" y=\"{top + 1}\" width=\"{Math.Max(Math.Abs(end - zero), value == 0 ? 0 : .5)}\" height=\"{BarHeight - 2}\">");
        to.Add($"<title>{Categories[category]}, {group.Name}: {label.Text}</title></rect>");
        if (label.Path is null)
            to.Add($"<text class=\"value\" x=\"{Math.Max(zero, end) + 7}\" y=\"{top + (BarHeight / 2) + 4.5}\">{label.Text}</text>\n");
        else
            to.Add($"<text class=\"value\" data-path=\"{to.Root}{label.Path}\" data-scale=\"{label.Scale.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}\" x=\"{Math.Max(zero, end) + 7}\" y=\"{top + (BarHeight / 2) + 4.5}\">{label.Text}</text>\n");
    }

    private Figure Label(BarGroup group, int category) =>
        group.Labels?[category] ?? (double.IsFinite(group.Values[category]) ? (Value.Format ?? Show.Plain)(group.Values[category]) : "–");
}
