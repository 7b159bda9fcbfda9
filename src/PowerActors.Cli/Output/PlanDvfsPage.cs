using System.Globalization;
using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Dvfs.Noise;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Cli.Output;

/// <summary>A plan's page: what time buys at each grain, the clocks chosen, and each kernel's energy before and after.</summary>
internal static class PlanDvfsPage
{
    private const int MostBars = 24;
    private const int MostRows = 400;

    public static HtmlReport Compose(PlanDvfsResult result, string command, IReadOnlyList<string?> files)
    {
        using StringWriter json = new();
        PlanDvfsJson.Write(json, result);
        DvfsPlan plan = result.Plans.Plan;
        List<KernelSum> kernels = KernelSum.Of(result);
        List<ReportSection> sections = [TradeSection(result), ClockSection(result, kernels), EnergySection(result, kernels)];
        if (result.HeldOut.Count > 0)
            sections.Add(HeldOutSection(result.HeldOut, result.HeldOutNote));
        if (result.Transfer is { } transfer)
            sections.Add(TransferSection(transfer, result.TransferFile));
        sections.Add(new ReportSection("What was planned", [Assumptions(result), SimulationReport.InputFiles(files)]));
        sections.Add(new ReportSection("Repeat this", new ShellCommand(command)));
        return new HtmlReport
        {
            Title = $"{Path.GetFileName(result.File)}: clocks for {Count(result.Profile.Kernels.Count, "kernel")}",
            Subtitle = $"{result.Profile.Clocks.Count} pairs of clocks measured; rule {Name(result.Options.Rule)}, grain {Name(plan.Grain)}",
            Lead =
            [
                new KeyFigures(
                    new KeyFigure("energy saved", Figure.Percent(plan.Saving, "/plan/saving", 2), Energy(plan.Totals.EnergyMj, "/plan/energyMj")),
                    new KeyFigure("longer", Figure.Change(plan.Slowdown, "/plan/slowdown"), new Figure($"{Show.Percent(result.Options.Slowdown, 2)} is the most allowed", "/maxSlowdown", 100)),
                    new KeyFigure("changes of clocks", Figure.Count(plan.Switches, "/plan/switches"), "in one iteration"),
                    new KeyFigure("above the bound", Figure.Percent(plan.Gap, "/gap", 4), plan.Gap <= 1e-9 ? "proven optimal" : "no plan can save more than this on top")),
            ],
            Sections = sections,
            Data = [("result", json.ToString())],
            Footer = SimulationReport.Program,
        };
    }

    private static ReportSection TradeSection(PlanDvfsResult result)
    {
        IReadOnlyList<DvfsPlan> plans = [result.Plans.Plan, .. result.Plans.Coarser];
        List<Series> series = [];
        for (int i = 0; result.Frontiers is { } frontiers && i < frontiers.Count; i++)
            series.Add(new Series($"{Name(plans[i].Grain)} grain", [.. frontiers[i].Select(Point)]) { Drawing = frontiers[i].Count > 1 ? Drawing.Line : Drawing.Marks, Tone = Tone.Series(i), IsDashed = i > 0 });
        series.Add(new Series("baseline", [Point(result.Plans.Plan.Baseline)]) { Drawing = Drawing.Marks, Tone = Tone.Limit });
        series.AddRange(plans.Select((plan, i) => new Series($"plan at {Name(plan.Grain)} grain", [Point(plan.Totals)]) { Drawing = Drawing.Marks, Tone = Tone.Series(i) }));
        List<IReadOnlyList<Figure>> rows = [];
        for (int i = 0; i < plans.Count; i++)
        {
            DvfsPlan plan = plans[i];
            string at = i == 0 ? "" : $"/coarser/{i - 1}";
            rows.Add(
            [
                Name(plan.Grain), Energy(plan.Totals.EnergyMj, $"{at}/plan/energyMj"), Figure.Percent(plan.Saving, $"{at}/plan/saving", 2), Time(plan.Totals.TimeMs, $"{at}/plan/timeMs"),
                Figure.Change(plan.Slowdown, $"{at}/plan/slowdown"), Figure.Count(plan.Switches, $"{at}/plan/switches"), Energy(plan.BoundMj, $"{at}/bound"), Figure.Percent(plan.Gap, $"{at}/gap", 4),
            ]);
        }

        PlanTotals baseline = result.Plans.Plan.Baseline;
        rows.Add(["baseline", Energy(baseline.EnergyMj, "/baseline/energyMj"), "", Time(baseline.TimeMs, "/baseline/timeMs"), "", "0", "", ""]);
        return new ReportSection(
            "Energy against time",
            new LineChart
            {
                Caption = "What an iteration takes",
                X = new Axis("time of an iteration, ms"),
                Y = new Axis("energy, J"),
                Series = series,
                Note = result.Frontiers is null ? "The local rule allows no trade between kernels, so there is no frontier." : "Lines join the plans at which a little more time saves most; each of these is the optimum for its own time.",
            },
            new DataTable(
                "At each grain",
                [new Column("grain"), new Column("energy", true), new Column("saved", true), new Column("time", true), new Column("longer", true), new Column("changes", true), new Column("bound", true), new Column("gap", true)],
                rows))
        {
            Intro = "The finer the grain, the more a plan can save: each kernel of its own, or all of a phase, of a pass, or of the iteration at one pair of clocks.",
        };
    }

