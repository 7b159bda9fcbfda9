using PowerActors.Cli.Commands;
using PowerActors.Core.Energy.Serving;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Cli.Output;

/// <summary>A serving plan's page: the setting for each load, what each objective costs, every candidate, and how far the curves can be trusted.</summary>
internal static class PlanServingPage
{
    private static readonly Column[] PointColumns =
        [new Column("setting"), new Column("power", true), new Column("J per token", true), new Column("TTFT mean", true), new Column("TTFT P99", true), new Column("TBT mean", true), new Column("TBT P90", true), new Column("TBT P99", true)];

    public static HtmlReport Compose(PlanServingResult result, string command)
    {
        using StringWriter json = new();
        PlanServingJson.Write(json, result);
        ServingProfile profile = result.Profile;
        ServingNames names = new(profile);
        List<ReportSection> sections = [];
        if (result.Plan is { } plan)
        {
            sections.Add(CandidateSection(result, plan, names));
            if (plan.Prices.Count > 0)
                sections.Add(PriceSection(plan, names));
        }

        sections.Add(LoadSection(result, names));
        if (result.Capacity.Count > 0)
            sections.Add(CapacitySection(result, names));
        sections.Add(ErrorSection(result.Errors));
        sections.Add(new ReportSection("What was planned", [Assumptions(result, names), SimulationReport.InputFiles([result.Arguments.Profile])]));
        sections.Add(new ReportSection("Repeat this", new ShellCommand(command)));
        return new HtmlReport
        {
            Title = $"{(names.Subject.Length > 0 ? names.Subject : Path.GetFileName(result.Arguments.Profile))}: serving at the least energy",
            Subtitle = $"{Show.Number(profile.Settings.Count)} settings measured from {Show.Plain(profile.Loads[0])} to {Show.Plain(profile.Loads[^1])} tokens/s",
            Lead = Lead(result, names),
            Sections = sections,
            Data = [("result", json.ToString())],
            Footer = SimulationReport.Program,
        };
    }

    private static List<IReportPart> Lead(PlanServingResult result, ServingNames names)
    {
        if (result.Plan is not { } plan)
            return [];
        string load = $"{Show.Plain(plan.Query.TokensPerSecond)} tokens/s";
        if (plan.Best is not { } best)
        {
            string closest = plan.Closest is { } near ? $" Closest is {names.Full(near.Point.Setting)}, which needs limits {Show.Percent(near.Factor - 1)} wider." : "";
            return [new Notice($"At {load} no setting meets the objectives.{closest}", Verdict.Bad)];
        }

        List<KeyFigure> figures =
        [
            new("setting", names.Full(best.Setting), $"at {load}"),
            new("power", Power(best.Power.Value, "/best/powerWatts"), new Figure($"{Show.Number(best.PerToken.Value, 3)} J per token", "/best/joulesPerToken")),
        ];
        if (plan.AtHighestClock is { } highest)
            figures.Add(new KeyFigure("saved", Figure.Percent(1 - (best.Power / highest.Power), "/saving"), Power(highest.Power.Value, "/atHighestClock/powerWatts", $" at {highest.Setting.Clock}")));
        return [new KeyFigures(figures)];
    }

