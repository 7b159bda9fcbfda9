using System.Globalization;
using System.Text.Json;
using PowerActors.Core.Settings;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output;

/// <summary>The ladder without and with the governor, seed by seed: as a table, as JSON and as a page.</summary>
internal static class LadderStudyOutput
{
    public static void WriteTable(TextWriter to, IReadOnlyList<LadderPair> pairs)
    {
        SimulationResult first = pairs[0].Without;
        to.WriteLine(FormattableString.Invariant($"{first.Servers} servers behind the power of {first.NameplateServers} ({first.Oversubscription * 100:+0.#;-0.#;0} %), {first.SimulatedSeconds / 3600:0.##} h, policy {first.Policy}"));
        to.WriteLine(FormattableString.Invariant($"Objectives: first token within {first.Slo.TtftSeconds:0.###} s, tokens {first.Slo.TbtSeconds * 1e3:0.#} ms apart"));
        to.WriteLine();
        to.WriteLine($"  {"seed",-4} {"governor",-8} {"on rungs",10} {"brakes",6} {"mean",7} {"peak",7} {"too late",8} {"high P50",9} {"high P99",9} {"low P50",9} {"low P99",9}");
        foreach (LadderPair pair in pairs)
        {
            Row(pair.Without, "without");
            Row(pair.With, "with");
        }

        double without = pairs.Sum(static pair => LadderPair.OnRungs(pair.Without)), with = pairs.Sum(static pair => LadderPair.OnRungs(pair.With));
        to.WriteLine();
        to.WriteLine(FormattableString.Invariant($"On rungs: {without:#,0} s without the governor, {with:#,0} s with it ({(with < without ? "fewer" : with > without ? "MORE" : "the same")})."));
        to.WriteLine("Power is of the limit; P50 and P99: impact on responses against the same requests uncapped");
        int broken = pairs.Sum(static pair => pair.Without.Laws.Violations.Count + pair.With.Laws.Violations.Count);
        to.WriteLine(broken == 0 ? "Laws: none broken in any run" : $"Laws BROKEN: {broken}");

        void Row(SimulationResult result, string name) => to.WriteLine(FormattableString.Invariant(
            $"  {result.Seed,-4} {name,-8} {LadderPair.OnRungs(result),8:#,0} s {result.Capping.Brakes,6} {Percent(result.Power.MeanUtilization, 1),7} {Percent(result.Power.PeakUtilization, 1),7} {Percent(result.Slo.Over, 2),8} {Signed(result.Latency.High.P50Impact),9} {Signed(result.Latency.High.P99Impact),9} {Signed(result.Latency.Low.P50Impact),9} {Signed(result.Latency.Low.P99Impact),9}"));
    }