    private static ReportSection ClockSection(PlanDvfsResult result, List<KernelSum> kernels)
    {
        List<ChartPoint> core = [], memory = [];
        double at = 0;
        foreach ((SequenceStep step, int clock) in result.Plans.Plan.Choices)
        {
            ClockPair pair = result.Profile.Clocks[clock];
            core.Add(new ChartPoint(at, pair.Core.Value));
            memory.Add(new ChartPoint(at, pair.LeavesMemory ? double.NaN : pair.Memory.Value));
            at += step.Times * result.Profile.TimeMs(step.Kernel, clock);
            core.Add(new ChartPoint(at, pair.Core.Value));
            memory.Add(new ChartPoint(at, pair.LeavesMemory ? double.NaN : pair.Memory.Value));
        }

        List<Series> series = [new Series("core", core) { Drawing = Drawing.Steps }];
        if (memory.Any(static point => double.IsFinite(point.Y)))
            series.Add(new Series("memory", memory) { Drawing = Drawing.Steps });
        List<KernelSum> shown = kernels[..Math.Min(MostBars, kernels.Count)];
        return new ReportSection(
            "Clocks chosen",
            new LineChart { Caption = "Clocks over one iteration", X = new Axis("time, ms"), Y = new Axis("MHz") { Low = 0 }, Series = series, Height = 260, Note = "Automatic clocks are left open." },
            new BarChart
            {
                Caption = $"Core clock of {(shown.Count < kernels.Count ? $"the {shown.Count} kernels that take most energy" : "each kernel")}",
                Value = new Axis("MHz"),
                Categories = [.. shown.Select(static kernel => Text.Head(kernel.Name, 30))],
                Groups = [new BarGroup("core clock", [.. shown.Select(static kernel => kernel.CoreMhz)]) { Labels = [.. shown.Select(static kernel => new Figure(kernel.Clocks))] }],
                Note = "A kernel that has several clocks in a sequence stands at the one it runs at longest.",
            });
    }

