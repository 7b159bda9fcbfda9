using PowerActors.Simulation.Placement.Comparing;

namespace PowerActors.Cli.Output;

/// <summary>A comparison for people.</summary>
internal static class PlaceCompareTable
{
    private const int NameWidth = 16;
    private static readonly int[] Shares = [5, 15, 30, 50, 80, 90, 100];

    public static void Write(TextWriter to, ComparisonResult result)
    {
        to.WriteLine($"{result.Policies.Count} policies over {result.Seeds.Count} {(result.Seeds.Count == 1 ? "seed" : "seeds")}; means ± standard deviations");
        Section(to, result, "Power saved against FGD, %, once this share of the capacity has arrived", static point => point.SavingPercent, "0.0");
        to.WriteLine($"  {"no policy above",-NameWidth}{string.Concat(Shares.Select(share => $"{Cell(share < result.MostSavingPercent.Count ? result.MostSavingPercent[share] : new Spread(double.NaN, 0), "0.0"),11}"))}".TrimEnd());
        Section(to, result, "GRAR: allocated over arrived GPU", static point => point.Grar, "0.000");
        Section(to, result, "Watts per allocated GPU", static point => point.WattsPerAllocatedGpu, "0.0");
    }

    private static void Section(TextWriter to, ComparisonResult result, string title, Func<ComparisonPoint, Spread> figure, string format)
    {
        to.WriteLine();
        to.WriteLine(title);
        to.WriteLine($"  {"",-NameWidth}{string.Concat(Shares.Select(static share => $"{share + " %",11}"))}");
        foreach (PolicyResult policy in result.Policies)
        {
            string cells = string.Concat(Shares.Select(share => $"{Cell(policy.At(share) is { } point ? figure(point) : new Spread(double.NaN, 0), format),11}"));
            to.WriteLine($"  {Text.Head(policy.Policy, NameWidth),-NameWidth}{cells}".TrimEnd());
        }
    }

    private static string Cell(Spread spread, string format) =>
        double.IsFinite(spread.Mean) ? $"{spread.Mean.ToString(format)}±{spread.Deviation.ToString(format.Replace("0.", ".", StringComparison.Ordinal))}" : "-";
}
