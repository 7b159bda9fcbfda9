namespace PowerActors.Simulation.Experiments.Calibration;

/// <summary>A figure that a row should show.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">What was reported of production.</param>
/// <param name="Tolerance">How far from it is near enough.</param>
/// <param name="Of">The figure of a row.</param>
public sealed record RowTarget(string Name, double Value, double Tolerance, Func<RowFigures, double> Of)
{
    /// <summary>
    /// POLCA's inference row (Patel et al., ASPLOS'24): 40 servers of eight A100 over six weeks of 2023. "About half" for the GPUs is taken as 45 to 55 %.
    /// </summary>
    public static IReadOnlyList<RowTarget> Polca { get; } =
    [
        new("peak", .79, .015, static row => row.Peak),
        new("largest rise in 2 s", .09, .015, static row => row.Rise2s),
        new("largest rise in 40 s", .118, .02, static row => row.Rise40s),
        new("GPUs at the peak", .5, .05, static row => row.GpuShareAtPeak),
    ];

    /// <summary>How far a row is from the target; positive when it is above.</summary>
    public double Residual(RowFigures row) => Of(row) - Value;

    /// <summary>Whether a row is near enough.</summary>
    public bool IsMet(RowFigures row) => Math.Abs(Residual(row)) <= Tolerance + 1e-12;
}
