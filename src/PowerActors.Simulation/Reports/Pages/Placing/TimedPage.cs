using PowerActors.Simulation.Placement.Timed;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Simulation.Reports.Pages.Placing;

/// <summary>The page of <c>place timed</c>: policies side by side while tasks come and go.</summary>
public static class TimedPage
{
    /// <summary>Composes the page.</summary>
    /// <param name="results">One run for each policy.</param>
    /// <param name="input">What goes with them.</param>
    public static HtmlReport Compose(IReadOnlyList<TimedResult> results, PlacementPageInput input) => input.Page(
        $"Placement while tasks come and go: {string.Join(", ", results.Select(static result => result.Policy))}",
        $"{results[0].Arrived} tasks over {Show.Span(results[0].Seconds)}, seed {results[0].Seed}",
        [
            new DataTable(
                "Means over time",
                [new("policy"), new("draw", true), new("energy, MWh", true), new("allocated", true), new("W per GPU", true), new("placed", true), new("after waiting", true), new("still waiting", true), new("mean wait", true), new("99 % wait", true)],
                [
                    .. results.Select(static (result, at) => (IReadOnlyList<Figure>)
                    [
                        result.Policy,
                        Figure.Watts(result.Mean.EopcWatts, $"/runs/{at}/mean/eopcWatts"),
                        Figure.Number(result.EnergyMegawattHours, 1, $"/runs/{at}/energyMegawattHours"),
                        new Figure($"{Show.Number(result.Mean.AllocatedPercent, 2)} %", $"/runs/{at}/mean/allocatedPercent"),
                        Figure.Number(result.Mean.WattsPerAllocatedGpu, 1, $"/runs/{at}/mean/wattsPerAllocatedGpu"),
                        Figure.Count(result.Placed, $"/runs/{at}/placed"),
                        Figure.Count(result.PlacedAfterWaiting, $"/runs/{at}/placedAfterWaiting"),
                        Figure.Count(result.StillWaiting, $"/runs/{at}/stillWaiting"),
                        Figure.Span(result.MeanWaitSeconds, $"/runs/{at}/meanWaitSeconds"),
                        Figure.Span(result.P99WaitSeconds, $"/runs/{at}/p99WaitSeconds"),
                    ]),
                ]),
        ],
        [
            new ReportSection("Power", Chart(results, "Draw of all nodes", Axis.Watts("draw"), static point => point.EopcWatts), Chart(results, "Watts per allocated GPU", new Axis("W per GPU"), static point => point.WattsPerAllocatedGpu)),
            new ReportSection(
                "Work",
                Chart(results, "Allocated GPU", new Axis("of capacity") { Format = static value => $"{Show.Plain(value)} %" }, static point => point.AllocatedPercent),
                Chart(results, "Tasks that wait for room", new Axis("tasks"), static point => point.Waiting),
                Chart(results, "Allocated of what is asked for, waiting tasks included (GRAR)", new Axis("of what is asked for") { Format = static value => $"{Show.Plain(value * 100)} %" }, static point => point.Grar),
                Chart(results, "Fragmentation", new Axis("of capacity") { Format = static value => $"{Show.Plain(value)} %" }, static point => point.FragmentationPercent)),
            PlacementPageInput.Assumptions(
                "A task runs as long as in the trace, from when it was placed. One that fits nowhere waits; when a task leaves, those that wait are tried in order of arrival. Those that still wait when the last task has arrived are in no figure of the waits.",
                results.Any(static result => result.Moves > 0) ? "When a task leaves, those left on its node move where that saves enough; a task that moves runs longer by a fixed time." : "Running tasks are not moved."),
        ]);

    private static LineChart Chart(IReadOnlyList<TimedResult> results, string caption, Axis y, Func<TimedPoint, double> figure) => new()
    {
        Caption = caption,
        X = Axis.Time("time"),
        Y = y,
        Series = [.. results.Select(result => new Series(result.Policy, [.. result.Points.Select(point => new ChartPoint(point.Seconds, figure(point)))]))],
    };
}
