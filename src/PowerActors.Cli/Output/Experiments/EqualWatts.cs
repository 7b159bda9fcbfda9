using PowerActors.Cli.Commands.Experiments;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output.Experiments;

/// <summary>A point beside what another series would have cost at the same mean power.</summary>
/// <param name="Point">The point.</param>
/// <param name="Against">The series that it is held against.</param>
/// <param name="Mean">Its mean power as a share of the limit, mean of its seeds.</param>
/// <param name="Impacts">For each of <see cref="EqualWatts.Figures"/>: the point's own, and the other's at equal power; NaN where the other has no points on both sides of it.</param>
internal sealed record EqualWattsRow(ExperimentPoint Point, string Against, double Mean, IReadOnlyList<(double Own, double Other)> Impacts);

/// <summary>Compares series at equal mean power: seed by seed, straight lines between the points of the series that is compared with, then the mean of the seeds.</summary>
internal static class EqualWatts
{
    /// <summary>What is compared.</summary>
    public static IReadOnlyList<ExperimentFigure> Figures { get; } =
    [
        .. ExperimentFigure.All.Where(static figure => figure.Key is "highP50Impact" or "highP99Impact" or "lowP50Impact" or "lowP99Impact"),

        // Where servers are unlike, those with fast answers do not show in a percentile of all.
        new("lowMeanImpact", "low mean", static run => run.Latency.Low.MeanImpact, static _ => double.PositiveInfinity),
    ];

    /// <summary>Every point of every series that the experiment wants compared.</summary>
    public static IReadOnlyList<EqualWattsRow> Of(ExperimentReport report) =>
    [
        .. from pair in report.Experiment.AtEqualWatts
           from point in report.Points
           where point.Point.Series == pair.Series && point.Runs.Count > 0
           let others = report.Points.Where(other => other.Point.Series == pair.Against && other.Runs.Count == point.Runs.Count).ToArray()
           select new EqualWattsRow(
               point.Point, pair.Against, point.Mean(static run => run.Power.MeanUtilization), [.. Figures.Select(figure => (point.Mean(figure.Of), Enumerable.Range(0, point.Runs.Count).Average(seed => At(others, seed, figure, point.Runs[seed].Power.MeanUtilization))))]),
    ];

    private static double At(PointResult[] others, int seed, ExperimentFigure figure, double mean)
    {
        SimulationResult[] runs = [.. others.Select(other => other.Runs[seed]).OrderBy(static run => run.Power.MeanUtilization)];
        for (int i = 1; i < runs.Length; i++)
        {
            double below = runs[i - 1].Power.MeanUtilization, above = runs[i].Power.MeanUtilization;
            if (mean >= below && mean <= above && above > below)
                return figure.Of(runs[i - 1]) + ((figure.Of(runs[i]) - figure.Of(runs[i - 1])) * ((mean - below) / (above - below)));
        }

        return double.NaN;
    }
}