    private static ReportSection CandidateSection(PlanServingResult result, ServingPlan plan, ServingNames names)
    {
        List<IReportPart> parts = [.. result.Objectives.Select(objective => (IReportPart)new LineChart
        {
            Caption = $"Power against {ServingMetrics.NameOf(objective.JudgedBy)}",
            X = Axis.Latency(ServingMetrics.NameOf(objective.JudgedBy)),
            Y = Axis.Watts("power of an instance"),
            Series =
            [
                Marks("meets all objectives", plan.Candidates.Where(plan.Query.IsMetBy), objective, Tone.Series(0)),
                Marks("does not", plan.Candidates.Where(point => !plan.Query.IsMetBy(point)), objective, Tone.Muted),
            ],
            Bands = [new Band("too late", objective.Limit.TotalSeconds * (1 - result.Arguments.Margin), Slowest(plan, objective), Tone.Rung(1, 5))],
            Width = LineChart.HalfWidth,
            Height = 300,
        })];
        List<IReadOnlyList<Figure>> rows = [.. plan.Candidates.Select((point, i) => Row(point, names, $"/candidates/{i}", plan.Query.IsMetBy(point)))];
        return new ReportSection(
            $"Settings at {Show.Plain(plan.Query.TokensPerSecond)} tokens/s",
            parts.Count == 0 ? new Paragraph("No objective was asked for: the least power is best.") : new SideBySide(parts),
            new DataTable($"Every setting measured around this load{(plan.NotMeasured > 0 ? $"; {plan.NotMeasured} were not" : "")}", [.. PointColumns, new Column("")], rows) { IsDense = true });
    }

    private static double Slowest(ServingPlan plan, ServingObjective objective) =>
        Math.Max(objective.Limit.TotalSeconds, plan.Candidates.Select(point => point[objective.JudgedBy]).Where(double.IsFinite).DefaultIfEmpty(0).Max());

    private static Series Marks(string name, IEnumerable<OperatingPoint> points, ServingObjective objective, Tone tone) =>
        new(name, [.. points.Where(point => double.IsFinite(point[objective.JudgedBy])).Select(point => new ChartPoint(point[objective.JudgedBy], point.Power.Value)).OrderBy(static point => point.X)])
        {
            Drawing = Drawing.Marks,
            Tone = tone,
        };

    private static ReportSection PriceSection(ServingPlan plan, ServingNames names)
    {
        OperatingPoint best = plan.Best!;
        return new ReportSection(
            "What each objective costs",
            new BarChart
            {
                Caption = "Watts that dropping the objective would save, the others held",
                Value = Axis.Watts("W"),
                Categories = [.. plan.Prices.Select(static price => $"{ServingMetrics.NameOf(price.Objective.Asked)} ≤ {Show.Latency(price.Objective.Limit.TotalSeconds)}")],
                Groups =
                [
                    new BarGroup("cost", [.. plan.Prices.Select(price => best.Power.Value - price.Without.Value)])
                    {
                        Labels = [.. plan.Prices.Select((price, i) => Power(best.Power.Value - price.Without.Value, $"/prices/{i}/costWatts"))],
                    },
                ],
            },
            new DataTable(
                "The next step to either side",
                [new Column("objective"), new Column("limit", true), new Column("here", true), new Column("relaxed to", true), new Column("then best"), new Column("tightened, then best")],
                [.. plan.Prices.Select((price, i) => (IReadOnlyList<Figure>)
                [
                    ServingMetrics.NameOf(price.Objective.Asked),
                    Show.Latency(price.Objective.Limit.TotalSeconds),
                    Milliseconds(price.Value, $"/prices/{i}/valueMs"),
                    price.Relaxed is { } relaxed ? Milliseconds(relaxed.Limit.TotalSeconds, $"/prices/{i}/relaxedToMs") : "–",
                    price.Relaxed is { } cheaper ? $"{names.Full(cheaper.Point.Setting)}, {Power(cheaper.Point.Power.Value).Text}" : "nothing cheaper",
                    price.Tightened is { } tighter ? $"{names.Full(tighter.Setting)}, {Power(tighter.Power.Value).Text}" : "nothing will do",
                ])]));
    }

