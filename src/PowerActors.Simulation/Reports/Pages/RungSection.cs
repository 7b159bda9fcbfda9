using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Reports.Pages;

/// <summary>Time on each rung, and what the rungs are.</summary>
internal static class RungSection
{
    public static ReportSection Compose(SimulationResult result, RunDetail detail, TopologyPlan plan)
    {
        IReadOnlyDictionary<string, double> seconds = result.Capping.RungSeconds;
        List<string> names = [.. seconds.Keys];
        double all = seconds.Values.Sum();
        List<IReportPart> parts = [];
        if (names.Count > 0)
        {
            parts.Add(new BarChart
            {
                Caption = "Share of the time",
                Note = plan.Root.AllDomains().Count(static domain => domain is { HasLimit: true, Ladder.Top: > 0 }) > 1 ? "Added up over all domains that have a limit and a ladder." : null,
                Value = Axis.Percent("share of the time") with { Low = 0, High = Math.Max(.01, seconds.Values.Max() / Math.Max(all, 1e-9)) },
                Categories = names,
                Groups =
                [
                    new BarGroup("time", [.. names.Select(name => all > 0 ? seconds[name] / all : 0)])
                    {
                        Tones = [.. names.Select(name => ToneOf(detail, name))],
                        Labels = [.. names.Select(name =>
                        {
                            Figure time = Figure.Span(seconds[name], Figure.Pointer("capping", "rungSeconds", name));
                            return time with { Text = $"{time.Text} ({Show.Percent(all > 0 ? seconds[name] / all : 0)})" };
                        })],
                    },
                ],
            });
        }

        parts.AddRange(Ladders(plan));
        parts.Add(new DataTable("What the tree did", [new Column("what"), new Column("how often", IsNumber: true)],
        [
            ["power brakes", Figure.Count(result.Capping.Brakes, "/capping/brakes")],
            ["breaker trips", Figure.Count(result.Capping.BreakerTrips, "/capping/breakerTrips")],
            ["directives from domains with a ladder", Figure.Count(result.Capping.Directives, "/capping/directives")],
            ["alerts", Figure.Count(result.Capping.Alerts, "/capping/alerts")],
        ]));
        return new ReportSection("Time on each rung", parts);
    }

    private static Tone ToneOf(RunDetail detail, string name)
    {
        for (int i = 0; i < detail.Rungs.Count; i++)
        {
            if (detail.Rungs[i].Name == name)
                return PowerSection.ToneOf(detail, i);
        }

        return Tone.Muted;
    }

    private static IEnumerable<DataTable> Ladders(TopologyPlan plan) =>
        plan.Root.AllDomains().Where(static domain => domain is { HasLimit: true, Ladder.Top: > 0 }).Select(static domain => domain.Ladder).DistinctBy(static ladder => ladder.Name).Select(static ladder => new DataTable(
            $"The ladder {ladder.Name}; a rung is left after {Show.Span(ladder.Hold.TotalSeconds)} below its threshold",
            [new Column("rung"), new Column("enter at", IsNumber: true), new Column("leave below", IsNumber: true), new Column("settles in", IsNumber: true), new Column("low priority", IsNumber: true), new Column("high priority", IsNumber: true)],
            [.. ladder.Rungs.Select(static rung => (IReadOnlyList<Figure>)
            [
                rung.Name, Show.Percent(rung.EnterAt, 1), Show.Percent(rung.LeaveBelow, 1), Show.Span(rung.Settle.TotalSeconds),
                rung.Ceilings.Of(Priority.Low), rung.Ceilings.Of(Priority.High),
            ])]));
}
