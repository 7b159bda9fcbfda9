using PowerActors.Core.Control.Laws;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Reports.Pages;

/// <summary>Objectives met or missed, laws checked, alerts raised.</summary>
internal static class VerdictSection
{
    private const int MostAlerts = 20;

    public static ReportSection Compose(SimulationResult result, RunDetail detail, Objectives objectives)
    {
        List<IReportPart> parts = [ObjectiveTable(result, objectives), LawTable(result.Laws, detail)];
        if (result.Laws.Violations.Count > 0)
        {
            parts.Add(new DataTable("Breaches", [new Column("law"), new Column("at", IsNumber: true), new Column("where"), new Column("what")],
                [.. result.Laws.Violations.Select(static violation => (IReadOnlyList<Figure>)[violation.Law.ToString(), Show.Moment(violation.At.TotalSeconds), violation.Where, violation.Detail])]));
        }

        if (detail.Alerts.Count > 0)
        {
            int shown = Math.Min(MostAlerts, detail.Alerts.Count);
            parts.Add(new Paragraph(shown < result.Capping.Alerts ? $"The first {shown} of {result.Capping.Alerts} alerts:" : "Alerts:"));
            parts.Add(new BulletList([.. detail.Alerts.Take(shown)]));
        }

        return new ReportSection("Objectives and laws", parts);
    }

    private static DataTable ObjectiveTable(SimulationResult result, Objectives objectives) => new(
        "Objectives",
        [new Column("objective"), new Column("reached", IsNumber: true), new Column("at most", IsNumber: true), new Column("")],
        [.. objectives.Check(result.Latency, result.Capping).Select(static check => (IReadOnlyList<Figure>)
        [
            check.Name,
            check.IsCount ? new Figure(Show.Number(check.Value), check.Path) : new Figure(Show.Change(check.Value), check.Path, check.IsLoss ? -100 : 100),
            check.IsCount ? Show.Number(check.Allowed) : Show.Change(check.Allowed, 1),
            check.IsMet ? new Figure("met", Tone: Verdict.Good) : new Figure("missed", Tone: Verdict.Bad),
        ])]);

    private static DataTable LawTable(LawsResult laws, RunDetail detail) => new(
        "Laws, checked all through the run",
        [new Column("law"), new Column("what it says"), new Column("checks", IsNumber: true), new Column("")],
        [
            .. detail.LawChecks.Select(count => (IReadOnlyList<Figure>)
            [
                count.Law.ToString(), Statement(count.Law), Show.Number(count.Checks),
                laws.Violations.Count(violation => violation.Law == count.Law) is var broken and > 0 ? new Figure($"broken {broken} times", Tone: Verdict.Bad) : new Figure("kept", Tone: Verdict.Good),
            ]),
            ["all", "", Figure.Count(laws.Checks, "/laws/checks"), ""],
        ]);

    private static string Statement(Law law) => law switch
    {
        Law.P1 => "No breaker trips.",
        Law.P2 => "The cap a GPU applies is never looser than the tightest live directive above it.",
        Law.P3 => "Missing, late, doubled, reordered or absurd data never loosens anything.",
        Law.P4 => "Budget taken from one child reaches another only when the tightening is acknowledged.",
        Law.P5 => "A directive with an older epoch than the newest seen is refused.",
        Law.P6 => "With every controller dead, all GPUs at their fail-safe caps fit every limit.",
        Law.P7 => "No high-priority GPU is capped while a low-priority one under the same domain is free.",
        Law.P8 => "When load falls, every cap is released within rungs × hold.",
        Law.P9 => "A single step in load changes the rung at most (ladder length + 1) times.",
        Law.P10 => "Decisions are journaled before they loosen.",
        _ => "",
    };
}
