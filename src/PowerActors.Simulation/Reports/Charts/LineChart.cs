using System.Globalization;
using System.Text;

namespace PowerActors.Simulation.Reports.Charts;

/// <summary>How a series is drawn.</summary>
public enum Drawing
{
    /// <summary>Straight lines between points.</summary>
    Line,

    /// <summary>A value holds until the next point.</summary>
    Steps,

    /// <summary>Straight lines, and a mark with a tooltip at each point; for few points.</summary>
    LineAndMarks,

    /// <summary>Marks alone.</summary>
    Marks,
}

/// <summary>A line or a set of marks.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, by rising x.</param>
public sealed record Series(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>How it is drawn.</summary>
    public Drawing Drawing { get; init; }

    /// <summary>Its colour; null for the next one.</summary>
    public Tone? Tone { get; init; }

    /// <summary>A dashed line: what is compared with, or was not measured.</summary>
    public bool IsDashed { get; init; }

    /// <summary>The area below is shaded.</summary>
    public bool IsFilled { get; init; }
}

/// <summary>The area between the least and the most that was seen.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Low">Its lower edge, by rising x.</param>
/// <param name="High">Its upper edge, at the same x.</param>
public sealed record Envelope(string Name, IReadOnlyList<ChartPoint> Low, IReadOnlyList<ChartPoint> High)
{
    /// <summary>Its colour; null for the first series'.</summary>
    public Tone? Tone { get; init; }
}

/// <summary>A shaded stretch along x, such as the time that a rung was in force.</summary>
/// <param name="Name">What the legend calls it; stretches of one name share an entry.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Tone">Its colour.</param>
public readonly record struct Band(string Name, double From, double To, Tone Tone);

/// <summary>A line right across at a value that matters, labelled at the right.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">Where on the y axis.</param>
/// <param name="IsLimit">Drawn as a limit rather than as a threshold.</param>
public readonly record struct Threshold(string Label, double Value, bool IsLimit = false);

/// <summary>
/// Lines, marks and areas over numbers or time. Long series are thinned to what the image can show, with every peak kept. A reader who points at the plot is told the values there.
/// </summary>
public sealed record LineChart : IReportPart
{
    private const int HoverColumns = 120;

    /// <summary>What the chart shows; its heading.</summary>
    public required string Caption { get; init; }

    /// <summary>What a reader who cannot see it should know; null for the caption alone.</summary>
    public string? Description { get; init; }

    /// <summary>Small print below; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>To the right.</summary>
    public required Axis X { get; init; }

    /// <summary>Upwards.</summary>
    public required Axis Y { get; init; }

    /// <summary>Lines and marks; later ones above earlier ones.</summary>
    public IReadOnlyList<Series> Series { get; init; } = [];

    /// <summary>Areas, behind the lines.</summary>
    public IReadOnlyList<Envelope> Ranges { get; init; } = [];

    /// <summary>Shaded stretches, behind everything.</summary>
    public IReadOnlyList<Band> Bands { get; init; } = [];

    /// <summary>Values that matter.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>Width of the image; <see cref="HalfWidth"/> for two beside each other.</summary>
    public int Width { get; init; } = ChartFrame.FullWidth;

    /// <summary>Height of the image.</summary>
    public int Height { get; init; } = 340;

    /// <summary>Room for labels to the right of the plot; charts that stand above one another and share their x axis want the same.</summary>
    public int LabelRoom { get; init; } = 16;

    /// <summary>Width of a chart that stands beside another.</summary>
    public const int HalfWidth = 470;

    /// <summary>The image alone.</summary>
    public string ToSvg()
    {
        Markup image = new();
        Draw(image);
        return image.ToString();
    }

    /// <inheritdoc/>
    public void WriteTo(Markup to) => ChartFrame.Figure(to, Caption, Note, Legend(), Draw);

    private IEnumerable<(string Name, string CssClass)> Legend()
    {
        if (Series.Count + Ranges.Count > 1 || Bands.Count > 0)
        {
            for (int i = 0; i < Series.Count; i++)
                yield return (Series[i].Name, LineClass(i));
        }

        foreach (Envelope range in Ranges)
            yield return (range.Name, $"range {(range.Tone ?? Tone.Series(0)).CssClass}");
        foreach ((string name, Tone tone) in Bands.Select(static band => (band.Name, band.Tone)).Distinct())
            yield return (name, $"band {tone.CssClass}");
    }

