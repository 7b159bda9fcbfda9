using PowerActors.Core.Topology;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Simulation.Reports.Pages;

/// <summary>A setting in force.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Value">Its value.</param>
/// <param name="Origin">The file and line, option or environment variable that it came from.</param>
/// <param name="IsDefault">Whether it is the one that holds where nobody says otherwise.</param>
public sealed record Setting(string Path, string Value, string Origin, bool IsDefault);

/// <summary>What a page about one run is made from.</summary>
public sealed record SimulationPageInput
{
    /// <summary>The run's result, with its <see cref="SimulationResult.Detail"/>.</summary>
    public required SimulationResult Result { get; init; }

    /// <summary>What was run.</summary>
    public required SimulationOptions Options { get; init; }

    /// <summary>The result as JSON; goes with the page as <c>#result</c>.</summary>
    public required string Json { get; init; }

    /// <summary>The command that repeats the run.</summary>
    public required string Command { get; init; }

    /// <summary>All settings in force.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    /// <summary>Where the requests came from and which files were read.</summary>
    public IReadOnlyList<Fact> Inputs { get; init; } = [];

    /// <summary>The program and its version; null to leave it out.</summary>
    public string? Program { get; init; }
}

/// <summary>The page about one run: <c>simulate --report</c>.</summary>
public static class SimulationPage
{
    /// <summary>Composes the page.</summary>
    /// <exception cref="ArgumentException">The run recorded no detail.</exception>
    public static HtmlReport Compose(SimulationPageInput input)
    {
        SimulationResult result = input.Result;
        RunDetail detail = result.Detail ?? throw new ArgumentException("the run recorded no detail; run it with SimulationOptions.Detail = Full", nameof(input));
        List<ReportSection> sections = [.. SectionsOf(result, input.Options)];
        sections.Add(VerdictSection.Compose(result, detail, input.Options.Objectives));
        sections.Add(AssumptionSection.Compose(input));
        sections.Add(new ReportSection("Repeat this run", [new ShellCommand(input.Command)])
        {
            Intro = "The same seed and input give the same decisions on any machine; their digest tells whether they did.",
        });
        return new HtmlReport
        {
            Title = $"{result.Policy}: {result.Servers} servers behind the power of {result.NameplateServers}",
            Subtitle = $"{Show.Span(result.SimulatedSeconds)} simulated, seed {result.Seed}, digest {result.Digest}",
            Lead = Lead(result, input.Options),
            Sections = sections,
            Data = [("result", input.Json)],
            Footer = input.Program,
        };
    }

    /// <summary>What a run looked like: power against the limit, its worst minute, the rungs, latencies, the tree.</summary>
    /// <param name="result">The run's result, with its <see cref="SimulationResult.Detail"/>.</param>
    /// <param name="options">What was run.</param>
    /// <exception cref="ArgumentException">The run recorded no detail.</exception>
    public static IReadOnlyList<ReportSection> SectionsOf(SimulationResult result, SimulationOptions options)
    {
        RunDetail detail = result.Detail ?? throw new ArgumentException("the run recorded no detail; run it with SimulationOptions.Detail = Full", nameof(result));
        List<ReportSection> sections = [PowerSection.Compose(result, detail, options.Plan, options.EffectiveWarmUp)];
        if (detail.Worst is { } worst)
            sections.Add(WorstMinuteSection.Compose(result, detail, worst, options.Plan));
        sections.Add(RungSection.Compose(result, detail, options.Plan));
        sections.Add(LatencySection.Compose(result, detail, options.Objectives));
        sections.Add(TreeSection.Compose(detail));
        return sections;
    }

    private static List<IReportPart> Lead(SimulationResult result, SimulationOptions options)
    {
        Objectives objectives = options.Objectives;
        PowerResult power = result.Power;
        PriorityLatency high = result.Latency.High, low = result.Latency.Low;
        return
        [
            new KeyFigures(
                new KeyFigure("servers", Figure.Count(result.Servers, "/servers"), new Figure($"{Show.Change(result.Oversubscription, 0)} by nameplate", "/oversubscription", 100)),
                new KeyFigure("highest power", Figure.Percent(power.PeakUtilization, "/power/peakUtilization"), new Figure($"{Show.Watts(power.LimitWatts)} is the limit", "/power/limitWatts", Figure.Watts(power.LimitWatts).Scale)),
                new KeyFigure("mean power", Figure.Percent(power.MeanUtilization, "/power/meanUtilization"), new Figure($"{Show.Number(power.EnergyMegawattHours, 2)} MWh", "/power/energyMegawattHours")),
                new KeyFigure("power brakes", Figure.Count(result.Capping.Brakes, "/capping/brakes"), $"at most {objectives.Brakes} allowed"),
                new KeyFigure("breaker trips", Figure.Count(result.Capping.BreakerTrips, "/capping/breakerTrips"), $"at most {objectives.BreakerTrips} allowed"),
                new KeyFigure("P99, high priority", Figure.Change(high.P99Impact, "/latency/high/p99Impact"), $"at most {Show.Change(objectives.HighP99, 0)} allowed"),
                new KeyFigure("P99, low priority", Figure.Change(low.P99Impact, "/latency/low/p99Impact"), $"at most {Show.Change(objectives.LowP99, 0)} allowed")),
            result.Objectives.Met
                ? new Notice("All objectives met.", Verdict.Good)
                : new Notice($"Objectives missed: {string.Join("; ", result.Objectives.Missed)}.", Verdict.Bad),
            .. result.Laws.Violations.Count == 0 ? (IReportPart[])[] : [new Notice($"Laws broken: {result.Laws.Violations.Count}. See below.", Verdict.Bad)],
        ];
    }

    /// <summary>The domains with a limit and none above them that has one.</summary>
    internal static IReadOnlyList<TopologyDomain> TopLimited(TopologyDomain root)
    {
        List<TopologyDomain> found = [];
        Visit(root);
        return found;

        void Visit(TopologyDomain domain)
        {
            if (domain.HasLimit)
                found.Add(domain);
            else
                domain.Domains.ToList().ForEach(Visit);
        }
    }
}
