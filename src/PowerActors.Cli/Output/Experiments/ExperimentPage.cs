using PowerActors.Cli.Commands.Experiments;
using PowerActors.Core.Settings;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Pages;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output.Experiments;

/// <summary>An experiment's page.</summary>
internal static class ExperimentPage
{
    public static HtmlReport Compose(ExperimentReport report, Objectives objectives, SettingsNode settings)
    {
        using StringWriter json = new();
        ExperimentJson.Write(json, report);
        List<ReportSection> sections = [Figures(report, objectives)];
        sections.Add(report.Experiment.XLabel is not null ? Charts(report, objectives) : Beside(report, objectives));
        if (report.Experiment.AtEqualWatts.Count > 0)
            sections.Add(AtEqualWatts(report));
        sections.AddRange(Runs(report));
        PointResult[] refused = [.. report.Points.Where(static point => point.Refused is not null)];
        if (refused.Length > 0)
            sections.Add(new ReportSection("Refused", new BulletList([.. refused.Select(static point => $"{point.Point.Series}, {point.Point.Label}: {point.Refused}")])) { Intro = "These points were not run: a check of the topology refuses them, and no check is ever turned off." });
        sections.Add(Repeat(report));
        sections.Add(new ReportSection("Settings", Settings(settings)));
        int met = report.Points.Count(static point => point.IsMet);
        return new HtmlReport
        {
            Title = $"{report.Experiment.Name}: {report.Experiment.Shows}",
            Subtitle = $"{(report.Duration is null ? "the whole trace" : $"{report.Duration} of simulated time")}, {report.Seeds} seed{(report.Seeds == 1 ? "" : "s")} for each point",
            Lead =
            [
                new KeyFigures(
                    new KeyFigure("points within all objectives", $"{met} of {report.Points.Count}"),
                    new KeyFigure("refused", $"{refused.Length}", "by a check of the topology")),
                .. report.Experiment.Remarks.Select(static remark => new Paragraph(remark)),
            ],
            Sections = sections,
            Data = [("result", json.ToString())],
            Footer = SimulationReport.Program,
        };
    }

    private static ReportSection Figures(ExperimentReport report, Objectives objectives)
    {
        List<Column> columns = [new("point"), new("servers", true), .. ExperimentFigure.All.Select(static figure => new Column(figure.Name, true)), new("met?")];
        List<IReadOnlyList<Figure>> rows = [];
        for (int i = 0; i < report.Points.Count; i++)
        {
            PointResult point = report.Points[i];
            int number = i;
            rows.Add(
            [
                $"{point.Point.Series}, {point.Point.Label}",
                point.Runs.Count > 0 ? Figure.Count(point.Runs[0].Servers, $"/points/{i}/servers") : "–",
                .. ExperimentFigure.All.Select(figure => Cell(figure, figure.Worst(point), $"/points/{number}/worst/{figure.Key}", objectives)),
                point.Refused is not null ? "refused" : new Figure(point.IsMet ? "met" : "missed", Tone: point.IsMet ? Verdict.Good : Verdict.Bad),
            ]);
        }

        return new ReportSection("Figures", new DataTable("Each point: the worst of its seeds", columns, rows) { IsDense = true })
        {
            Intro = "Impacts are against the same requests on the same servers, uncapped and unlimited.",
        };
    }

    private static ReportSection AtEqualWatts(ExperimentReport report)
    {
        IReadOnlyList<EqualWattsRow> rows = EqualWatts.Of(report);
        List<Column> columns = [new("point"), new("held against"), new("mean power", true), .. EqualWatts.Figures.SelectMany(static figure => (Column[])[new(figure.Name, true), new("the other", true)])];
        return new ReportSection("At equal mean power", new DataTable("Means of the seeds", columns,
        [
            .. rows.Select((row, i) => (IReadOnlyList<Figure>)
            [
                $"{row.Point.Series}, {row.Point.Label}", row.Against, Figure.Percent(row.Mean, $"/atEqualWatts/{i}/meanUtilization"),
                .. EqualWatts.Figures.Zip(row.Impacts).SelectMany(pair => (Figure[])[Impact(pair.Second.Own, pair.First, i, "own"), Impact(pair.Second.Other, pair.First, i, "other")]),
            ]),
        ]) { IsDense = true })
        {
            Intro = "What the other series would cost at the same mean power: straight lines between its points, seed by seed. A dash: it has no points on both sides.",
        };

        static Figure Impact(double value, ExperimentFigure figure, int row, string which) => double.IsFinite(value) ? Figure.Change(value, $"/atEqualWatts/{row}/{figure.Key}/{which}") : "–";
    }

    private static Figure Cell(ExperimentFigure figure, double value, string path, Objectives objectives)
    {
        if (!double.IsFinite(value))
            return "–";
        Figure shown = figure.IsCount ? Figure.Count((long)value, path) : figure.Allowed is null ? Figure.Percent(value, path) : Figure.Change(value, path);
        return figure.Allowed is { } allowed && value > allowed(objectives) ? shown with { Tone = Verdict.Bad } : shown;
    }