    private static ReportSection LoadSection(PlanServingResult result, ServingNames names)
    {
        List<LoadRow> served = [.. result.OverLoads.Where(static row => row.Best is not null)];
        List<IReadOnlyList<Figure>> rows = [];
        for (int i = 0; i < result.OverLoads.Count; i++)
        {
            LoadRow row = result.OverLoads[i];
            Figure load = new($"{Show.Plain(row.TokensPerSecond)} tokens/s", $"/loads/{i}/tokensPerSecond");
            if (row.Best is not { } best)
            {
                rows.Add([load, new Figure("none meets the objectives", Tone: Verdict.Bad), "", "", "", ""]);
                continue;
            }

            rows.Add(
            [
                load, names.Full(best.Setting), Power(best.Power.Value, $"/loads/{i}/best/powerWatts"), Figure.Number(best.PerToken.Value, 3, $"/loads/{i}/best/joulesPerToken"),
                row.AtHighestClock is { } highest ? Power(highest.Power.Value, $"/loads/{i}/atHighestClock/powerWatts") : "–",
                row.AtHighestClock is { } fast ? Show.Percent(1 - (best.Power / fast.Power)) : "–",
            ]);
        }

        List<IReportPart> parts = [];
        if (served.Count > 0)
        {
            parts.Add(new SideBySide(
                Chart("Power of an instance", Axis.Watts("power"), served, static point => point.Power.Value),
                Chart("Clock", new Axis("MHz") { Low = 0 }, served, static point => point.Setting.Clock.Value)));
        }

        parts.Add(new DataTable(
            "Over the measured loads",
            [new Column("load"), new Column("best setting"), new Column("power", true), new Column("J per token", true), new Column("at the highest clock", true), new Column("saved", true)],
            rows));
        return new ReportSection("The setting for each load", parts);
    }

    private static LineChart Chart(string caption, Axis y, List<LoadRow> rows, Func<OperatingPoint, double> value) => new()
    {
        Caption = caption,
        X = new Axis("tokens/s"),
        Y = y,
        Series =
        [
            new Series("best setting", [.. rows.Select(row => new ChartPoint(row.TokensPerSecond, value(row.Best!)))]) { Drawing = Drawing.LineAndMarks },
            new Series("the same at the highest clock", [.. rows.Where(static row => row.AtHighestClock is not null).Select(row => new ChartPoint(row.TokensPerSecond, value(row.AtHighestClock!)))])
            {
                Drawing = Drawing.LineAndMarks, IsDashed = true,
            },
        ],
        Width = LineChart.HalfWidth,
        Height = 280,
    };

    private static ReportSection CapacitySection(PlanServingResult result, ServingNames names)
    {
        List<IReportPart> parts = [];
        for (int i = 0; i < result.Capacity.Count; i++)
        {
            (RequestClass? requests, double tokens, CapacityPlan? plan, CapacityPlan? highest) = result.Capacity[i];
            string whose = requests is { } named ? $"{named}: " : "";
            if (plan is null)
            {
                parts.Add(new Notice($"{whose}{Show.Plain(tokens)} tokens/s cannot be served within the objectives.", Verdict.Bad));
                continue;
            }

            string at = $"/capacity/{i}";
            parts.Add(new KeyFigures(
                new KeyFigure($"{whose}power for {Show.Plain(tokens)} tokens/s", Figure.Watts(plan.Power.Value, $"{at}/powerWatts"), new Figure($"{Show.Number(plan.PerToken.Value, 3)} J per token", $"{at}/joulesPerToken")),
                new KeyFigure("of that, instances", Figure.Watts(plan.Instances.Value, $"{at}/instancesWatts")),
                new KeyFigure("what is held", Figure.Watts(plan.Held.Value, $"{at}/heldWatts"), new Figure($"{Show.Number(plan.Servers)} servers", $"{at}/servers")),
                new KeyFigure("idle GPUs", Figure.Count(plan.IdleGpus, $"{at}/idleGpus")),
                new KeyFigure("at the highest clocks", highest is null ? "–" : Figure.Watts(highest.Power.Value, $"{at}/powerWattsAtHighestClocks"))));
            parts.Add(new DataTable(
                "Instances",
                [new Column("setting"), new Column("instances", true), new Column("load of each", true), new Column("power of each", true)],
                [.. plan.Groups.Select((group, g) => (IReadOnlyList<Figure>)
                [
                    names.Full(group.Point.Setting), Figure.Count(group.Count, $"{at}/instances/{g}/count"), new Figure($"{Show.Plain(group.Point.TokensPerSecond)} tokens/s", $"{at}/instances/{g}/tokensPerSecond"),
                    Power(group.Point.Power.Value, $"{at}/instances/{g}/powerWatts"),
                ])]));
        }

        return new ReportSection("Capacity", parts);
    }