    private static ReportSection EnergySection(PlanDvfsResult result, List<KernelSum> kernels)
    {
        List<KernelSum> shown = kernels[..Math.Min(MostBars, kernels.Count)];
        List<IReadOnlyList<Figure>> rows = [.. kernels.Take(MostRows).Select(static kernel => (IReadOnlyList<Figure>)
        [
            kernel.Name, kernel.Clocks, Show.Number(kernel.Times), Energy(kernel.Before, kernel.Path("baselineEnergyMj")), Energy(kernel.After, kernel.Path("energyMj")),
            Show.Change((kernel.After / kernel.Before) - 1), Time(kernel.TimeBefore, kernel.Path("baselineTimeMs")), Time(kernel.TimeAfter, kernel.Path("timeMs")),
        ])];
        return new ReportSection(
            "Energy of each kernel",
            new BarChart
            {
                Caption = $"Before and after{(shown.Count < kernels.Count ? $", the {shown.Count} kernels that take most" : "")}",
                Value = new Axis("J") { Format = static joules => Energy(joules * 1e3).Text },
                Categories = [.. shown.Select(static kernel => Text.Head(kernel.Name, 30))],
                Groups = [new BarGroup("baseline", [.. shown.Select(static kernel => kernel.Before / 1e3)]), new BarGroup("plan", [.. shown.Select(static kernel => kernel.After / 1e3)])],
            },
            new DataTable(
                $"All invocations of a kernel together{(kernels.Count > MostRows ? $"; the first {MostRows} of {kernels.Count:#,0}" : "")}",
                [
                    new Column("kernel"), new Column("clocks, MHz"), new Column("times", true), new Column("before", true), new Column("after", true), new Column("change", true), new Column("time before", true),
                    new Column("time after", true),
                ],
                rows)
            { IsDense = rows.Count > 12 });
    }

    private static ReportSection HeldOutSection(IReadOnlyList<HeldOutResult> results, string? note) => new(
        "Planned on half of the trials, evaluated on the other half",
        new DataTable(
            "Held-out trials",
            [new Column("planned on"), new Column("trials", true), new Column("promised", true), new Column("kept", true), new Column("longer, promised", true), new Column("longer, measured", true)],
            [.. results.Select(static (held, i) => (IReadOnlyList<Figure>)
            [
                held.Half == 0 ? "odd trials" : "even trials", Figure.Count(held.Trials, $"/heldOut/{i}/trials"), Figure.Percent(held.PromisedSaving, $"/heldOut/{i}/promisedSaving", 2),
                Figure.Percent(held.Saving, $"/heldOut/{i}/saving", 2), Figure.Change(held.PromisedSlowdown, $"/heldOut/{i}/promisedSlowdown"), Figure.Change(held.Slowdown, $"/heldOut/{i}/slowdown"),
            ])]))
    {
        Intro = "The best of many noisy figures is too good on average: what is kept is what the other half of the trials measured." + (note is null ? "" : $" Planned {note}."),
    };

    private static ReportSection TransferSection(PlanTransfer transfer, string file)
    {
        PlanTotals there = transfer.Own.Baseline;
        return new ReportSection(
            "Carried over",
            new DataTable(
                $"Applied to {file}",
                [new Column("plan"), new Column("energy", true), new Column("saved", true), new Column("time", true), new Column("longer", true), new Column("changes", true)],
                [Row("this plan", "plan", transfer.Totals, transfer.Switches), Row("one of its own", "own", transfer.Own.Totals, transfer.Own.Switches)]),
            new KeyFigures(
                new KeyFigure("energy lost", Figure.Change(transfer.EnergyLoss, "/transfer/energyLoss")),
                new KeyFigure("time lost", Figure.Change(transfer.TimeLoss, "/transfer/timeLoss")),
                new KeyFigure("kernels it does not know", Figure.Count(transfer.Unknown.Count, "/transfer/unknownKernels"), "stay at the baseline")));

        IReadOnlyList<Figure> Row(string name, string path, PlanTotals totals, int switches) =>
        [
            name, Energy(totals.EnergyMj, $"/transfer/{path}/energyMj"), Figure.Percent(totals.SavingOn(there), $"/transfer/{path}/saving", 2), Time(totals.TimeMs, $"/transfer/{path}/timeMs"),
            Figure.Change(totals.SlowdownOn(there), $"/transfer/{path}/slowdown"), Figure.Count(switches, $"/transfer/{path}/switches"),
        ];
    }

    private static Facts Assumptions(PlanDvfsResult result)
    {
        PlanOptions options = result.Options;
        string confidence = options.Confidence is { } share ? $"{Show.Percent(share)}; {Count(result.Plans.Plan.Refused, "better-looking choice")} refused" : "none: means are taken as they are";
        return new Facts("Assumptions",
        [
            new Fact("baseline", result.Profile.Clocks[options.Baseline].ToString()),
            new Fact("rule", options.Rule == PlanRule.Global ? "global: all together keep the time allowed" : "local: each kernel keeps the time allowed"),
            new Fact("a change of clocks", options.HasSwitchCost ? $"{Show.Plain(options.SwitchTimeMs)} ms and {Show.Plain(options.SwitchEnergyMj / 1e3)} J" : "free, as in the paper"),
            new Fact("confidence", confidence),
        ]);
    }

    private static ChartPoint Point(PlanTotals totals) => new(totals.TimeMs, totals.EnergyMj / 1e3);

    private static Figure Energy(double millijoules, string? path = null) => Math.Abs(millijoules) switch
    {
        >= 1e6 => new Figure(Show.Number(millijoules / 1e3, 1) + " J", path, 1e-3),
        >= 1e3 => new Figure(Show.Number(millijoules / 1e3, 3) + " J", path, 1e-3),
        _ => new Figure(Show.Number(millijoules, 3) + " mJ", path),
    };

    private static Figure Time(double milliseconds, string? path = null) => new(Show.Number(milliseconds, 3) + " ms", path);

    private static string Count(int count, string noun) => $"{Show.Number(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A kernel with all of its steps together.</summary>
    private sealed record KernelSum(string Name, string Clocks, double CoreMhz, long Times, double Before, double After, double TimeBefore, double TimeAfter, int OnlyStep)
    {
        /// <summary>Where the JSON has a figure; null where it is a sum over several steps.</summary>
        public string? Path(string figure) => OnlyStep < 0 ? null : $"/choices/{OnlyStep.ToString(CultureInfo.InvariantCulture)}/{figure}";

        public static List<KernelSum> Of(PlanDvfsResult result)
        {
            DvfsProfile profile = result.Profile;
            int baseline = result.Options.Baseline;
            return
            [
                .. result.Plans.Plan.Choices.Select(static (choice, at) => (choice.Step, choice.Clock, At: at)).GroupBy(static choice => choice.Step.Kernel).Select(steps =>
                {
                    int k = steps.Key;
                    int[] byTime = [.. steps.GroupBy(static step => step.Clock).OrderByDescending(group => group.Sum(step => step.Step.Times * profile.TimeMs(k, group.Key))).Select(static group => group.Key)];
                    ClockPair most = profile.Clocks[byTime[0]];
                    long times = steps.Sum(static step => step.Step.Times);
                    return new KernelSum(
                        profile.Kernels[k].ToString(),
                        string.Join(", ", byTime.Take(3).Select(clock => profile.Clocks[clock].ToString().Replace(" MHz", "", StringComparison.Ordinal))) + (byTime.Length > 3 ? ", ..." : ""),
                        double.IsFinite(most.Core.Value) ? most.Core.Value : double.NaN,
                        times,
                        times * profile.EnergyMj(k, baseline),
                        steps.Sum(step => step.Step.Times * profile.EnergyMj(k, step.Clock)),
                        times * profile.TimeMs(k, baseline),
                        steps.Sum(step => step.Step.Times * profile.TimeMs(k, step.Clock)),
                        steps.Count() == 1 ? steps.First().At : -1);
                }).OrderByDescending(static kernel => kernel.Before),
            ];
        }
    }
}
