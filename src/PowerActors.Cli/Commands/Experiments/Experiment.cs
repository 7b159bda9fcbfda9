using PowerActors.Simulation.Running;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary>What is measured: points, each with settings of its own over those of the caller.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Shows">What it shows, in a line.</param>
/// <param name="Duration">Simulated time of each run where the caller says nothing; null for a trace to its end.</param>
/// <param name="Takes">How long it takes on two cores, in words.</param>
/// <param name="Points">What is run.</param>
internal sealed record Experiment(string Name, string Shows, string? Duration, string Takes, IReadOnlyList<ExperimentPoint> Points)
{
    /// <summary>What the points' x is, with its unit; null where they have none and stand side by side.</summary>
    public string? XLabel { get; init; }

    /// <summary>Whether x is a share.</summary>
    public bool IsShare { get; init; } = true;

    /// <summary>Series whose points are also held against what another series would cost at the same mean power.</summary>
    public IReadOnlyList<(string Series, string Against)> AtEqualWatts { get; init; } = [];

    /// <summary>Needs a trace from the caller.</summary>
    public bool NeedsTrace { get; init; }

    /// <summary>What a reader should know.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>Runs that differ by nothing but their seed.</summary>
/// <param name="Series">What it is compared with others of.</param>
/// <param name="X">Where it stands in its series.</param>
/// <param name="Label">What it is called within its series.</param>
/// <param name="Sets">Settings, <c>path=value</c>.</param>
internal sealed record ExperimentPoint(string Series, double X, string Label, params IReadOnlyList<string> Sets)
{
    /// <summary>What settings cannot say, such as faults; null for nothing.</summary>
    public Func<SimulationOptions, SimulationOptions>? Change { get; init; }
}
