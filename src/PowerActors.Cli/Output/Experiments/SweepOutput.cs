using System.Globalization;
using PowerActors.Core.Settings;
using PowerActors.Simulation.Experiments.Sweep;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Cli.Output.Experiments;

/// <summary>A sweep with what it is compared with.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Policy">The ladder.</param>
/// <param name="Nameplate">Servers that the limits allow at nameplate.</param>
/// <param name="Ceiling">What physics leaves; null where the load does not grow with the servers.</param>
/// <param name="Command">The command that repeats it.</param>
internal sealed record SweepReport(SweepResult Result, string Policy, int Nameplate, SweepCeiling? Ceiling, string Command)
{
    /// <summary>What binds first, in words: <c>high-priority P99 at 53, power brakes at 55</c>.</summary>
    public string Binding => Result.Binding.Count == 0
        ? Result.Refusal ?? "nothing up to the search's own bound"
        : string.Join(", ", Result.Binding.Select(static miss => $"{miss.Objective} at {miss.Servers}"));

    /// <summary>Servers as a surplus over nameplate.</summary>
    public double Surplus(double servers) => (servers / Nameplate) - 1;
}

/// <summary>What physics leaves, whatever the ladder: with a load that were perfectly even.</summary>
/// <param name="Mean">Mean power of the servers that the limit allows at nameplate, uncapped, a share of the limit.</param>
/// <param name="MeanBeyondClocks">The part of it that no clock can give back: what is not GPU, and GPUs at rest.</param>
/// <param name="Servers">Servers whose mean power fills the limit: no more can be carried at full speed.</param>
/// <param name="ServersBeyondClocks">Servers that fill the limit with what no clock can give back: no more can be carried at any speed.</param>
internal sealed record SweepCeiling(double Mean, double MeanBeyondClocks, double Servers, double ServersBeyondClocks);

/// <summary>A sweep for people and programs.</summary>
internal static class SweepOutput
{
    public static void WriteTable(TextWriter to, SweepReport report)
    {
        SweepResult result = report.Result;
        to.WriteLine($"{report.Policy}: {result.Most} servers within all objectives on every seed ({Signed(report.Surplus(result.Most))} over the {report.Nameplate} that the limit allows at nameplate)");
        to.WriteLine($"  mean over {result.Seeds.Count} seed{(result.Seeds.Count == 1 ? "" : "s")} {Number(result.Mean)}{(double.IsNaN(result.HalfWidth) ? "" : $" ± {Number(result.HalfWidth)} (95 %)")}");
        to.WriteLine($"  binding: {report.Binding}");
        to.WriteLine($"  the checks of the topology allow {result.Allowed}");
        if (report.Ceiling is { } ceiling)
        {
            to.WriteLine($"  ceiling: mean power, uncapped, is {Show.Percent(ceiling.Mean)} of the limit with {report.Nameplate} servers and fills it with {Number(ceiling.Servers)} ({Signed(report.Surplus(ceiling.Servers))});");
            to.WriteLine($"  {Show.Percent(ceiling.MeanBeyondClocks)} no clock can give back; that alone fills it with {Number(ceiling.ServersBeyondClocks)} ({Signed(report.Surplus(ceiling.ServersBeyondClocks))})");
        }
    }