    private static ReportSection ErrorSection(IReadOnlyList<InterpolationError> errors) => new(
        "How far off the curves are",
        new DataTable(
            "Error between loads",
            [new Column("metric"), new Column("mean", true), new Column("median", true), new Column("largest", true), new Column("points", true)],
            [.. errors.Select(static (error, i) => (IReadOnlyList<Figure>)
            [
                ServingMetrics.NameOf(error.Metric), Figure.Percent(error.Mean, $"/interpolationError/{i}/mean"), Figure.Percent(error.Median, $"/interpolationError/{i}/median"),
                Figure.Percent(error.Largest, $"/interpolationError/{i}/largest"), Figure.Count(error.Points, $"/interpolationError/{i}/points"),
            ])]))
    {
        Intro = "Each inner load is left out in turn and read from the curve through the others, so that the gap is twice any that is left. At measured loads the curves are exact.",
    };

    private static Facts Assumptions(PlanServingResult result, ServingNames names)
    {
        List<Fact> facts =
        [
            .. names.HasSeveralGpus ? (Fact[])[new Fact("GPUs", names.Gpus, "the profile")] : [],
            .. result.Objectives.Select(static objective => new Fact(
                ServingMetrics.NameOf(objective.Asked),
                $"at most {Show.Latency(objective.Limit.TotalSeconds)}",
                objective.JudgedBy == objective.Asked ? "measured" : $"judged by {ServingMetrics.NameOf(objective.JudgedBy)}, which is {(objective.IsMilder ? "milder" : "stricter")}")),
            new Fact("margin", Show.Percent(result.Arguments.Margin), "--margin"),
        ];
        if (result.Arguments.Mix is { } mix)
            facts.Add(new Fact("mix of the tokens", string.Join(", ", mix.Shares.Select(static share => $"{share.Class} {Show.Percent(share.Share, 0)}")), "--mix"));
        if (result.Capacity.Count > 0)
            facts.Add(new Fact("server", result.Server?.Name ?? "none known: only the instances' GPUs count", "--server"));
        return new Facts("Assumptions", facts);
    }

    private static IReadOnlyList<Figure> Row(OperatingPoint point, ServingNames names, string path, bool meets) =>
    [
        names.Full(point.Setting), Power(point.Power.Value, $"{path}/powerWatts"), Figure.Number(point.PerToken.Value, 3, $"{path}/joulesPerToken"),
        Milliseconds(point[ServingMetric.TtftMean], $"{path}/ttftMeanMs"), Milliseconds(point[ServingMetric.TtftP99], $"{path}/ttftP99Ms"), Milliseconds(point[ServingMetric.TbtMean], $"{path}/tbtMeanMs"),
        Milliseconds(point[ServingMetric.TbtP90], $"{path}/tbtP90Ms"), Milliseconds(point[ServingMetric.TbtP99], $"{path}/tbtP99Ms"),
        meets ? new Figure("meets all", Tone: Verdict.Good) : new Figure("too late", Tone: Verdict.Bad),
    ];

    /// <summary>Settings differ by a few watts: none is rounded away.</summary>
    private static Figure Power(double watts, string? path = null, string behind = "") => new($"{Show.Number(watts)} W{behind}", path);

    private static Figure Milliseconds(double seconds, string path) => double.IsFinite(seconds) ? new Figure(Show.Number(seconds * 1e3, 1) + " ms", path) : "–";
}
