using System.Globalization;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary>The experiments. Most points are settings alone, so that <c>simulate</c> repeats any of them.</summary>
internal static class ExperimentCatalog
{
    private const string More = "simulation.oversubscribe=\"30 %\"";
    private static readonly string[] InBand = ["timing.clock-latency=\"1 s\"", "timing.brake-latency=\"1 s\""]; // through the driver of each server
    private static readonly string[] Policies = ["polca", "one-threshold-low", "one-threshold-all", "no-cap"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new("headline", "POLCA and its baselines at +30 %, against the paper's objectives", "6w", "about 8 min", [.. Policies.Select(static policy => new ExperimentPoint(policy, 0, policy, More, Policy(policy)))])
        {
            Remarks =
            [
                "The paper (Patel et al., ASPLOS'24, six weeks of 52 servers): POLCA brakes never and stays within all objectives; one threshold for low priority alone brakes, one for all priorities slows high priority, no cap brakes most.",
                "Where this differs: a brake here is left only when what it withholds fits (law P9), so brakes are few and long where the paper counts them by the hundred, and work piles up behind them: that is what no-cap's impacts are. Our row's mean and its days are assumed, which the paper does not tell; they decide what POLCA costs.",
            ],
        },
        Thresholds(),
        AddedServers(),
        Sensitivity(),
        Latency(),
        new("faults", "POLCA at +30 % with telemetry lost, meters that read low, dead agents", "1w", "about 2 min",
        [
            new("polca", 0, "no fault", More),
            new("polca", 1, "reports lost or late", More) { Change = ExperimentFaults.TelemetryLost },
            new("polca", 2, "meters read 20 % low", More) { Change = ExperimentFaults.LowMeters },
            new("polca", 3, "one agent of twenty dead", More) { Change = ExperimentFaults.DeadAgents },
            new("polca", 4, "all of it, drawn by seed", More) { Change = ExperimentFaults.Everything },
        ]),
        Mixed(),
        PriceExperiment.Create(),
        new("azure", "the four policies under a real trace", null, "seconds to minutes, by the trace",
            [.. from policy in Policies from share in (double[])[0, .3] select new ExperimentPoint(policy, share, Percent(share), Policy(policy), Surplus(share))])
        {
            NeedsTrace = true, XLabel = "servers above nameplate",
        },
        new("beyond", "a ladder of our own beside POLCA's, on the same seeds", "1w", "about 4 min",
            [.. from ladder in Own() from share in (double[])[.3, .35, .4, .45, .5, .55] select new ExperimentPoint(ladder.Name, share, Percent(share), [Surplus(share), .. ladder.Sets])])
        {
            XLabel = "servers above nameplate",
            Remarks = ["in band: a clock ceiling acts within 1 s through the driver, the brake within 1 s."],
        },
    ];

    private static IEnumerable<(string Name, string[] Sets)> Own() =>
    [
        ("polca", [Policy("polca")]),
        ("polca in band", [Policy("polca"), .. InBand]),
        ("in-band", [Policy("in-band"), .. InBand]),
    ];

    private static Experiment Thresholds()
    {
        (int, int)[] published = [(75, 85), (80, 89), (85, 95)];
        IEnumerable<(int T1, int T2)> grid = from t1 in (int[])[75, 80, 85] from t2 in (int[])[85, 89, 92, 95] where t2 > t1 select (t1, t2);
        return new Experiment("thresholds", "where POLCA's thresholds should stand: the paper's three pairs and a grid around them, at +30 %", "1w", "about 5 min",
            [.. published.Concat(grid).Distinct().Select(static pair => new ExperimentPoint($"T1 {pair.Item1} %", pair.Item2 / 100.0, $"{pair.Item1}–{pair.Item2}", [More, .. Ladder(pair.Item1, pair.Item2)]))])
        {
            XLabel = "T2",
        };
    }

    private static Experiment AddedServers()
    {
        double[] shares = [0, .1, .2, .25, .3, .35, .4, .5, .6];
        IEnumerable<ExperimentPoint> points = from policy in Policies from share in shares select new ExperimentPoint(policy, share, Percent(share), Policy(policy), Surplus(share));
        IEnumerable<ExperimentPoint> inBand = from share in shares select new ExperimentPoint("polca in band", share, Percent(share), [Policy("polca"), Surplus(share), .. InBand]);
        return new Experiment("added-servers", "what each added server costs whom, 0 to +60 %, all policies", "1w", "about 12 min", [.. points, .. inBand])
        {
            XLabel = "servers above nameplate",
            Remarks = ["A point is refused where the worst overload would trip the breaker before the brake is sure to act under any single fault (law P1). In band both are faster, so more is allowed."],
        };
    }

