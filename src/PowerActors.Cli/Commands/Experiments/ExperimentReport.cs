namespace PowerActors.Cli.Commands.Experiments;

/// <summary>An experiment with its results and what is needed to repeat it.</summary>
/// <param name="Experiment">What was measured.</param>
/// <param name="Points">What came out.</param>
/// <param name="Seeds">Runs of each point.</param>
/// <param name="Duration">Simulated time, as it was written; null for a trace to its end.</param>
/// <param name="Command">The command that repeats it.</param>
/// <param name="WallSeconds">How long it took.</param>
/// <param name="Simulate">The <c>simulate</c> command with the caller's settings and first seed, to which a point adds its own.</param>
internal sealed record ExperimentReport(Experiment Experiment, IReadOnlyList<PointResult> Points, int Seeds, string? Duration, string Command, double WallSeconds, string Simulate)
{
    /// <summary>The command that repeats one point; null where no settings say what is different.</summary>
    public string? CommandOf(ExperimentPoint point)
    {
        if (point.Change is not null)
            return null;
        return $"{Simulate}{string.Concat(point.Sets.Select(static set => $" --set {CommandText.Quote(set)}"))}";
    }
}
