using System.Globalization;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary>
/// What a price for watts is worth: one rung in force all the time, plain ceilings on one side and prices on the other, on POLCA's row and on one where A100 and H100 share the low priority.
/// </summary>
internal static class PriceExperiment
{
    private const string PlainRow = "row";
    private const string MixedRow = "mixed";

    // The two kinds stand in racks of their own; three fifths of each are of low priority.
    private static readonly string[] Mixed =
    [
        "simulation.model=llama2-70b",
        "topology={ site = site, rows = [{ limit = \"260 kW\", breaker = row, racks = ["
        + "{ count = 5, servers = [{ count = 4, model = DGX-A100, priority = \"60 % low\" }] }, { count = 5, servers = [{ count = 3, model = DGX-H100, priority = \"60 % low\" }] }] }] }",
    ];

    private static readonly string[] Row = ["simulation.oversubscribe=\"30 %\""];

    public static Experiment Create() => new("price", "capping by ceilings alone, and by a price for watts, at equal mean power", "1d", "about 1 min",
    [
        .. Megahertz(PlainRow, Row, 1350, 1275, 1200, 1110), .. Prices(PlainRow, Row, 35, 45, 60, 75),
        .. Megahertz(MixedRow, Mixed, 1380, 1290, 1200, 1110), .. Shares(MixedRow, Mixed, 95, 88, 80, 72), .. Prices(MixedRow, Mixed, 25, 45, 70, 100, 140),
    ])
    {
        XLabel = "price; of ceilings what they take off 1410 MHz or the highest clock",
        AtEqualWatts = [(Series(PlainRow, "price"), Series(PlainRow, "MHz")), (Series(MixedRow, "price"), Series(MixedRow, "MHz")), (Series(MixedRow, "price"), Series(MixedRow, "share"))],
        Remarks =
        [
            "The rung holds low priority alone and is in force from the start: a ceiling in MHz, one as a share of each GPU's highest clock, or a price without any ceiling. A price of 30 % lowers the clock as long as each percent of TDP less draw makes the work take at most 0.3 percent longer.",
            "A percentile of all requests together shows the slower servers alone; the mean shows all.",
            "row: POLCA's 52 DGX-A100 under BLOOM-176B. mixed: 20 DGX-A100 and 15 DGX-H100 under Llama2-70B.",
        ],
    };

    private static IEnumerable<ExperimentPoint> Megahertz(string row, string[] sets, params int[] clocks) =>
        from clock in clocks select new ExperimentPoint(Series(row, "MHz"), Math.Round(1 - (clock / 1410.0), 3), $"{clock} MHz", [.. sets, .. Held($"low = \"{clock} MHz\"")]);

    private static IEnumerable<ExperimentPoint> Shares(string row, string[] sets, params int[] percents) =>
        from percent in percents select new ExperimentPoint(Series(row, "share"), (100 - percent) / 100.0, Text(percent), [.. sets, .. Held($"low = \"{Text(percent)}\"")]);

    private static IEnumerable<ExperimentPoint> Prices(string row, string[] sets, params int[] percents) =>
        from percent in percents select new ExperimentPoint(Series(row, "price"), percent / 100.0, Text(percent), [.. sets, .. Held($"low-price = \"{Text(percent)}\"")]);

    /// <summary>A ladder whose first rung is in force from the start and never left; the brake is there for law P1.</summary>
    private static string[] Held(string low) =>
    [
        "policy=held",
        $"ladders.held={{ hold = \"60 s\", rungs = [{{ name = held, enter = \"1 %\", leave = \"0.5 %\", {low} }}, "
        + "{ name = brake, enter = \"100 %\", leave = \"84 %\", low = \"288 MHz, 10 %\", high = \"288 MHz, 10 %\", brake = true }] }",
    ];

    private static string Series(string row, string by) => $"{row} by {by}";

    private static string Text(int percent) => string.Create(CultureInfo.InvariantCulture, $"{percent} %");
}
