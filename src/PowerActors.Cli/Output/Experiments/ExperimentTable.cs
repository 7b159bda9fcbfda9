using System.Globalization;
using PowerActors.Cli.Commands.Experiments;

namespace PowerActors.Cli.Output.Experiments;

/// <summary>An experiment for people.</summary>
internal static class ExperimentTable
{
    public static void Write(TextWriter to, ExperimentReport report)
    {
        to.WriteLine($"{report.Experiment.Name}: {report.Experiment.Shows}");
        to.WriteLine($"{(report.Duration is null ? "the whole trace" : report.Duration)}, {report.Seeds} seed{(report.Seeds == 1 ? "" : "s; the worst of them is shown")}; {report.WallSeconds:0} s");
        to.WriteLine();
        to.WriteLine($"  {"",-26} {"servers",7} {"mean",6} {"peak",6} {"brakes",6} {"trips",5} {"hi P50",7} {"hi P99",7} {"lo P50",7} {"lo P99",7}");
        foreach (PointResult point in report.Points)
        {
            string name = NameOf(point.Point);
            if (point.Refused is not null)
                to.WriteLine($"  {name,-26} refused");
            else
                to.WriteLine($"  {name,-26} {point.Runs[0].Servers,7} {string.Join(' ', ExperimentFigure.All.Take(8).Select((figure, i) => Cell(figure, figure.Worst(point)).PadLeft(i is 0 or 1 or 2 ? 6 : i == 3 ? 5 : 7)))} {(point.IsMet ? "met" : "")}");
        }

        WriteAtEqualWatts(to, report);
        foreach (string reason in report.Points.Select(static point => point.Refused).OfType<string>().Distinct(StringComparer.Ordinal).Take(1))
            to.WriteLine($"\nThe first refusal: {reason}");
    }

    private static void WriteAtEqualWatts(TextWriter to, ExperimentReport report)
    {
        IReadOnlyList<EqualWattsRow> rows = EqualWatts.Of(report);
        foreach (IGrouping<(string Series, string Against), EqualWattsRow> group in rows.GroupBy(static row => (row.Point.Series, row.Against)))
        {
            to.WriteLine($"\nAt equal mean power: {group.Key.Series} / {group.Key.Against}");
            to.WriteLine($"  {"",-10} {"mean",6} {string.Join(' ', ((string[])["hi P50", "hi P99", "lo P50", "lo P99", "lo mean"]).Select(static name => name.PadLeft(15)))}");
            foreach (EqualWattsRow row in group)
                to.WriteLine($"  {row.Point.Label,-10} {(row.Mean * 100).ToString("0.0", CultureInfo.InvariantCulture),6} {string.Join(' ', row.Impacts.Zip(EqualWatts.Figures, static (impact, figure) => $"{Cell(figure, impact.Own)} / {Cell(figure, impact.Other)}".PadLeft(15)))}");
        }
    }

    /// <summary>Series and label; where there is no room for both, the series gives way: the label is what tells points apart.</summary>
    private static string NameOf(ExperimentPoint point)
    {
        const int Room = 26;
        if (point.Series == point.Label || point.Label.Length > Room - 8)
            return Text.Head(point.Label, Room);
        return $"{Text.Head(point.Series, Room - point.Label.Length - 2)}, {point.Label}";
    }

    private static string Cell(ExperimentFigure figure, double value) => !double.IsFinite(value) ? "-" : figure.IsCount
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : figure.Allowed is null ? (value * 100).ToString("0.0", CultureInfo.InvariantCulture) : (value * 100).ToString("+0.00;-0.00;0", CultureInfo.InvariantCulture);
}
