namespace PowerActors.Devices.Simulated;

/// <summary>What may differ between simulated servers of one model.</summary>
public sealed record SimulatedServerOptions
{
    /// <summary>The usual.</summary>
    public static SimulatedServerOptions Default { get; } = new();

    /// <summary>Time constant with which the part that is not GPU follows the GPUs, at least zero; 60 s, since fans follow with a lag of a minute or so.</summary>
    public TimeSpan NonGpuLag { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Share of that part above its idle that follows the GPUs at once, 0 to 1; 0 means all of it lags.</summary>
    public double NonGpuInstantShare { get; init; }

    /// <summary>
    /// Largest relative difference between GPUs of the draw above idle, 0 to below 1; each GPU draws less than the model by a share between 0 and this, so that the
    /// model's worst case stays the worst. 0 makes all alike, which is also fastest.
    /// </summary>
    public double GpuSpread { get; init; }

    /// <summary>What everything in the server draws over what its model says, 0.5 to 2: hardware that is hungrier than it was profiled. Above 1, the model's worst case is one no more.</summary>
    public double PowerFactor { get; init; } = 1;

    /// <summary>Seed of those differences; the server's index enters too.</summary>
    public ulong Seed { get; init; }

    /// <summary>What is wrong with these options, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { NonGpuLag.Ticks: < 0 } => $"the lag of the part that is not GPU is {NonGpuLag}; it must not be negative",
        { NonGpuInstantShare: not (>= 0 and <= 1) } => $"the instantaneous share of the part that is not GPU is {NonGpuInstantShare}; it must be from 0 to 1",
        { GpuSpread: not (>= 0 and < 1) } => $"the spread between GPUs is {GpuSpread}; it must be from 0 to below 1",
        { PowerFactor: not (>= .5 and <= 2) } => $"the power factor is {PowerFactor}; it must be from 0.5 to 2",
        _ => null,
    };
}
