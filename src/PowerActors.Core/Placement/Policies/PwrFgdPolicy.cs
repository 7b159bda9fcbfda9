namespace PowerActors.Core.Placement.Policies;

/// <summary>
/// PWR and FGD weighed against each other: <c>1000 α · PWR + 1000 (1 − α) · FGD</c> (arXiv 2412.17484). The GPU in the node is chosen by the heavier of the two, FGD on a tie. PWR is
/// stretched to 0..100 and FGD sits near 50, so a small α weighs more than it seems: α = 0.1 keeps nearly all of PWR's saving.
/// </summary>
public sealed class PwrFgdPolicy : IPlacementPolicy
{
    private readonly long _power;
    private readonly long _fragmentation;

    /// <summary>A combination.</summary>
    /// <param name="alpha">Weight of PWR, 0 to 1; counted in thousandths.</param>
    public PwrFgdPolicy(decimal alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(alpha, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, 1);
        _power = (long)decimal.Round(alpha * 1000);
        _fragmentation = 1000 - _power;
        Name = $"pwr+fgd:{alpha / 1.0000000000m:0.######}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public NodeScore Score(NodeState node, TaskShape task)
    {
        (int fragmentation, int gpu) = FgdPolicy.ScoreOf(node, task);
        (int power, int powerGpu) = PwrPolicy.ScoreOf(node, task);
        return new NodeScore(fragmentation, gpu, power, powerGpu);
    }

    /// <inheritdoc/>
    public long Weigh(in NodeScore score, in ScoreRange range, in ClusterLoad load) =>
        (_power * ScoreRange.Stretch(score.Second, range.SecondMin, range.SecondMax, 100)) + (_fragmentation * score.First);

    /// <inheritdoc/>
    public int ChooseGpu(in NodeScore score, in ClusterLoad load) => _power > _fragmentation ? score.SecondGpu : score.FirstGpu;
}
