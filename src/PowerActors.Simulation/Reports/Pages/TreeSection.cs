using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Recording;

namespace PowerActors.Simulation.Reports.Pages;

/// <summary>The tree over time: which domain came how near to its limit, and when.</summary>
internal static class TreeSection
{
    private const int MostRows = 48;

    public static ReportSection Compose(RunDetail detail)
    {
        DomainHistory history = detail.Domains;
        List<DomainTrack> shown = [.. history.Domains.Where(static domain => domain.RatingWatts > 0)];
        string note = $"The highest sample of each {Show.Span(history.Stretch.TotalSeconds)}, over the limit of a domain, or over the nameplates of its servers where it has none.";
        if (shown.Count > MostRows)
        {
            // Limits first, then the hottest; drawn in the order of the tree.
            HashSet<DomainTrack> kept = [.. shown.OrderByDescending(static domain => domain.HasLimit)
                .ThenByDescending(static domain => domain.HighWatts.DefaultIfEmpty(0).Max() / domain.RatingWatts).Take(MostRows)];
            note += $" {MostRows} of {shown.Count} domains: those with a limit, and the most utilized.";
            shown.RemoveAll(domain => !kept.Contains(domain));
        }

        int columns = shown.Count == 0 ? 0 : shown[0].HighWatts.Count;
        return new ReportSection("The tree", new HeatMap
        {
            Caption = "Utilization of every domain",
            Description = string.Join(", ", shown.Take(8).Select(static domain => $"{domain.Path} at most {Show.Percent(domain.HighWatts.DefaultIfEmpty(0).Max() / domain.RatingWatts)}")),
            Note = note,
            Rows = [.. shown.Select(static domain => domain.HasLimit ? $"{Relative(domain.Path)} ▪" : Relative(domain.Path))],
            Columns = [.. Enumerable.Range(0, columns).Select(i => Show.Moment((history.Stretch * i).TotalSeconds))],
            Values = [.. shown.Select(static domain => domain.HighWatts.Select(watts => watts / domain.RatingWatts).ToArray())],
            Across = (Axis.Time(), 0, columns * history.Stretch.TotalSeconds),
            Low = Math.Min(.9, Math.Floor(Lowest(shown) * 10) / 10),
            ValueLabel = "utilization",
        })
        {
            Intro = "A domain with a limit of its own is marked ▪.",
        };
    }

    private static string Relative(string path) => path.IndexOf('/', StringComparison.Ordinal) is var at and > 0 ? path[(at + 1)..] : path;

    private static double Lowest(List<DomainTrack> shown) =>
        shown.SelectMany(static domain => domain.HighWatts.Skip(1).Select(watts => watts / domain.RatingWatts)).DefaultIfEmpty(0).Min();
}
