using PowerActors.Core.Settings;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output;

/// <summary>A governor study's page: what is saved against what is late, the energy of each variant, and power over time.</summary>
internal static class GovernorStudyPage
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static HtmlReport Compose(GovernorStudyResult study, string command, SettingsNode settings)
    {
        using StringWriter json = new();
        GovernorStudyJson.Write(json, study);
        SimulationResult first = study.Highest.Result;
        return new HtmlReport
        {
            Title = $"The clock governor on {Show.Number(first.Servers)} servers",
            Subtitle = $"{Show.Span(first.SimulatedSeconds)} simulated, {Show.Number(first.Requests.Offered)} requests, seed {first.Seed}, policy {first.Policy}",
            Lead = Lead(study),
            Sections =
            [
                TradeSection(study),
                OverTimeSection(study),
                VariantSection(study),
                new ReportSection("Repeat this", new ShellCommand(command)) { Intro = "The same seed and input give the same runs on any machine." },
                new ReportSection("Settings", SettingsInForce(settings)),
            ],
            Data = [("result", json.ToString())],
            Footer = SimulationReport.Program,
        };
    }

    /// <summary>Every setting in force, folded.</summary>
    public static Foldable SettingsInForce(SettingsNode settings) => new(
        "All settings in force",
        new Facts("Settings", [.. SimulationReport.Settings(settings).Select(static setting => new Fact(setting.Path, setting.Value, setting.Origin))]) { IsDense = true, Headings = ("setting", "value", "from") });

    private static List<IReportPart> Lead(GovernorStudyResult study)
    {
        SloResult slo = study.Highest.Result.Slo;
        List<KeyFigure> figures =
        [
            new("GPU energy saved", Figure.Percent(study.Saving(study.Governed.GpuEnergy), "/governor/saving"), Energy(study.Governed, "/governor/gpuEnergyMegawattHours")),
            new("more requests too late", Points(study.More(study.Governed), "/governor/overMore"), $"of 100; {Show.Percent(slo.Over, 2)} are at the highest clock"),
            new(
                "best fixed clock",
                study.BestFixed is { } best ? Figure.Percent(study.Saving(best.GpuEnergy), "/bestFixed/saving") : "none",
                study.BestFixed is { } chosen ? $"{chosen.Clock}, known only afterwards" : "none keeps within one point"),
            new("hindsight, one clock a minute for all", Figure.Percent(study.Saving(study.Hindsight), "/hindsight/saving"), new Figure($"{Show.Number(study.Hindsight.MegawattHours, 4)} MWh", "/hindsight/gpuEnergyMegawattHours")),
        ];
        int broken = Variants(study).Sum(static variant => variant.Variant.Result.Laws.Violations.Count);
        return
        [
            new KeyFigures(figures),
            new Paragraph($"A request is too late when its first token takes longer than {Show.Latency(slo.TtftSeconds)}, or its tokens come more than {Show.Latency(slo.TbtSeconds)} apart."),
            broken == 0 ? new Notice("No law was broken in any run.", Verdict.Good) : new Notice($"Laws broken: {broken}.", Verdict.Bad),
        ];
    }

    private static ReportSection TradeSection(GovernorStudyResult study)
    {
        (string Name, GovernorVariant Variant, string Path)[] all = [.. Variants(study)];
        return new ReportSection(
            "Energy against lateness",
            new LineChart
            {
                Caption = "What each way saves, and how many more requests it makes too late",
                X = Axis.Percent("more requests too late than at the highest clock, points", 2),
                Y = Axis.Percent("GPU energy saved", 1),
                Series =
                [
                    new Series("fixed clocks", [.. study.Fixed.Select(variant => new ChartPoint(study.More(variant), study.Saving(variant.GpuEnergy))).OrderBy(static point => point.X)]) { Drawing = Drawing.LineAndMarks, Tone = Tone.Series(1) },
                    new Series("governor", [new ChartPoint(study.More(study.Governed), study.Saving(study.Governed.GpuEnergy))]) { Drawing = Drawing.Marks, Tone = Tone.Series(0) },
                    new Series("highest clock", [new ChartPoint(0, 0)]) { Drawing = Drawing.Marks, Tone = Tone.Muted },
                ],
                Thresholds = [new Threshold("hindsight", study.Saving(study.Hindsight))],
                LabelRoom = 76,
                Note = $"Hindsight: one clock a minute for all servers, known afterwards, with {GovernorStudy.MorePoints * 100:0} point more requests too late. It is no bound for clocks per server: the governor may save more.",
            },
            new BarChart
            {
                Caption = "GPU energy",
                Value = new Axis("MWh") { Format = static value => Show.Number(value, 4) },
                Categories = [.. all.Select(static one => one.Name)],
                Groups =
                [
                    new BarGroup("GPU energy", [.. all.Select(static one => one.Variant.Result.Power.GpuEnergyMegawattHours)])
                    {
                        Labels = [.. all.Select(static one => Energy(one.Variant, $"{one.Path}/gpuEnergyMegawattHours"))],
                        Tones = [.. all.Select(one => one.Variant == study.Governed ? Tone.Series(0) : one.Variant.Clock is null ? Tone.Muted : Tone.Series(1))],
                    },
                ],
            });
    }

    private static ReportSection OverTimeSection(GovernorStudyResult study)
    {
        List<(string Name, GovernorVariant Variant)> shown = [("highest clock", study.Highest), ("governor", study.Governed)];
        if (study.BestFixed is { } best)
            shown.Add(($"fixed {best.Clock}", best));
        return new ReportSection(
            "Over time",
            new LineChart
            {
                Caption = "Power of all GPUs, means of a minute",
                X = Axis.Time(),
                Y = Axis.Watts("power"),
                Series = [.. shown.Select(static one => new Series(one.Name, PerWindow(one.Variant)))],
            },
            new LineChart
            {
                Caption = "Requests too late so far, by arrival",
                X = Axis.Time(),
                Y = new Axis("requests") { Low = 0 },
                Series = [.. shown.Select(static one => new Series(one.Name, Running(one.Variant.WindowMissed)) { Drawing = Drawing.Steps })],
                Height = 260,
            });
    }

    /// <summary>Mean power of each whole window; the last may be a part of one.</summary>
    private static List<ChartPoint> PerWindow(GovernorVariant variant) =>
        [.. variant.WindowJoules.Take((int)(variant.Result.SimulatedSeconds / Window.TotalSeconds)).Select(static (joules, i) => new ChartPoint((i + .5) * Window.TotalSeconds, joules / Window.TotalSeconds))];

    private static List<ChartPoint> Running(IReadOnlyList<long> counts)
    {
        long sum = 0;
        return [.. counts.Select((count, i) => new ChartPoint((i + 1) * Window.TotalSeconds, sum += count))];
    }

    private static ReportSection VariantSection(GovernorStudyResult study) => new(
        "Every run",
        new DataTable(
            "The same requests each time",
            [
                new Column("run"), new Column("GPU energy", true), new Column("saved", true), new Column("too late", true), new Column("more", true), new Column("TTFT P99", true), new Column("TBT P99", true),
                new Column("mean power", true), new Column("on rungs", true), new Column("brakes", true),
            ],
            [.. Variants(study).Select(one => (IReadOnlyList<Figure>)
            [
                one.Variant == study.BestFixed ? $"{one.Name} (best)" : one.Name,
                Energy(one.Variant, $"{one.Path}/gpuEnergyMegawattHours"),
                Figure.Percent(study.Saving(one.Variant.GpuEnergy), $"{one.Path}/saving"),
                Figure.Percent(one.Variant.Result.Slo.Over, $"{one.Path}/over", 2),
                Points(study.More(one.Variant), $"{one.Path}/overMore"),
                Figure.Latency(one.Variant.Result.Serving.Ttft.P99, $"{one.Path}/ttftP99Seconds"),
                Figure.Latency(one.Variant.Result.Serving.Tbt.P99, $"{one.Path}/tbtP99Seconds"),
                Figure.Percent(one.Variant.Result.Power.MeanUtilization, $"{one.Path}/meanUtilization"),
                Figure.Span(LadderPair.OnRungs(one.Variant.Result), $"{one.Path}/secondsOnRungs"),
                Figure.Count(one.Variant.Result.Capping.Brakes, $"{one.Path}/brakes"),
            ])])
        { IsDense = true });

    private static IEnumerable<(string Name, GovernorVariant Variant, string Path)> Variants(GovernorStudyResult study)
    {
        yield return (study.Highest.Name, study.Highest, "/highest");
        yield return (study.Governed.Name, study.Governed, "/governor");
        for (int i = 0; i < study.Fixed.Count; i++)
            yield return (study.Fixed[i].Name, study.Fixed[i], $"/fixed/{i}");
    }

    private static Figure Energy(GovernorVariant variant, string path) => new(Show.Number(variant.Result.Power.GpuEnergyMegawattHours, 4) + " MWh", path);

    private static Figure Points(double share, string path) => new(Show.Change(share).Replace(" %", " pt", StringComparison.Ordinal), path, 100);
}