    private static ReportSection Charts(ExperimentReport report, Objectives objectives) => new(
        "Charts",
        [.. ExperimentFigure.All.Where(static figure => figure.Key is "peakUtilization" or "brakes" or "highP50Impact" or "highP99Impact" or "lowP50Impact" or "lowP99Impact").Select(figure => Chart(report, figure, objectives))]);

    /// <summary>Points that have no order, as bars.</summary>
    private static ReportSection Beside(ExperimentReport report, Objectives objectives)
    {
        PointResult[] run = [.. report.Points.Where(static point => point.Runs.Count > 0)];
        return new ReportSection("Charts", [.. ((string[])["peakUtilization", "highP50Impact", "highP99Impact", "lowP50Impact", "lowP99Impact"])
            .Select(static key => ExperimentFigure.All.First(figure => figure.Key == key)).Select(Bars)]);

        BarChart Bars(ExperimentFigure figure)
        {
            // One that is off by orders of magnitude would leave nothing of the others to see: its bar is cut, its figure is not.
            double most = figure.Allowed is { } allowed ? 3 * allowed(objectives) : double.PositiveInfinity;
            bool isCut = run.Any(point => figure.Worst(point) > most);
            return new BarChart
            {
                Caption = figure.Name,
                Note = (figure.Allowed is { } bound ? $"At most {Show.Change(bound(objectives), 0)} is allowed." : "Share of the limit.") + (isCut ? " Bars beyond three times that are cut." : ""),
                // Up to what is allowed at least: a hundredth of it must not look like much.
                Value = figure.Allowed is { } least ? Axis.Percent("impact") with { High = Math.Max(least(objectives), run.Max(point => Math.Min(most, figure.Worst(point)))) } : Axis.Percent("share of the limit") with { High = Math.Max(1, run.Max(figure.Worst)) },
                Categories = [.. run.Select(static point => point.Point.Label)],
                Groups =
                [
                    new BarGroup(figure.Name, [.. run.Select(point => Math.Min(most, figure.Worst(point)))])
                    {
                        Labels = [.. run.Select(point => Cell(figure, figure.Worst(point), $"/points/{IndexOf(report, point)}/worst/{figure.Key}", objectives))],
                    },
                ],
            };
        }
    }

    /// <summary>The first run of each point, where it kept what there is to see.</summary>
    private static IEnumerable<ReportSection> Runs(ExperimentReport report) =>
        from point in report.Points
        let options = point.Options
        where options is not null && point.Runs is [{ Detail: not null }, ..]
        select new ReportSection(
            $"{point.Point.Label}, seed {point.Runs[0].Seed}",
            new Below($"/points/{IndexOf(report, point)}/runs/0", [.. SimulationPage.SectionsOf(point.Runs[0], options).SelectMany(static section => section.Parts)]));

    private static int IndexOf(ExperimentReport report, PointResult point) => report.Points.TakeWhile(other => !ReferenceEquals(other, point)).Count();

    private static LineChart Chart(ExperimentReport report, ExperimentFigure figure, Objectives objectives) => new()
    {
        Caption = figure.Name,
        X = report.Experiment.IsShare ? Axis.Percent(report.Experiment.XLabel!) : new Axis(report.Experiment.XLabel!),
        Y = figure.IsCount ? new Axis("count") : Axis.Percent(figure.Allowed is null ? "share of the limit" : "impact", 1),
        Series =
        [
            .. report.Points.Where(point => double.IsFinite(figure.Worst(point))).GroupBy(static point => point.Point.Series, StringComparer.Ordinal)
                .Select(series => new Series(series.Key, [.. series.OrderBy(static point => point.Point.X).Select(point => new ChartPoint(point.Point.X, figure.Worst(point)))]) { Drawing = Drawing.LineAndMarks }),
        ],
        Thresholds = figure.Allowed is { } allowed ? [new Threshold("allowed", allowed(objectives), IsLimit: true)] : [new Threshold("limit", 1, IsLimit: true)],
        LabelRoom = 64,
    };

    private static ReportSection Repeat(ExperimentReport report) => new(
        "Repeat this",
        new ShellCommand(report.Command),
        new Foldable("Any point by itself, with the first seed", [.. report.Points.Select(point => report.CommandOf(point.Point)).OfType<string>().Select(static command => new ShellCommand(command))]));

    private static Foldable Settings(SettingsNode settings) => new(
        "All settings in force, but for those that a point changes",
        new Facts("Settings", [.. SimulationReport.Settings(settings).Select(static setting => new Fact(setting.Path, setting.Value, setting.Origin))]) { IsDense = true, Headings = ("setting", "value", "from") });
}
