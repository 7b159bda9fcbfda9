namespace PowerActors.Core.Energy.Phases;

/// <summary>What a change of clocks costs, and how freely it may be made.</summary>
public sealed record PhaseSettings
{
    /// <summary>
    /// How long the driver takes for one GPU. It does one after the other: eight take about 46 ms (NVML's clock lock: median 4.5 ms, mean 6, P99 13). 0 or more.
    /// </summary>
    public TimeSpan SwitchTime { get; init; } = TimeSpan.FromMilliseconds(5.7);

    /// <summary>How long the clock then takes to settle. 0 or more.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(.9);

    /// <summary>Energy of one change, millijoules, counted as the plan counts its own. 0 or more.</summary>
    public double SwitchEnergyMj { get; init; }

    /// <summary>Changes of the host's clocks within any second, at most; one change sets all GPUs. 2 or more: whoever lowers must be able to raise again.</summary>
    public int Budget { get; init; } = 4;

    /// <summary>
    /// The time that changes of clocks may cost, as a share, beyond the slowdown that the plan has: while a raise is on its way, the next phase runs at the clock of the last. Above 0.
    /// </summary>
    public double TimeLoss { get; init; } = .01;

    /// <summary>By how much more than it must a phase last before it is taken to be worth a change, where it was not so far. 0 or more.</summary>
    public double Hysteresis { get; init; } = .25;

    /// <summary>Visits of a phase before its length is taken as known, 1 or more.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>How many visits its length is averaged over, 1 or more.</summary>
    public double Memory { get; init; } = 8;

    /// <summary>For how long a job that names no phase any more still counts as in its last one: between two phases there is a moment in none.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(200);
}
