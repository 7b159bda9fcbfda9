using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Placement.Power;
using PowerActors.Simulation.Placement.Powered;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Simulation.Reports.Pages.Placing;

/// <summary>The page of <c>place power</c>: the same requests with and without regard to the power tree.</summary>
public static class PoweredPage
{
    /// <summary>Composes the page.</summary>
    /// <param name="results">One run for each way to heed power, the one without regard first.</param>
    /// <param name="options">What was replayed.</param>
    /// <param name="input">What goes with it.</param>
    public static HtmlReport Compose(IReadOnlyList<PoweredResult> results, PoweredOptions options, PlacementPageInput input)
    {
        PoweredResult first = results[0];
        return input.Page(
            $"Placement under power domains, {first.Policy}",
            $"{Show.Number(first.Work.Low.Arrived + first.Work.High.Arrived)} tasks over {Show.Span(first.Seconds)}, {string.Join(", ", first.Levels.Select(static level => $"{level.Domains} {level.Name}s"))}, seed {first.Seed}",
            [
                new KeyFigures([.. results.Select(static (result, at) => new KeyFigure(
                    NameOf(result.Heed),
                    Figure.Number(result.MinutesOnRungs, 0, $"/runs/{at}/minutesOnRungs", " min"),
                    Figure.Number(result.GpuHoursDone, 0, $"/runs/{at}/gpuHoursDone", " GPU hours of work")))]),
            ],
            [
                new ReportSection("Minutes on rungs", [.. first.Levels.Select((level, at) => Rungs(results, at)), Over(results, "Domains that stand on a rung", new Axis("domains"), static point => point.DomainsOnARung)])
                {
                    Intro = "Of all domains of a level together. A domain on a rung slows the work below it: low priority from the first rung on, high priority on the later ones.",
                },
                new ReportSection("Work", Work(results, Priority.High), Work(results, Priority.Low), Over(results, "Tasks that wait", new Axis("tasks"), static point => point.Waiting)),
                new ReportSection(
                    "Power",
                    Over(results, "Draw of all nodes", Axis.Watts("draw"), static point => point.Watts),
                    Over(results, "Allocated GPU", new Axis("of capacity") { Format = static value => $"{Show.Plain(value)} %" }, static point => point.AllocatedPercent)),
                Settings(options),
                input.Assumptions(
                    "Ladder: POLCA's (Patel et al., ASPLOS'24), its ceilings as shares of an A100's maximum clock, climbed by the same law as in production; a ceiling acts 40 s after it was told, the brake 5 s.",
                    "A ceiling takes from a GPU's draw above idle and from its speed what was measured on A100 for compute-bound work (jlee335/BEAM-artifact), whatever the GPU. Memory-bound work would lose less.",
                    "A GPU follows the ceiling of the highest priority that it serves; work without GPUs is never slowed.",
                    "A task draws and works from its start-up on; until then the ledger counts its expected watts as on their way.",
                    "A breaker that would have tripped is counted, and the simulation goes on."),
            ]);
    }

    private static string NameOf(PowerHeed heed) => heed switch
    {
        PowerHeed.None => "without regard to power",
        PowerHeed.Prefer => "preferring domains with power to spare",
        _ => "refusing domains past their threshold",
    };

    private static BarChart Rungs(IReadOnlyList<PoweredResult> results, int level) => new()
    {
        Caption = $"Minutes on each rung, {results[0].Levels[level].Domains} {results[0].Levels[level].Name}s",
        Value = new Axis("minutes"),
        Categories = [.. results[0].Levels[level].MinutesOnRung.Select(static rung => rung.Rung)],
        Groups =
        [
            .. results.Select((result, at) => new BarGroup(NameOf(result.Heed), [.. result.Levels[level].MinutesOnRung.Select(static rung => rung.Minutes)])
            {
                Labels = [.. result.Levels[level].MinutesOnRung.Select(rung => Figure.Number(rung.Minutes, 0, $"/runs/{at}/levels/{level}/minutesOnRung/{rung.Rung}"))],
            }),
        ],
    };

    private static DataTable Work(IReadOnlyList<PoweredResult> results, Priority priority)
    {
        string name = priority == Priority.High ? "high" : "low";
        return new DataTable(
            $"Work of {name} priority, {Show.Number(results[0].Work[priority].Arrived)} tasks",
            [new("placement"), new("GPU hours done", true), new("lost to caps", true), new("ended", true), new("ran longer", true), new("99 % at most", true), new("after waiting", true), new("mean wait", true), new("waiting at the end", true)],
            [
                .. results.Select((result, at) =>
                {
                    PoweredWork work = result.Work[priority];
                    string path = $"/runs/{at}/work/{name}";
                    return (IReadOnlyList<Figure>)
                    [
                        NameOf(result.Heed),
                        Figure.Number(work.GpuHoursDone, 0, $"{path}/gpuHoursDone"),
                        Figure.Number(work.GpuHoursLostToCaps, 1, $"{path}/gpuHoursLostToCaps"),
                        Figure.Count(work.Finished, $"{path}/finished"),
                        Figure.Percent(work.MeanLonger, $"{path}/meanLonger", 2),
                        Figure.Percent(work.P99Longer, $"{path}/p99Longer"),
                        Figure.Count(work.PlacedAfterWaiting, $"{path}/placedAfterWaiting"),
                        Figure.Span(work.MeanWaitSeconds, $"{path}/meanWaitSeconds"),
                        Figure.Count(work.StillWaiting, $"{path}/stillWaiting"),
                    ];
                }),
            ]);
    }

    private static LineChart Over(IReadOnlyList<PoweredResult> results, string caption, Axis y, Func<PoweredPoint, double> figure) => new()
    {
        Caption = caption,
        X = Axis.Time("time"),
        Y = y,
        Series = [.. results.Select((result, at) => new Series(NameOf(result.Heed), [.. result.Points.Select(point => new ChartPoint(point.Seconds, figure(point)))]) { IsDashed = at == 0 })],
    };

    private static ReportSection Settings(PoweredOptions options)
    {
        PerPriority<double> threshold = PowerDomain.ThresholdOf(options.Ladder);
        double[] limits = [.. options.Site.Domains.Select(static domain => domain.Limit.Value).Where(double.IsFinite)];
        return new ReportSection("What was run", new Facts("Settings", [
            new("limits", limits.Length == 0 ? "none" : $"{Show.Watts(limits.Min())} to {Show.Watts(limits.Max())}"),
            new("low priority fills a domain to", Show.Percent(threshold.Low)),
            new("high priority fills a domain to", Show.Percent(threshold.High)),
            new("ladder", string.Join(", ", options.Ladder.Rungs.Select(static rung => $"{rung.Name} at {Show.Percent(rung.EnterAt, 0)}: {rung.Ceilings}"))),
            new("tasks arrive", $"{Show.Plain(options.Load)} times as fast as in the trace, which runs {options.Repeat} time(s)"),
            new("start-up", Show.Span(options.StartUp.TotalSeconds)),
        ]));
    }
}
