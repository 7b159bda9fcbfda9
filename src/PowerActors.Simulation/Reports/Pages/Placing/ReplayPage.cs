using PowerActors.Simulation.Placement.Replay;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Simulation.Reports.Pages.Placing;

/// <summary>The page of <c>place replay</c>: one run as the cluster fills.</summary>
public static class ReplayPage
{
    /// <summary>Composes the page.</summary>
    /// <param name="result">The replay.</param>
    /// <param name="input">What goes with it.</param>
    public static HtmlReport Compose(ReplayResult result, PlacementPageInput input)
    {
        ReplayPoint last = result.Points[^1];
        return input.Page(
            $"Placement by {result.Policy}",
            $"{result.Placed + result.Failed} tasks on {result.Nodes} nodes, seed {result.Seed}",
            [
                new KeyFigures(
                    new KeyFigure("placed", Figure.Count(result.Placed, "/placed"), $"{Show.Number(result.Failed)} fitted nowhere"),
                    new KeyFigure("draw at the end", Figure.Watts(last.EopcWatts), $"{Show.Number(last.WattsPerAllocatedGpu, 1)} W per allocated GPU"),
                    new KeyFigure("allocated at the end", new Figure($"{Show.Number(last.AllocatedPercent, 1)} %"), $"GRAR {Show.Number(last.Grar, 3)}"),
                    new KeyFigure("decisions", new Figure($"{Show.Number(result.DecisionsPerSecond)}/s"))),
            ],
            [
                new ReportSection("Power", Chart(result, "Draw of all nodes", Axis.Watts("draw"), static point => point.EopcWatts), Chart(result, "Watts per allocated GPU", new Axis("W per GPU"), static point => point.WattsPerAllocatedGpu, 5)),
                new ReportSection(
                    "Work",
                    new LineChart
                    {
                        Caption = "Allocated and fragmented GPU",
                        X = Arrived,
                        Y = new Axis("of capacity") { Format = Percent },
                        Series = [new("allocated", Points(result, 0, static point => point.AllocatedPercent)), new("fragmented", Points(result, 0, static point => point.FragmentationPercent))],
                    },
                    Chart(result, "GRAR: allocated over arrived GPU", new Axis("GRAR"), static point => point.Grar, 1)),
                input.Assumptions("Tasks arrive one after the other and nothing leaves; one that fits nowhere is dropped."),
            ]);
    }

    private static Axis Arrived => new("arrived GPU, of capacity") { Format = Percent };

    private static LineChart Chart(ReplayResult result, string caption, Axis y, Func<ReplayPoint, double> figure, int from = 0) =>
        new() { Caption = caption, X = Arrived, Y = y, Series = [new(caption, Points(result, from, figure))] };

    private static ChartPoint[] Points(ReplayResult result, int from, Func<ReplayPoint, double> figure) =>
        [.. result.Points.Where(point => point.ArrivedPercent >= from).Select(point => new ChartPoint(point.ArrivedPercent, figure(point)))];

    private static string Percent(double value) => $"{Show.Plain(value)} %";
}
