namespace PowerActors.Core.Energy.Dvfs.Noise;

/// <summary>
/// Tells choices that are better than the baseline from those that only look so: the best of many noisy figures is too good on average. A pair of clocks passes where
/// its energy, or its time, is below the baseline's at the confidence asked for (one-sided Welch test; degrees of freedom: the fewer of the two trials less one, which
/// is on the careful side).
/// </summary>
internal sealed class NoiseFilter(DvfsProfile profile, PlanOptions options)
{
    private readonly double _confidence = options.Confidence ?? throw new ArgumentException("no confidence asked for", nameof(options));
    private readonly Dictionary<int, double> _quantiles = [];

    /// <summary>Whether a pair may be chosen for a group of kernels.</summary>
    public bool Passes(IReadOnlyList<int> kernels, int clock) => clock == options.Baseline || Test(kernels, clock, isTime: false).IsSure || Test(kernels, clock, isTime: true).IsSure;

    /// <summary>Whether a pair's means are better than the baseline's, in whichever way.</summary>
    public bool LooksBetter(IReadOnlyList<int> kernels, int clock) => Test(kernels, clock, isTime: false).Gain > 0 || Test(kernels, clock, isTime: true).Gain > 0;

    private (double Gain, bool IsSure) Test(IReadOnlyList<int> kernels, int clock, bool isTime)
    {
        double gain = 0, variance = 0;
        int degrees = StudentT.AsGoodAsNormal;
        foreach (int kernel in kernels)
        {
            ReadOnlySpan<double> before = Cell(kernel, options.Baseline, isTime), after = Cell(kernel, clock, isTime);
            double count = profile.Kernels[kernel].Count;
            (double meanBefore, double errorBefore) = Mean(before);
            (double meanAfter, double errorAfter) = Mean(after);
            gain += count * (meanBefore - meanAfter);
            variance += count * count * (errorBefore + errorAfter);
            if (options.Noise is null)
                degrees = Math.Min(degrees, Math.Min(before.Length, after.Length) - 1);
        }

        return (gain, gain > Quantile(degrees) * Math.Sqrt(variance));
    }

    private ReadOnlySpan<double> Cell(int kernel, int clock, bool isTime) => isTime ? profile.TimeTrials(kernel, clock) : profile.EnergyTrials(kernel, clock);

    /// <summary>The mean, and the square of its standard error.</summary>
    private (double Mean, double Error) Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        double mean = sum / values.Length;
        if (options.Noise is { } noise)
            return (mean, noise * mean * noise * mean / values.Length);
        double squares = 0;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        return (mean, squares / (values.Length - 1) / values.Length);
    }

    private double Quantile(int degrees)
    {
        if (!_quantiles.TryGetValue(degrees, out double quantile))
            _quantiles[degrees] = quantile = StudentT.Quantile(_confidence, degrees);
        return quantile;
    }
}