    public static void WriteJson(TextWriter to, SweepReport report) => Json.Write(to, json =>
    {
        SweepResult result = report.Result;
        json.WriteStartObject();
        json.WriteString("policy", report.Policy);
        json.WriteNumber("nameplateServers", report.Nameplate);
        json.WriteNumber("most", result.Most);
        json.WriteFinite("surplus", report.Surplus(result.Most));
        json.WriteFinite("mean", result.Mean);
        json.WriteFinite("halfWidth95", result.HalfWidth);
        json.WriteNumber("allowedByChecks", result.Allowed);
        json.WriteString("refusal", result.Refusal);
        json.WriteFinite("ceiling", report.Ceiling?.Servers ?? double.NaN);
        json.WriteFinite("meanUncapped", report.Ceiling?.Mean ?? double.NaN);
        json.WriteFinite("meanBeyondClocks", report.Ceiling?.MeanBeyondClocks ?? double.NaN);
        json.WriteFinite("ceilingBeyondClocks", report.Ceiling?.ServersBeyondClocks ?? double.NaN);
        json.WriteStartArray("binding");
        foreach ((string objective, int servers) in result.Binding)
        {
            json.WriteStartObject();
            json.WriteString("objective", objective);
            json.WriteNumber("servers", servers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("seeds");
        foreach (SweepSeed seed in result.Seeds)
        {
            json.WriteStartObject();
            json.WriteNumber("seed", seed.Seed);
            json.WriteNumber("most", seed.Most);
            json.WriteStartArray("trials");
            foreach (SweepTrial trial in seed.Trials)
            {
                json.WriteStartObject();
                json.WriteNumber("servers", trial.Servers);
                json.WriteStartArray("missed");
                foreach (string missed in trial.Missed)
                    json.WriteStringValue(missed);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static HtmlReport Page(SweepReport report, SettingsNode settings)
    {
        using StringWriter json = new();
        WriteJson(json, report);
        SweepResult result = report.Result;
        List<KeyFigure> key =
        [
            new("most servers", Figure.Count(result.Most, "/most"), $"{Signed(report.Surplus(result.Most))} over nameplate, on every seed"),
            new("mean over seeds", Figure.Number(result.Mean, 1, "/mean"), double.IsNaN(result.HalfWidth) ? null : new Figure($"± {Number(result.HalfWidth)} (95 %)")),
            new("allowed by the checks", Figure.Count(result.Allowed, "/allowedByChecks")),
        ];
        if (report.Ceiling is { } ceiling)
        {
            key.Add(new KeyFigure("mean power fills the limit", Figure.Number(ceiling.Servers, 1, "/ceiling"), $"servers, uncapped and perfectly even: {Show.Percent(ceiling.Mean)} with {report.Nameplate}"));
            key.Add(new KeyFigure("no clock helps beyond", Figure.Number(ceiling.ServersBeyondClocks, 1, "/ceilingBeyondClocks"), $"servers: {Show.Percent(ceiling.MeanBeyondClocks)} of the limit is not GPU, or GPUs at rest"));
        }
        List<IReadOnlyList<Figure>> rows = [];
        for (int i = 0; i < result.Seeds.Count; i++)
        {
            SweepSeed seed = result.Seeds[i];
            rows.AddRange(seed.Trials.OrderBy(static trial => trial.Servers).Select(trial => (IReadOnlyList<Figure>)
            [
                $"seed {seed.Seed}", Show.Number(trial.Servers), trial.Missed.Count == 0 ? new Figure("met", Tone: Verdict.Good) : new Figure(string.Join(", ", trial.Missed), Tone: Verdict.Bad),
            ]));
        }

        return new HtmlReport
        {
            Title = $"{report.Policy}: how many servers fit",
            Lead = [new KeyFigures(key), new Paragraph($"Binding: {report.Binding}.")],
            Sections =
            [
                new ReportSection("Runs", Trials(report), new DataTable("Every run of the search", [new Column("seed"), new Column("servers", true), new Column("objectives")], rows)),
                new ReportSection("Repeat this", new ShellCommand(report.Command)),
                new ReportSection("Settings", new Foldable(
                    "All settings in force",
                    new Facts("Settings", [.. SimulationReport.Settings(settings).Select(static setting => new Fact(setting.Path, setting.Value, setting.Origin))]) { IsDense = true, Headings = ("setting", "value", "from") })),
            ],
            Data = [("result", json.ToString())],
            Footer = SimulationReport.Program,
        };
    }

    /// <summary>Every run as a mark: how many servers, which seed, met or not.</summary>
    private static LineChart Trials(SweepReport report)
    {
        SweepResult result = report.Result;
        return new LineChart
        {
            Caption = "Which seeds carry how many servers",
            X = new Axis("servers"),
            Y = new Axis("seed") { Low = result.Seeds.Min(static seed => seed.Seed) - .5, High = result.Seeds.Max(static seed => seed.Seed) + .5 },
            Series =
            [
                new Series("within all objectives", Marks(static trial => trial.Missed.Count == 0)) { Drawing = Drawing.Marks, Tone = Tone.Series(0) },
                new Series("missed", Marks(static trial => trial.Missed.Count > 0)) { Drawing = Drawing.Marks, Tone = Tone.Brake },
            ],
            Height = 120 + (36 * result.Seeds.Count),
        };

        ChartPoint[] Marks(Func<SweepTrial, bool> which) =>
            [.. result.Seeds.SelectMany(static seed => seed.Trials).Where(which).OrderBy(static trial => trial.Servers).Select(static trial => new ChartPoint(trial.Servers, trial.Seed))];
    }

    private static string Signed(double share) => (share * 100).ToString("+0.#;-0.#;+0", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
