using PowerActors.Core.Control;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Reports.Pages;

/// <summary>Response times by priority, against the same requests uncapped.</summary>
internal static class LatencySection
{
    public static ReportSection Compose(SimulationResult result, RunDetail detail, Objectives objectives)
    {
        List<IReportPart> parts = [Impact(result.Latency, objectives)];
        List<LineChart> shapes = [], tails = [];
        foreach (Priority priority in (ReadOnlySpan<Priority>)[Priority.High, Priority.Low])
        {
            DistributionSeries[] series = [.. detail.Latencies.Where(latency => latency.Priority == priority && latency.Bins.Count > 0)
                .OrderByDescending(static latency => latency.IsReference)
                .Select(static latency => new DistributionSeries(latency.IsReference ? "uncapped" : "this run", latency.Bins, latency.IsReference))];
            if (series.Length == 0)
                continue;
            string name = priority == Priority.High ? "High priority" : "Low priority";
            shapes.Add(Histogram.Of($"{name}: how long requests took", Axis.Latency("response time"), series));
            tails.Add(CdfChart.Of($"{name}: how many took longer", Axis.Latency("response time"), series));
        }

        if (shapes.Count > 0)
        {
            parts.Add(new SideBySide([.. shapes]));
            parts.Add(new SideBySide([.. tails]));
        }

        parts.Add(Serving(result));
        if (double.IsFinite(result.Slo.Over))
            parts.Add(Late(result.Slo));
        parts.Add(Requests(result.Requests));
        return new ReportSection("Latency by priority", parts)
        {
            Intro = "Response time is from a request's arrival to its last token. An impact is this run's percentile over that of the same requests on the same servers, uncapped and unlimited, minus one.",
        };
    }

    private static DataTable Impact(LatencyResult latency, Objectives objectives)
    {
        return new DataTable("Impact of capping",
            [
                new Column("priority"), new Column("P50", true), new Column("impact", true), new Column("allowed", true), new Column("P99", true), new Column("impact", true), new Column("allowed", true),
                new Column("impact on the mean", true), new Column("throughput", true), new Column("allowed", true),
            ],
            [
                Row("high", latency.High, objectives.HighP50, objectives.HighP99, objectives.HighThroughput),
                Row("low", latency.Low, objectives.LowP50, objectives.LowP99, objectives.LowThroughput),
            ]);

        static IReadOnlyList<Figure> Row(string name, PriorityLatency row, double p50, double p99, double throughput) =>
        [
            name,
            Figure.Latency(row.P50Seconds, $"/latency/{name}/p50Seconds"), Figure.Change(row.P50Impact, $"/latency/{name}/p50Impact"), Show.Change(p50, 0),
            Figure.Latency(row.P99Seconds, $"/latency/{name}/p99Seconds"), Figure.Change(row.P99Impact, $"/latency/{name}/p99Impact"), Show.Change(p99, 0),
            Figure.Change(row.MeanImpact, $"/latency/{name}/meanImpact"),
            Figure.Change(row.ThroughputImpact, $"/latency/{name}/throughputImpact"), Show.Change(-throughput, 0),
        ];
    }

    private static DataTable Serving(SimulationResult result)
    {
        return new DataTable("Latency of all requests", [new Column("what"), new Column("P50", true), new Column("P90", true), new Column("P99", true)],
        [
            Row("response", "response", result.Serving.Response),
            Row("time to first token", "ttft", result.Serving.Ttft),
            Row("time between tokens", "tbt", result.Serving.Tbt),
        ]);

        static IReadOnlyList<Figure> Row(string name, string key, Percentiles row) =>
            [name, Figure.Latency(row.P50, $"/serving/{key}/p50"), Figure.Latency(row.P90, $"/serving/{key}/p90"), Figure.Latency(row.P99, $"/serving/{key}/p99")];
    }

    private static DataTable Late(SloResult slo) => new(
        "Requests later than the governor's objectives",
        [new Column("what"), new Column("objective", IsNumber: true), new Column("later", IsNumber: true)],
        [
            ["time to first token", Figure.Latency(slo.TtftSeconds, "/slo/ttftSeconds"), Figure.Percent(slo.OverTtft, "/slo/overTtft", 2)],
            ["mean time between tokens", Figure.Latency(slo.TbtSeconds, "/slo/tbtSeconds"), Figure.Percent(slo.OverTbt, "/slo/overTbt", 2)],
            ["either", "", Figure.Percent(slo.Over, "/slo/over", 2)],
        ]);

    private static DataTable Requests(RequestResult requests) => new(
        "What became of the requests",
        [new Column("requests"), new Column("how many", IsNumber: true)],
        [
            ["offered", Figure.Count(requests.Offered, "/requests/offered")],
            ["completed", Figure.Count(requests.Completed, "/requests/completed")],
            ["dropped", Figure.Count(requests.Dropped, "/requests/dropped")],
            ["queued or running at the end", Figure.Count(requests.InFlight, "/requests/inFlight")],
        ]);
}