    private string LineClass(int number)
    {
        Series series = Series[number];
        return $"line {(series.Tone ?? Tone.Series(number)).CssClass}{(series.IsDashed ? " dashed" : "")}";
    }

    private void Draw(Markup to)
    {
        ChartFrame frame = Layout();
        ChartFrame.Open(to, Width, Height, Description is null ? Caption : $"{Caption}. {Description}");
        foreach (Band band in Bands)
        {
            double from = frame.X.At(band.From), wide = frame.X.At(band.To) - from;
            to.Add($"<rect class=\"band {band.Tone.CssClass}\" x=\"{from}\" y=\"{frame.Top}\" width=\"{Math.Max(wide, .2)}\" height=\"{frame.Bottom - frame.Top}\"/>\n");
        }

        frame.Grid(to, X, Y);
        DrawThresholds(to, frame);
        foreach (Envelope range in Ranges)
            to.Add($"<path class=\"range {(range.Tone ?? Tone.Series(0)).CssClass}\" d=\"{Outline(range, frame)}\"/>\n");
        for (int i = 0; i < Series.Count; i++)
            DrawSeries(to, frame, i);
        frame.Edges(to);
        if (!Series.Any(static series => series.Drawing is Drawing.Marks or Drawing.LineAndMarks))
            DrawHover(to, frame);
        ChartFrame.Close(to);
    }

    private ChartFrame Layout()
    {
        double xLow = double.PositiveInfinity, xHigh = double.NegativeInfinity, yLow = double.PositiveInfinity, yHigh = double.NegativeInfinity;
        foreach (IReadOnlyList<ChartPoint> points in Series.Select(static series => series.Points).Concat(Ranges.SelectMany(static range => new[] { range.Low, range.High })))
        {
            foreach (ChartPoint point in points)
            {
                if (!double.IsFinite(point.Y) || (Y.Kind == AxisKind.Logarithmic && point.Y <= 0) || (X.Kind == AxisKind.Logarithmic && point.X <= 0))
                    continue;
                (xLow, xHigh) = (Math.Min(xLow, point.X), Math.Max(xHigh, point.X));
                (yLow, yHigh) = (Math.Min(yLow, point.Y), Math.Max(yHigh, point.Y));
            }
        }

        return ChartFrame.Layout(Width, Height, LabelRoom, (X, xLow, xHigh), (Y, yLow, yHigh));
    }

    private void DrawSeries(Markup to, ChartFrame frame, int number)
    {
        Series series = Series[number];
        string tone = (series.Tone ?? Tone.Series(number)).CssClass;
        if (series.Drawing != Drawing.Marks)
        {
            IReadOnlyList<ChartPoint> points = Downsample.KeepPeaks(series.Points, (int)frame.PlotWidth);
            string path = Path(points, frame, series.Drawing == Drawing.Steps);
            if (series.IsFilled && points.Count > 1 && path.Length > 0)
                to.Add($"<path class=\"range {tone}\" d=\"{path}V{frame.Bottom}H{frame.X.At(points[0].X)}Z\"/>\n");
            to.Add($"<path class=\"{LineClass(number)}\" d=\"{path}\"/>\n");
        }

        if (series.Drawing is Drawing.Marks or Drawing.LineAndMarks)
            DrawMarks(to, frame, number);
    }

    /// <summary>Marks differ by shape as well as by colour.</summary>
    private void DrawMarks(Markup to, ChartFrame frame, int number)
    {
        Series series = Series[number];
        string tone = (series.Tone ?? Tone.Series(number)).CssClass;
        foreach (ChartPoint point in series.Points)
        {
            if (!double.IsFinite(point.Y))
                continue;
            double x = frame.X.At(point.X), y = frame.Y.At(point.Y);
            string shape = (number % 4) switch
            {
                0 => Invariant($"M{x:0.##} {y - 4:0.##}a4 4 0 1 0 .01 0Z"),
                1 => Invariant($"M{x - 3.5:0.##} {y - 3.5:0.##}h7v7h-7Z"),
                2 => Invariant($"M{x:0.##} {y - 4.5:0.##}l4.5 8h-9Z"),
                _ => Invariant($"M{x:0.##} {y - 5:0.##}l4.5 5l-4.5 5l-4.5 -5Z"),
            };
            to.Add($"<path class=\"mark {tone}\" d=\"{shape}\"><title>{series.Name}: {frame.Y.Detail(point.Y)} at {frame.X.Detail(point.X)}</title></path>\n");
        }
    }

