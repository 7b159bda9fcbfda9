using PowerActors.Simulation.Placement.Replay;

namespace PowerActors.Simulation.Placement.Comparing;

/// <summary>A figure over seeds.</summary>
/// <param name="Mean">Mean; NaN where no seed has the figure.</param>
/// <param name="Deviation">Standard deviation of a sample; 0 for one seed.</param>
public readonly record struct Spread(double Mean, double Deviation)
{
    /// <summary>The spread of some figures; those that are not finite are left out.</summary>
    public static Spread Of(IEnumerable<double> figures)
    {
        double[] finite = [.. figures.Where(double.IsFinite)];
        if (finite.Length == 0)
            return new Spread(double.NaN, double.NaN);
        double mean = finite.Sum() / finite.Length;
        double squares = finite.Sum(figure => (figure - mean) * (figure - mean));
        return new Spread(mean, finite.Length == 1 ? 0 : Math.Sqrt(squares / (finite.Length - 1)));
    }
}

/// <summary>A policy once a share of the capacity has arrived, over all seeds.</summary>
/// <param name="ArrivedPercent">Percent of the capacity that has arrived.</param>
/// <param name="EopcWatts">Draw of the cluster.</param>
/// <param name="SavingPercent">1 − draw / FGD's draw at the same share and seed, percent.</param>
/// <param name="Grar">Allocated over arrived GPU.</param>
/// <param name="AllocatedPercent">Allocated GPU, percent of capacity.</param>
/// <param name="FragmentationPercent">Fragmentation, percent of capacity.</param>
/// <param name="WattsPerAllocatedGpu">Draw over allocated GPUs: work that is not served saves nothing here.</param>
public sealed record ComparisonPoint(
    int ArrivedPercent, Spread EopcWatts, Spread SavingPercent, Spread Grar, Spread AllocatedPercent, Spread FragmentationPercent, Spread WattsPerAllocatedGpu);

/// <summary>One policy over all seeds.</summary>
public sealed record PolicyResult
{
    /// <summary>Its name.</summary>
    public required string Policy { get; init; }

    /// <summary>One point for each percent of arrived capacity that every seed reached.</summary>
    public required IReadOnlyList<ComparisonPoint> Points { get; init; }

    /// <summary>Tasks placed by the end.</summary>
    public required Spread Placed { get; init; }

    /// <summary>Tasks dropped by the end.</summary>
    public required Spread Failed { get; init; }

    /// <summary>Decisions per second, of replays that ran beside each other.</summary>
    public required Spread DecisionsPerSecond { get; init; }

    /// <summary>The point at a percent of arrived capacity; null where not every replay came so far.</summary>
    public ComparisonPoint? At(int percent) => percent >= 0 && percent < Points.Count ? Points[percent] : null;

    internal static PolicyResult Of(string name, ReplayResult[] runs, ReplayResult[] baseline)
    {
        int points = runs.Concat(baseline).Min(static run => run.Points.Count);
        return new PolicyResult
        {
            Policy = name,
            Points = [.. Enumerable.Range(0, points).Select(percent => Point(percent, runs, baseline))],
            Placed = Spread.Of(runs.Select(static run => (double)run.Placed)),
            Failed = Spread.Of(runs.Select(static run => (double)run.Failed)),
            DecisionsPerSecond = Spread.Of(runs.Select(static run => run.DecisionsPerSecond)),
        };
    }

    internal static IReadOnlyList<Spread> MostSaving(ReplayResult[] baseline) =>
        [.. Enumerable.Range(0, baseline.Min(static run => run.Points.Count)).Select(percent => Array.TrueForAll(baseline, run => run.Points[percent].Grar is double.NaN or 1)
            ? Spread.Of(baseline.Select(run => 100 * (1 - (run.Points[percent].LeastWatts / run.Points[percent].EopcWatts))))
            : Spread.Of([]))];

    private static ComparisonPoint Point(int percent, ReplayResult[] runs, ReplayResult[] baseline)
    {
        Spread Over(Func<ReplayPoint, double> figure) => Spread.Of(runs.Select(run => figure(run.Points[percent])));
        return new ComparisonPoint(
            percent,
            Over(static point => point.EopcWatts),
            Spread.Of(runs.Zip(baseline, (run, other) => 100 * (1 - (run.Points[percent].EopcWatts / other.Points[percent].EopcWatts)))),
            Over(static point => point.Grar),
            Over(static point => point.AllocatedPercent),
            Over(static point => point.FragmentationPercent),
            Over(static point => point.WattsPerAllocatedGpu));
    }
}

/// <summary>Several policies over several seeds.</summary>
public sealed record ComparisonResult
{
    /// <summary>The seeds.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>
    /// The most that any policy could save against FGD, percent, by percent of arrived capacity: FGD's draw against the least that any placement of the same tasks could draw. NaN once FGD
    /// has dropped a task on some seed.
    /// </summary>
    public required IReadOnlyList<Spread> MostSavingPercent { get; init; }

    /// <summary>The policies, in the order asked for; FGD first where it was not asked for.</summary>
    public required IReadOnlyList<PolicyResult> Policies { get; init; }
}
