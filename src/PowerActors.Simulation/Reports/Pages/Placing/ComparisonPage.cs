using PowerActors.Simulation.Placement.Comparing;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Simulation.Reports.Pages.Placing;

/// <summary>The page of <c>place compare</c>: what each policy saves and places as the cluster fills, with its spread over the seeds.</summary>
public static class ComparisonPage
{
    private static readonly int[] Shares = [5, 15, 30, 50, 80, 90, 100];

    /// <summary>Composes the page.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="input">What goes with it.</param>
    public static HtmlReport Compose(ComparisonResult result, PlacementPageInput input)
    {
        string seeds = $"{result.Seeds.Count} {(result.Seeds.Count == 1 ? "seed" : "seeds")} ({string.Join(", ", result.Seeds.Take(12))}{(result.Seeds.Count > 12 ? ", …" : "")})";
        return input.Page(
            $"Placement: {string.Join(", ", result.Policies.Select(static policy => policy.Policy))}",
            $"{seeds}; lines are means, bands one standard deviation to either side",
            [Lead(result)],
            [
                new ReportSection(
                    "Power",
                    Chart(result, "Power saved against FGD once a share of the capacity has arrived", new Axis("saved") { Format = Percent }, static point => point.SavingPercent),
                    Chart(result, "Watts per allocated GPU", new Axis("W per GPU"), static point => point.WattsPerAllocatedGpu, from: 5))
                {
                    Intro = "Near saturation part of a saving is work that was not served: watts per allocated GPU do not count that as a gain.",
                },
                new ReportSection(
                    "Work",
                    Chart(result, "GRAR: allocated over arrived GPU", new Axis("GRAR") { Format = static value => value.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) }, static point => point.Grar, from: 60),
                    Chart(result, "Fragmentation: idle GPU that a typical task could not use, of capacity", new Axis("of capacity") { Format = Percent }, static point => point.FragmentationPercent)),
                Tables(result),
                input.Assumptions(
                    "Tasks arrive one after the other and nothing leaves; one that fits nowhere is dropped (Weng et al., USENIX ATC'23).",
                    "A saving is 1 − draw / FGD's draw once the same share of the capacity has arrived, on the same seed."),
            ]);
    }

    private static KeyFigures Lead(ComparisonResult result) => new([.. result.Policies.Select((policy, at) => (Policy: policy, At: at)).Where(static item => item.Policy.Policy != PolicyComparison.Baseline).Take(5).Select(static item =>
    {
        int percent = Math.Min(80, item.Policy.Points.Count - 1);
        ComparisonPoint point = item.Policy.Points[percent];
        int last = Math.Min(100, item.Policy.Points.Count - 1);
        return new KeyFigure(
            item.Policy.Policy,
            new Figure($"{Show.Number(point.SavingPercent.Mean, 1)} %", $"/policies/{item.At}/points/{percent}/savingPercent/mean"),
            new Figure($"saved at {percent} % arrived; GRAR {Show.Number(item.Policy.Points[last].Grar.Mean, 3)} at {last} %"));
    })]);

    private static LineChart Chart(ComparisonResult result, string caption, Axis y, Func<ComparisonPoint, Spread> figure, int from = 1) => new()
    {
        Caption = caption,
        X = new Axis("arrived GPU, of capacity") { Format = Percent },
        Y = y,
        Series = [.. result.Policies.Select(policy => new Series(policy.Policy, Points(policy, from, point => figure(point).Mean)) { IsDashed = policy.Policy == PolicyComparison.Baseline })],
        Ranges = result.Seeds.Count == 1 ? [] :
        [
            .. result.Policies.Select((policy, at) => new Envelope(
                $"{policy.Policy} ± 1 s.d.",
                Points(policy, from, point => figure(point).Mean - figure(point).Deviation),
                Points(policy, from, point => figure(point).Mean + figure(point).Deviation))
            {
                Tone = Tone.Series(at),
            }),
        ],
    };

    private static ChartPoint[] Points(PolicyResult policy, int from, Func<ComparisonPoint, double> figure) =>
        [.. policy.Points.Where(point => point.ArrivedPercent >= from).Select(point => new ChartPoint(point.ArrivedPercent, figure(point)))];

    private static ReportSection Tables(ComparisonResult result) => new(
        "Figures",
        Table(result, "Power saved against FGD, %", "savingPercent", 1, static point => point.SavingPercent),
        Table(result, "GRAR", "grar", 3, static point => point.Grar),
        Table(result, "Watts per allocated GPU", "wattsPerAllocatedGpu", 1, static point => point.WattsPerAllocatedGpu))
    {
        Intro = "Means over the seeds ± standard deviations, once a share of the capacity has arrived.",
    };

    private static DataTable Table(ComparisonResult result, string caption, string name, int digits, Func<ComparisonPoint, Spread> figure) => new(
        caption,
        [new("policy"), .. Shares.Select(static share => new Column($"{share} %", IsNumber: true))],
        [
            .. result.Policies.Select((policy, at) => (IReadOnlyList<Figure>)
            [
                policy.Policy,
                .. Shares.Select(share => policy.At(share) is { } point
                    ? new Figure($"{Show.Number(figure(point).Mean, digits)} ± {Show.Number(figure(point).Deviation, digits)}", $"/policies/{at}/points/{share}/{name}/mean")
                    : new Figure("–")),
            ]),
        ]);

    private static string Percent(double value) => $"{Show.Plain(value)} %";
}
