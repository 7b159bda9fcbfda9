namespace PowerActors.Simulation.Reports.Charts;

/// <summary>Cells coloured by value: domains over time, or servers in their racks. What is above the highest value stands out.</summary>
public sealed record HeatMap : IReportPart
{
    private const int Shades = 10;
    private const double LetterWidth = 6.8;

    /// <summary>What the chart shows; its heading.</summary>
    public required string Caption { get; init; }

    /// <summary>What a reader who cannot see it should know; null for the caption alone.</summary>
    public string? Description { get; init; }

    /// <summary>Small print below; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>Names of the rows, from the top.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Names of the columns; as many are written as fit.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>What the columns divide evenly, with its ends; null writes their names instead of ticks.</summary>
    public (Axis Axis, double Low, double High)? Across { get; init; }

    /// <summary>Values by row and column; NaN leaves a cell empty.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Values { get; init; }

    /// <summary>What is added to a cell's tooltip, by row and column; null for nothing.</summary>
    public Func<int, int, string?>? Detail { get; init; }

    /// <summary>What the values are, for the legend.</summary>
    public required string ValueLabel { get; init; }

    /// <summary>The value of the lightest shade.</summary>
    public double Low { get; init; }

    /// <summary>The end of the darkest shade; values above it stand out.</summary>
    public double High { get; init; } = 1;

    /// <summary>How values are written; null for percent.</summary>
    public Func<double, string>? Format { get; init; }

    /// <summary>Width of the image.</summary>
    public int Width { get; init; } = ChartFrame.FullWidth;

    /// <summary>Height of a row.</summary>
    public int RowHeight { get; init; } = 18;

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
        Func<double, string> write = Format ?? (static value => Show.Percent(value, 0));
        double step = (High - Low) / Shades;
        for (int shade = 0; shade < Shades; shade += 3)
            yield return ($"{(shade == 0 ? $"{ValueLabel} " : "")}{write(Low + (shade * step))} to {write(Low + ((shade + 1) * step))}", $"cell h{shade}");
        if (Values.Any(row => row.Any(value => value > High)))
            yield return ($"above {write(High)}", "cell over");
    }

    private void Draw(Markup to)
    {
        double left = 12 + (LetterWidth * Math.Min(34, Rows.Select(static row => row.Length).DefaultIfEmpty(0).Max()));
        double wide = (Width - left - 8) / Math.Max(1, Columns.Count), height = (Rows.Count * RowHeight) + 24;
        Func<double, string> write = Format ?? (static value => Show.Percent(value, 0));
        ChartFrame.Open(to, Width, (int)Math.Ceiling(height), Description is null ? Caption : $"{Caption}. {Description}");
        bool hasText = wide >= 46;
        double gap = wide > 12 ? 1 : 0;
        for (int row = 0; row < Rows.Count; row++)
        {
            double top = row * RowHeight;
            to.Add($"<text class=\"name end\" x=\"{left - 8}\" y=\"{top + (RowHeight / 2) + 4}\">{Shortened(Rows[row])}</text>\n");
            for (int column = 0; column < Values[row].Count; column++)
            {
                double value = Values[row][column];
                if (!double.IsFinite(value))
                    continue;
                string shade = Shade(value), text = write(value);
                double x = left + (column * wide);
                to.Add($"<rect class=\"cell {shade}\" x=\"{x}\" y=\"{top + .5}\" width=\"{wide - gap}\" height=\"{RowHeight - 1}\">");
                to.Add($"<title>{Rows[row]}, {Columns[column]}: {text}");
                if (Detail?.Invoke(row, column) is { } detail)
                    to.Add($"\n{detail}");
                to.Add($"</title></rect>");
                if (hasText)
                    to.Add($"<text class=\"in {shade}\" x=\"{x + ((wide - gap) / 2)}\" y=\"{top + (RowHeight / 2) + 4}\">{text}</text>");
            }
        }

        if (Across is { } across)
            DrawTicks(to, new Scale(across.Axis, across.Low, across.High, left, left + (wide * Columns.Count), (int)(wide * Columns.Count / 85), rounds: false), height);
        else
            DrawColumnNames(to, left, wide, height - 8);
        ChartFrame.Close(to);
    }

    private void DrawTicks(Markup to, Scale scale, double height)
    {
        foreach (double value in scale.Values)
        {
            double at = scale.At(value);
            to.Add($"<path class=\"edge\" d=\"M{ChartFrame.Snap(at)} {height - 24}v5\"/><text class=\"{(at > Width - 20 ? "end" : "middle")} tick\" x=\"{Math.Min(at, Width)}\" y=\"{height - 6}\">{scale.Label(value)}</text>\n");
        }
    }

    private void DrawColumnNames(Markup to, double left, double wide, double y)
    {
        double free = left - 20;
        for (int column = 0; column < Columns.Count; column++)
        {
            string name = Columns[column];
            double half = name.Length * LetterWidth / 2, at = left + ((column + .5) * wide);
            if (at - half < free || at + half > Width)
                continue;
            to.Add($"<text class=\"middle tick\" x=\"{at}\" y=\"{y}\">{name}</text>");
            free = at + half + (wide >= 40 ? 2 : 36);
        }
    }

    private string Shade(double value) => value > High ? "over" : $"h{Math.Clamp((int)((value - Low) / (High - Low) * Shades), 0, Shades - 1)}";

    private static string Shortened(string name) => name.Length <= 34 ? name : $"…{name[^33..]}";
}
