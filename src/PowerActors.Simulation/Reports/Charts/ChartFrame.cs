namespace PowerActors.Simulation.Reports.Charts;

/// <summary>What all charts have around them: a figure with its caption, legend and note, an SVG image with a label for screen readers, and a plot with its grid.</summary>
internal sealed class ChartFrame
{
    private const double TickLabelGap = 6;
    private const double LetterWidth = 6.6;

    private ChartFrame(Scale x, Scale y, double left, double top, double right, double bottom) => (X, Y, Left, Top, Right, Bottom) = (x, y, left, top, right, bottom);

    /// <summary>Full width of a report, in the units of all charts: about a pixel each on a screen.</summary>
    public const int FullWidth = 960;

    public Scale X { get; }

    public Scale Y { get; }

    public double Left { get; }

    public double Top { get; }

    public double Right { get; }

    public double Bottom { get; }

    public double PlotWidth => Right - Left;

    /// <summary>Lays out a plot in an image.</summary>
    public static ChartFrame Layout(int width, int height, double labelRoom, (Axis Axis, double Low, double High) x, (Axis Axis, double Low, double High) y)
    {
        const double Margin = 62, Above = 26, Below = 42;
        double right = width - labelRoom, bottom = height - Below;
        int ticksAcross = Math.Max(2, (int)((right - Margin) / 85)), ticksUp = Math.Max(2, (int)((bottom - Above) / 38));
        return new ChartFrame(
            new Scale(x.Axis, x.Low, x.High, Margin, right, ticksAcross, rounds: false),
            new Scale(y.Axis, y.Low, y.High, bottom, Above, ticksUp, rounds: true),
            Margin, Above, right, bottom);
    }

    public static void Figure(Markup to, string caption, string? note, IEnumerable<(string Name, string CssClass)> legend, Action<Markup> image)
    {
        to.Add($"<figure class=\"chart\">\n<figcaption>{caption}</figcaption>\n");
        bool isFirst = true;
        foreach ((string name, string cssClass) in legend)
        {
            if (isFirst)
                to.Add($"<ul class=\"legend\">");
            isFirst = false;
            to.Add($"<li><svg class=\"swatch\" viewBox=\"0 0 22 12\" aria-hidden=\"true\">");
            if (cssClass.StartsWith("line ", StringComparison.Ordinal))
                to.Add($"<path class=\"{cssClass}\" d=\"M1 6H21\"/>");
            else
                to.Add($"<rect class=\"{cssClass}\" x=\"1\" y=\"1\" width=\"20\" height=\"10\"/>");
            to.Add($"</svg>{name}</li>");
        }

        if (!isFirst)
            to.Add($"</ul>\n");
        image(to);
        if (note is not null)
            to.Add($"<p class=\"note\">{note}</p>\n");
        to.Add($"</figure>\n");
    }

    public static void Open(Markup to, int width, int height, string label) =>
        to.Add($"<svg class=\"{(width < FullWidth ? "half" : "full")}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">\n");

    public static void Close(Markup to) => to.Add($"</svg>\n");

    /// <summary>Grid, ticks and what the axes show.</summary>
    public void Grid(Markup to, Axis x, Axis y)
    {
        to.Add($"<g class=\"grid\">");
        foreach (double value in Y.Values)
            to.Add($"<path d=\"M{Left} {Snap(Y.At(value))}H{Right}\"/>");
        foreach (double value in X.Values)
            to.Add($"<path d=\"M{Snap(X.At(value))} {Top}V{Bottom}\"/>");
        to.Add($"</g>\n<g class=\"ticks\">");
        foreach (double value in Y.Values)
            to.Add($"<text class=\"end\" x=\"{Left - TickLabelGap}\" y=\"{Y.At(value) + 4}\">{Y.Label(value)}</text>");
        AcrossLabels(to);
        to.Add($"</g>\n<text class=\"axis\" x=\"{Left}\" y=\"{Top - 11}\">{y.Label}</text><text class=\"axis end\" x=\"{Right}\" y=\"{Bottom + 34}\">{x.Label}</text>\n");
    }

    /// <summary>The edges of the plot, over what is drawn in it.</summary>
    public void Edges(Markup to) => to.Add($"<path class=\"edge\" d=\"M{Snap(Left)} {Top}V{Snap(Bottom)}H{Right}\"/>\n");

    /// <summary>A line to half a unit, so that thin lines are sharp.</summary>
    public static double Snap(double coordinate) => Math.Floor(coordinate) + .5;

    /// <summary>Labels along the lower edge, as many as fit beside one another.</summary>
    private void AcrossLabels(Markup to)
    {
        double free = double.NegativeInfinity;
        foreach (double value in X.Values)
        {
            string label = X.Label(value);
            double half = label.Length * LetterWidth / 2, at = X.At(value);
            if (at - half < free)
                continue;
            to.Add($"<text class=\"middle\" x=\"{at}\" y=\"{Bottom + 16}\">{label}</text>");
            free = at + half + 8;
        }
    }
}
