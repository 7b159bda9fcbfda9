namespace PowerActors.Core.Energy.Governor;

/// <summary>
/// Of the requests served lately, how many needed which clock to keep their objectives: a histogram over the clocks, in which older requests fade. Immutable.
/// </summary>
internal sealed class NeededClocks
{
    private readonly double[] _weights; // by the lowest step that would have done; one more for those that no step would have helped

    private NeededClocks(double[] weights, double total, long count)
    {
        _weights = weights;
        Total = total;
        Count = count;
    }

    public NeededClocks(int steps)
        : this(new double[steps + 1], 0, 0)
    {
    }

    /// <summary>How many were ever added.</summary>
    public long Count { get; }

    /// <summary>Weight of all.</summary>
    public double Total { get; }

    /// <summary>These and some more.</summary>
    public NeededClocks With(IReadOnlyList<ServedRequest> served, ClockCosts costs, GovernorSettings settings)
    {
        if (served.Count == 0)
            return this;
        double[] weights = [.. _weights];
        double fade = 1 - (1 / settings.Memory);
        double total = Total;
        foreach (ServedRequest request in served)
        {
            for (int i = 0; i < weights.Length; i++)
                weights[i] *= fade;
            weights[Needed(request, costs, settings)]++;
            total = (total * fade) + 1;
        }

        return new NeededClocks(weights, total, Count + served.Count);
    }

    /// <summary>The lowest step at which at most a share of the requests would have missed what the highest would have kept.</summary>
    public int LowestFor(double share)
    {
        int step = _weights.Length - 2;
        double missed = 0;
        while (step > 0 && missed + _weights[step] <= share * Total)
            missed += _weights[step--];
        return step;
    }

    /// <summary>The lowest step that would have kept a request's objectives; one above the highest for a request that no step would have helped.</summary>
    public static int Needed(in ServedRequest request, ClockCosts costs, GovernorSettings settings)
    {
        double room = 1 - settings.Margin;
        double prompt = settings.Ttft.TotalSeconds * request.TtftSlowdown / request.TtftSeconds;
        double token = double.IsNaN(request.TbtSeconds) ? double.PositiveInfinity : settings.Tbt.TotalSeconds * request.TbtSlowdown / request.TbtSeconds;
        if (prompt < 1 || token < 1)
            return costs.Highest + 1;
        return Math.Max(costs.ForPromptTime(prompt * room), costs.ForTokenTime(token * room));
    }
}
