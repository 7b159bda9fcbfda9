using System.Globalization;
using System.Text;

namespace PowerActors.Simulation.Reports.Charts;

/// <summary>One layer of an area chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Values">Its height in each stretch.</param>
/// <param name="Tone">Its colour.</param>
public sealed record Layer(string Name, IReadOnlyList<double> Values, Tone Tone);

/// <summary>Layers on top of each other over stretches of x, such as the share of time on each rung; stretches narrower than a unit of the image are averaged.</summary>
public sealed record AreaChart : IReportPart
{
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

    /// <summary>Ends of the stretches by rising x: one more than there are stretches.</summary>
    public required IReadOnlyList<double> Edges { get; init; }

    /// <summary>The layers, from the bottom up.</summary>
    public required IReadOnlyList<Layer> Layers { get; init; }

    /// <summary>Width of the image.</summary>
    public int Width { get; init; } = ChartFrame.FullWidth;

    /// <summary>Height of the image.</summary>
    public int Height { get; init; } = 150;

    /// <summary>Room to the right of the plot; see <see cref="LineChart.LabelRoom"/>.</summary>
    public int LabelRoom { get; init; } = 16;

    /// <summary>The image alone.</summary>
    public string ToSvg()
    {
        Markup image = new();
        Draw(image);
        return image.ToString();
    }

    /// <inheritdoc/>
    public void WriteTo(Markup to) => ChartFrame.Figure(to, Caption, Note, Layers.Select(static layer => (layer.Name, $"bar {layer.Tone.CssClass}")), Draw);

    private void Draw(Markup to)
    {
        (double[] edges, double[][] tops) = Stack((int)(Width - 62 - LabelRoom));
        double high = tops.Length == 0 ? 1 : tops[^1].DefaultIfEmpty(1).Max();
        ChartFrame frame = ChartFrame.Layout(Width, Height, LabelRoom, (X, Edges[0], Edges[^1]), (Y, 0, high));
        ChartFrame.Open(to, Width, Height, Description is null ? Caption : $"{Caption}. {Description}");
        frame.Grid(to, X, Y);
        // From the top down: each layer is drawn down to the bottom, over the one above it.
        for (int i = tops.Length - 1; i >= 0; i--)
            to.Add($"<path class=\"bar {Layers[i].Tone.CssClass}\" d=\"{Outline(edges, tops[i], frame)}\"><title>{Layers[i].Name}</title></path>\n");
        frame.Edges(to);
        ChartFrame.Close(to);
    }

    /// <summary>The upper edge of every layer, in at most so many stretches.</summary>
    private (double[] Edges, double[][] Tops) Stack(int most)
    {
        int count = Edges.Count - 1, per = Math.Max(1, (count + most - 1) / most), merged = (count + per - 1) / per;
        double[] edges = new double[merged + 1];
        double[][] tops = [.. Layers.Select(_ => new double[merged])];
        for (int at = 0; at < merged; at++)
        {
            int first = at * per, last = Math.Min(count, first + per);
            edges[at] = Edges[first];
            double sum = 0;
            for (int layer = 0; layer < Layers.Count; layer++)
            {
                for (int i = first; i < last; i++)
                    sum += Layers[layer].Values[i] * (Edges[last] > Edges[first] ? (Edges[i + 1] - Edges[i]) / (Edges[last] - Edges[first]) : 1d / (last - first));
                tops[layer][at] = sum;
            }
        }

        edges[merged] = Edges[count];
        return (edges, tops);
    }

    private static string Outline(double[] edges, double[] tops, ChartFrame frame)
    {
        StringBuilder path = new();
        path.Append(CultureInfo.InvariantCulture, $"M{frame.X.At(edges[0]):0.#} {frame.Bottom:0.#}");
        double last = double.NaN;
        for (int i = 0; i < tops.Length; i++)
        {
            double y = Math.Round(frame.Y.At(tops[i]), 1);
            if (y != last)
                path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : FormattableString.Invariant($"H{frame.X.At(edges[i]):0.#}"))}V{y:0.#}");
            last = y;
        }

        return path.Append(CultureInfo.InvariantCulture, $"H{frame.X.At(edges[^1]):0.#}V{frame.Bottom:0.#}Z").ToString();
    }
}