    public static void WriteJson(TextWriter to, IReadOnlyList<LadderPair> pairs) => Json.Write(to, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("servers", pairs[0].Without.Servers);
        json.WriteFinite("oversubscription", pairs[0].Without.Oversubscription);
        json.WriteStartArray("seeds");
        foreach (LadderPair pair in pairs)
        {
            json.WriteStartObject();
            json.WriteNumber("seed", pair.Without.Seed);
            WriteRun(json, "without", pair.Without);
            WriteRun(json, "with", pair.With);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static HtmlReport Page(IReadOnlyList<LadderPair> pairs, string command, SettingsNode settings)
    {
        using StringWriter json = new();
        WriteJson(json, pairs);
        SimulationResult first = pairs[0].Without;
        double without = pairs.Sum(static pair => LadderPair.OnRungs(pair.Without)), with = pairs.Sum(static pair => LadderPair.OnRungs(pair.With));
        string[] rungs = [.. pairs.SelectMany(static pair => pair.Without.Capping.RungSeconds.Keys.Concat(pair.With.Capping.RungSeconds.Keys)).Where(static rung => rung != "free").Distinct(StringComparer.Ordinal)];
        return new HtmlReport
        {
            Title = "The ladder without and with the clock governor",
            Subtitle = $"{Show.Number(first.Servers)} servers behind the power of {Show.Number(first.NameplateServers)}, {Show.Span(first.SimulatedSeconds)} simulated, {pairs.Count} seed{(pairs.Count == 1 ? "" : "s")}, policy {first.Policy}",
            Lead =
            [
                new KeyFigures(
                    new KeyFigure("on rungs, without", Show.Span(without), "all seeds together"),
                    new KeyFigure("on rungs, with", new Figure(Show.Span(with), Tone: with <= without ? Verdict.Good : Verdict.Bad), "the same requests")),
            ],
            Sections =
            [
                new ReportSection(
                    "On rungs",
                    new BarChart
                    {
                        Caption = "Time on each rung, all seeds together",
                        Value = new Axis("s") { Format = Show.Span },
                        Categories = rungs,
                        Groups =
                        [
                            new BarGroup("without", [.. rungs.Select(rung => pairs.Sum(pair => pair.Without.Capping.RungSeconds.GetValueOrDefault(rung)))]),
                            new BarGroup("with", [.. rungs.Select(rung => pairs.Sum(pair => pair.With.Capping.RungSeconds.GetValueOrDefault(rung)))]),
                        ],
                    },
                    new LineChart
                    {
                        Caption = $"Power of the limit, seed {first.Seed}",
                        X = Axis.Time(),
                        Y = Axis.Percent("mean of each stretch"),
                        Series = [Timeline("without", pairs[0].Without), Timeline("with", pairs[0].With)],
                        Thresholds = [new Threshold("limit", 1, IsLimit: true)],
                        LabelRoom = 50,
                    }),
                new ReportSection(
                    "Every run",
                    new DataTable(
                        "Impacts on responses are against the same requests uncapped",
                        [
                            new Column("run"), new Column("on rungs", true), new Column("brakes", true), new Column("mean power", true), new Column("peak", true), new Column("GPU energy", true), new Column("too late", true),
                            new Column("high P50", true), new Column("high P99", true), new Column("low P50", true), new Column("low P99", true),
                        ],
                        [.. pairs.SelectMany(static (pair, i) => (IReadOnlyList<Figure>[])[Row(pair.Without, "without", $"/seeds/{i}/without"), Row(pair.With, "with", $"/seeds/{i}/with")])])
                    { IsDense = true }),
                new ReportSection("Repeat this", new ShellCommand(command)),
                new ReportSection("Settings", GovernorStudyPage.SettingsInForce(settings)),
            ],
            Data = [("result", json.ToString())],
            Footer = SimulationReport.Program,
        };
    }

    private static Series Timeline(string name, SimulationResult result)
    {
        PowerTimeline timeline = result.Power.Timeline;
        return new Series(name, [.. timeline.Buckets.Select((bucket, i) => new ChartPoint((i + .5) * timeline.BucketLength.TotalSeconds, bucket.Mean))]);
    }

    private static IReadOnlyList<Figure> Row(SimulationResult result, string name, string path) =>
    [
        $"seed {result.Seed}, {name}", Figure.Span(LadderPair.OnRungs(result), $"{path}/secondsOnRungs"), Figure.Count(result.Capping.Brakes, $"{path}/brakes"),
        Figure.Percent(result.Power.MeanUtilization, $"{path}/meanUtilization"), Figure.Percent(result.Power.PeakUtilization, $"{path}/peakUtilization"),
        new Figure(Show.Number(result.Power.GpuEnergyMegawattHours, 3) + " MWh", $"{path}/gpuEnergyMegawattHours"), Figure.Percent(result.Slo.Over, $"{path}/over", 2),
        Figure.Change(result.Latency.High.P50Impact, $"{path}/highP50Impact"), Figure.Change(result.Latency.High.P99Impact, $"{path}/highP99Impact"),
        Figure.Change(result.Latency.Low.P50Impact, $"{path}/lowP50Impact"), Figure.Change(result.Latency.Low.P99Impact, $"{path}/lowP99Impact"),
    ];

    private static void WriteRun(Utf8JsonWriter json, string name, SimulationResult result)
    {
        json.WriteStartObject(name);
        json.WriteFinite("secondsOnRungs", LadderPair.OnRungs(result));
        json.WriteStartObject("rungSeconds");
        foreach ((string rung, double seconds) in result.Capping.RungSeconds)
            json.WriteFinite(rung, seconds);
        json.WriteEndObject();
        json.WriteNumber("brakes", result.Capping.Brakes);
        json.WriteFinite("meanUtilization", result.Power.MeanUtilization);
        json.WriteFinite("peakUtilization", result.Power.PeakUtilization);
        json.WriteFinite("gpuEnergyMegawattHours", result.Power.GpuEnergyMegawattHours);
        json.WriteFinite("over", result.Slo.Over);
        json.WriteFinite("highP50Impact", result.Latency.High.P50Impact);
        json.WriteFinite("highP99Impact", result.Latency.High.P99Impact);
        json.WriteFinite("lowP50Impact", result.Latency.Low.P50Impact);
        json.WriteFinite("lowP99Impact", result.Latency.Low.P99Impact);
        json.WriteNumber("lawViolations", result.Laws.Violations.Count);
        json.WriteString("digest", result.Digest);
        json.WriteEndObject();
    }

    private static string Percent(double share, int digits) => double.IsFinite(share) ? (share * 100).ToString($"F{digits}", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Signed(double share) => double.IsFinite(share) ? (share * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) + " %" : "-";
}
