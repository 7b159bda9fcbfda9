using PowerActors.Core.Control;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Reports.Pages;

/// <summary>The highest sample of the run, what came before and after it, and what each server drew then.</summary>
internal static class WorstMinuteSection
{
    private const int MostColumns = 24;

    public static ReportSection Compose(SimulationResult result, RunDetail detail, WorstMoment worst, TopologyPlan plan)
    {
        LineChart chart = new()
        {
            Caption = "Every sample around the highest one",
            Description = $"The highest sample, {Show.Percent(result.Power.PeakUtilization)} of the limit, was taken at {Show.Moment(worst.At.TotalSeconds)}.",
            Note = $"0 is {Exact(worst.At)} into the run. Shaded: the tightest rung in force.",
            X = Axis.Time("time before and after the highest sample") with { LongFormat = seconds => Exact(worst.At + TimeSpan.FromSeconds(seconds)) },
            Y = PowerSection.PowerAxis(result.Power.LimitWatts, Math.Max(result.Power.LimitWatts, worst.Samples.Max(static sample => sample.Watts))),
            Series = [new Series("power", [.. worst.Samples.Select(sample => new ChartPoint((sample.At - worst.At).TotalSeconds, sample.Watts))]) { Drawing = Drawing.Steps }],
            Bands = Bands(detail, worst),
            Thresholds = PowerSection.Thresholds(result.Power.LimitWatts, plan),
            LabelRoom = PowerSection.LabelRoom,
            Height = 300,
        };
        return new ReportSection("The worst minute", worst.Servers.Count == 0 ? [chart] : [chart, Servers(worst)]);
    }

    private static List<Band> Bands(RunDetail detail, WorstMoment worst)
    {
        List<Band> bands = [];
        IReadOnlyList<PowerSample> samples = worst.Samples;
        for (int i = 0, since = 0; i < samples.Count; i++)
        {
            bool isLast = i == samples.Count - 1;
            if (!isLast && samples[i + 1].Rung == samples[i].Rung)
                continue;
            int rung = samples[i].Rung;
            if (rung > 0)
                bands.Add(new Band(detail.Rungs[rung].Name, Seconds(since), Seconds(isLast ? i : i + 1), PowerSection.ToneOf(detail, rung)));
            since = i + 1;
        }

        return bands;

        double Seconds(int sample) => (samples[sample].At - worst.At).TotalSeconds;
    }

    /// <summary>Servers in their racks: a column for each rack, or rows of racks where there are many.</summary>
    private static HeatMap Servers(WorstMoment worst)
    {
        List<IGrouping<string, ServerSample>> groups = [.. worst.Servers.GroupBy(static server => Parent(server.Path))];
        List<string> rows = [], columns = [.. groups.Take(MostColumns).Select(static group => Name(group.Key))];
        bool isWrapped = groups.Count > MostColumns;
        List<ServerSample?[]> cells = [];
        foreach (IGrouping<string, ServerSample>[] chunk in groups.Chunk(MostColumns))
        {
            int deep = chunk.Max(static group => group.Count());
            for (int slot = 0; slot < deep; slot++)
            {
                rows.Add(slot == 0 && isWrapped ? $"{Name(chunk[0].Key)} …" : isWrapped ? "" : $"{slot + 1}");
                cells.Add([.. chunk.Select(group => group.ElementAtOrDefault(slot))]);
            }
        }

        return new HeatMap
        {
            Caption = "What each server drew at that moment",
            Description = $"{worst.Servers.Count} servers, {Show.Percent(worst.Servers.Max(static server => server.Watts / server.NameplateWatts))} of nameplate at most.",
            Note = isWrapped ? "A cell is a server, a column of cells a rack; racks stand in the order of the tree." : "A cell is a server; each stands under its rack's name.",
            Rows = rows,
            Columns = isWrapped ? [.. columns.Select(static _ => "")] : columns,
            Values = [.. cells.Select(static row => row.Select(static server => server is null ? double.NaN : server.Watts / server.NameplateWatts).ToArray())],
            Detail = (row, column) => cells[row][column] is { } server
                ? $"{server.Path}: {Show.Watts(server.Watts)} of {Show.Watts(server.NameplateWatts)}, {(server.Priority == Priority.Low ? "low" : "high")} priority"
                : null,
            ValueLabel = "of nameplate:",
            RowHeight = 22,
        };
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var at and > 0 ? path[..at] : "";

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Exact(TimeSpan time) => time < TimeSpan.FromDays(1)
        ? Show.Moment(time.TotalSeconds)
        : $"day {(int)time.TotalDays + 1}, {time.ToString(@"hh\:mm\:ss", System.Globalization.CultureInfo.InvariantCulture)}";
}
