namespace PowerActors.Cli.Commands.Experiments;

/// <summary>An experiment with its results and what is needed to repeat it.</summary>
/// <param name="Experiment">What was measured.</param>
/// <param name="Points">What came out.</param>
/// <param name="Seeds">Runs of each point.</param>
/// <param name="Duration">Simulated time, as it was written; null for a trace to its end.</param>
/// <param name="Command">The command that repeats it.</param>
/// <param name="WallSeconds">How long it took.</param>
internal sealed record ExperimentReport(Experiment Experiment, IReadOnlyList<PointResult> Points, int Seeds, string? Duration, string Command, double WallSeconds)
{
    /// <summary>The command that repeats one point; null where no settings say what is different.</summary>
    public string? CommandOf(ExperimentPoint point)
    {
        if (point.Change is not null)
            return null;
        string duration = Duration is null ? "" : $" --duration {Duration}";
        return $"{CommandLine.Name} simulate{duration} --seed 1{string.Concat(point.Sets.Select(static set => $" --set {CommandText.Quote(set)}"))}";
    }
}