    private static Experiment Sensitivity() => new("sensitivity", "everything hungrier than profiled; other shares of low priority", "1w", "about 4 min",
    [
        .. from factor in (double[])[1, 1.05, 1.1] select new ExperimentPoint("hungrier", factor - 1, Percent(factor - 1), More, $"simulation.power-factor={Text(factor)}"),
        .. from low in (double[])[.1, .3, .5, .7, .9]
           select new ExperimentPoint("share of low priority", low, Percent(low), More, $"simulation.load.high-priority=\"{Text(100 - (low * 100))} %\"", Row($"priority = \"{Text(low * 100)} % low\"")),
    ])
    {
        XLabel = "share",
        Remarks = ["With a share of low priority all classes of requests have it, and as many of the servers."],
    };

    private static Experiment Latency()
    {
        // T2 leaves room for the rise that may come before a ceiling acts: T2 = 1 / (1 + rise). 9 % within 2 s and 11.8 % within 40 s are reported; between them by straight line.
        (int Seconds, double Rise)[] steps = [(40, .118), (20, .1033), (5, .0922), (1, .09)];
        return new Experiment("latency", "how far T2 can rise when ceilings act sooner, and how many servers that buys", "1w", "about 6 min",
            [.. from step in steps
                from share in (double[])[.2, .25, .3, .35, .4]
                let t2 = Math.Round(100 / (1 + step.Rise), 1)
                select new ExperimentPoint($"{step.Seconds} s, T2 {Text(t2)} %", share, Percent(share),
                    [Surplus(share), $"timing.clock-latency=\"{step.Seconds} s\"", $"timing.brake-latency=\"{Math.Min(5, step.Seconds)} s\"", .. Ladder(80, t2)])])
        {
            XLabel = "servers above nameplate",
        };
    }

    private static Experiment Mixed()
    {
        const string Racks = "{ count = 8, limit = \"32.5 kW\", servers = [{ count = 6, model = DGX-A100, priority = alternate }] }";
        const string HalfRacks = "{ count = 4, limit = \"32.5 kW\", servers = [{ count = 6, model = DGX-A100, priority = alternate }] }";
        const string Plain = "{ count = 4, servers = [{ count = 6, model = DGX-A100, priority = alternate }] }";
        return new Experiment("mixed", "PDUs and racks that bind before the row does, 48 servers (+20 %)", "1w", "about 2 min",
        [
            new("polca", 0, "row alone", Site(Plain.Replace("count = 4, servers", "count = 8, servers", StringComparison.Ordinal))),
            new("polca", 1, "row and racks", Site(Racks)),
            new("polca", 2, "row and PDUs", Pdus(Plain)),
            new("polca", 3, "row, PDUs and racks", Pdus(HalfRacks)),
        ])
        {
            Remarks = ["Six servers stand behind the power of five in each rack, 24 behind 20 in each PDU: fewer servers even out less, so the small domains pass their thresholds first."],
        };

        static string Site(string racks) => $"topology={{ site = site, rows = [{{ limit = \"260 kW\", breaker = row, racks = [{racks}] }}] }}";
        static string Pdus(string racks) => $"topology={{ site = site, rows = [{{ limit = \"260 kW\", breaker = row, pdus = [{{ count = 2, limit = \"130 kW\", racks = [{racks}] }}] }}] }}";
    }

    private static string Row(string priority) =>
        $"topology={{ site = site, rows = [{{ limit = \"260 kW\", breaker = row, racks = [{{ count = 13, servers = [{{ count = 4, model = DGX-A100, {priority} }}] }}] }}] }}";

    /// <summary>POLCA's ladder with other thresholds: each left five points below where it is entered.</summary>
    private static IEnumerable<string> Ladder(double t1, double t2) =>
        from rung in ((int Number, double Enter)[])[(0, t1), (1, t2), (2, t2)]
        from setting in (string[])[$"enter=\"{Text(rung.Enter)} %\"", $"leave=\"{Text(rung.Enter - 5)} %\""]
        select $"ladders.polca.rungs.{rung.Number}.{setting}";

    private static string Policy(string name) => $"policy={name}";

    private static string Surplus(double share) => $"simulation.oversubscribe=\"{Text(share * 100)} %\"";

    private static string Percent(double share) => $"{Text(share * 100)} %";

    private static string Text(double number) => Math.Round(number, 6).ToString(CultureInfo.InvariantCulture);
}
