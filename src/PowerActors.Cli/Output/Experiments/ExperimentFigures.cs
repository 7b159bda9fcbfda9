using PowerActors.Cli.Commands.Experiments;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output.Experiments;

/// <summary>A figure of an experiment's points, as every output has it.</summary>
/// <param name="Key">What JSON and CSV call it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Of">The figure of one run.</param>
/// <param name="Allowed">The most that is allowed; null where nothing says so.</param>
internal sealed record ExperimentFigure(string Key, string Name, Func<SimulationResult, double> Of, Func<Objectives, double>? Allowed = null)
{
    /// <summary>A number of times rather than a share.</summary>
    public bool IsCount { get; init; }

    /// <summary>All of them. Of several seeds the worst is shown.</summary>
    public static IReadOnlyList<ExperimentFigure> All { get; } =
    [
        new("meanUtilization", "mean", static run => run.Power.MeanUtilization),
        new("peakUtilization", "peak", static run => run.Power.PeakUtilization),
        new("brakes", "brakes", static run => run.Capping.Brakes, static allowed => allowed.Brakes) { IsCount = true },
        new("trips", "trips", static run => run.Capping.BreakerTrips, static allowed => allowed.BreakerTrips) { IsCount = true },
        new("highP50Impact", "high P50", static run => run.Latency.High.P50Impact, static allowed => allowed.HighP50),
        new("highP99Impact", "high P99", static run => run.Latency.High.P99Impact, static allowed => allowed.HighP99),
        new("lowP50Impact", "low P50", static run => run.Latency.Low.P50Impact, static allowed => allowed.LowP50),
        new("lowP99Impact", "low P99", static run => run.Latency.Low.P99Impact, static allowed => allowed.LowP99),
        new("highThroughputLoss", "high loss", static run => -run.Latency.High.ThroughputImpact, static allowed => allowed.HighThroughput),
        new("lowThroughputLoss", "low loss", static run => -run.Latency.Low.ThroughputImpact, static allowed => allowed.LowThroughput),
    ];

    /// <summary>The worst over the seeds of a point.</summary>
    public double Worst(PointResult point) => point.Worst(Of);
}