    private void DrawThresholds(Markup to, ChartFrame frame)
    {
        double above = double.NegativeInfinity;
        foreach (Threshold threshold in Thresholds.OrderByDescending(static threshold => threshold.Value))
        {
            if (threshold.Value < frame.Y.Low || threshold.Value > frame.Y.High)
                continue;
            double y = frame.Y.At(threshold.Value), label = Math.Max(y + 4, above + 14);
            above = label;
            string kind = threshold.IsLimit ? "limit" : "threshold";
            to.Add($"<path class=\"{kind}\" d=\"M{frame.Left} {ChartFrame.Snap(y)}H{frame.Right}\"/><text class=\"{kind}\" x=\"{frame.Right + 6}\" y=\"{label}\">{threshold.Label}</text>\n");
        }
    }

    private void DrawHover(Markup to, ChartFrame frame)
    {
        int columns = Math.Min(HoverColumns, Series.Count == 0 ? 0 : Series.Max(static series => series.Points.Count));
        if (columns == 0)
            return;
        double wide = frame.PlotWidth / columns;
        int[] next = new int[Series.Count];
        to.Add($"<g class=\"hover\">");
        for (int column = 0; column < columns; column++)
        {
            double from = frame.Left + (column * wide);
            string? text = HoverText(frame, from + wide, next);
            if (text is not null)
                to.Add($"<rect x=\"{from}\" y=\"{frame.Top}\" width=\"{wide}\" height=\"{frame.Bottom - frame.Top}\"><title>{text}</title></rect>");
        }

        to.Add($"</g>\n");
    }

    /// <summary>The highest value of every series within a column that ends at a coordinate.</summary>
    private string? HoverText(ChartFrame frame, double end, int[] next)
    {
        StringBuilder? text = null;
        for (int i = 0; i < Series.Count; i++)
        {
            IReadOnlyList<ChartPoint> points = Series[i].Points;
            ChartPoint highest = new(double.NaN, double.NaN);
            for (; next[i] < points.Count && frame.X.At(points[next[i]].X) <= end; next[i]++)
            {
                if (double.IsFinite(points[next[i]].Y) && !(highest.Y >= points[next[i]].Y))
                    highest = points[next[i]];
            }

            if (!double.IsFinite(highest.Y))
                continue;
            text = text is null ? new StringBuilder(frame.X.Detail(highest.X)) : text;
            text.Append('\n').Append(Series[i].Name).Append(": ").Append(frame.Y.Detail(highest.Y));
        }

        return text?.ToString();
    }

    private static string Path(IReadOnlyList<ChartPoint> points, ChartFrame frame, bool isSteps)
    {
        StringBuilder path = new(points.Count * 12);
        bool isDown = false;
        foreach (ChartPoint point in points)
        {
            if (!double.IsFinite(point.Y))
            {
                isDown = false;
                continue;
            }

            double x = frame.X.At(point.X), y = frame.Y.At(point.Y);
            if (!isDown)
                path.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}");
            else if (isSteps)
                path.Append(CultureInfo.InvariantCulture, $"H{x:0.#}V{y:0.#}");
            else
                path.Append(CultureInfo.InvariantCulture, $"L{x:0.#} {y:0.#}");
            isDown = true;
        }

        return path.ToString();
    }

    private static string Outline(Envelope range, ChartFrame frame)
    {
        int columns = (int)frame.PlotWidth;
        IReadOnlyList<ChartPoint> high = Downsample.KeepPeaks(range.High, columns), low = Downsample.KeepPeaks(range.Low, columns);
        if (high.Count < 2)
            return "";
        StringBuilder path = new(Path(high, frame, isSteps: false));
        for (int i = low.Count - 1; i >= 0; i--)
            path.Append(CultureInfo.InvariantCulture, $"L{frame.X.At(low[i].X):0.#} {frame.Y.At(low[i].Y):0.#}");
        return path.Append('Z').ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
