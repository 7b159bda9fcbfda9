namespace PowerActors.Core.Energy.Dvfs;

/// <summary>What a plan must not lose against the baseline (Spaan, Chen, Varbanescu, arXiv 2601.08539).</summary>
public enum PlanRule
{
    /// <summary>No kernel may take longer than at the baseline, times one plus the slowdown.</summary>
    Local,

    /// <summary>The sum of all may not; one kernel may slow down where others make up for it.</summary>
    Global,
}

/// <summary>How many kernels share one pair of clocks.</summary>
public enum PlanGrain
{
    /// <summary>Each has its own.</summary>
    Kernel,

    /// <summary>All of a phase.</summary>
    Phase,

    /// <summary>All of a pass.</summary>
    Pass,

    /// <summary>All.</summary>
    Iteration,
}

/// <summary>What a plan is made for.</summary>
public sealed record PlanOptions
{
    /// <summary>What must not be lost.</summary>
    public PlanRule Rule { get; init; } = PlanRule.Global;

    /// <summary>How many kernels share a pair.</summary>
    public PlanGrain Grain { get; init; } = PlanGrain.Kernel;

    /// <summary>How much longer than the baseline it may take, as a share: 0.006 for 0.6 %. Zero or more.</summary>
    public double Slowdown { get; init; }

    /// <summary>The column of the profile's clocks that everything is compared with.</summary>
    public required int Baseline { get; init; }

    /// <summary>Milliseconds that one change of clocks takes.</summary>
    public double SwitchTimeMs { get; init; }

    /// <summary>Millijoules that one change of clocks takes.</summary>
    public double SwitchEnergyMj { get; init; }

    /// <summary>
    /// How sure one must be that a choice is better than the baseline, as a share above 0.5 and below 1; null where the means are taken as they are.
    /// </summary>
    public double? Confidence { get; init; }

    /// <summary>Relative standard deviation of one measurement, for a profile without trials; null where the trials tell it.</summary>
    public double? Noise { get; init; }

    /// <summary>Whether changes of clocks cost anything: then the order of the kernels matters.</summary>
    public bool HasSwitchCost => SwitchTimeMs > 0 || SwitchEnergyMj > 0;
}
