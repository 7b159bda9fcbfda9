using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>What is fixed for every server of one product: its GPUs and the power of all that is not GPU (CPUs, memory, network, fans, losses).</summary>
public sealed record ServerModel
{
    /// <summary>Product name as settings write it, such as <c>DGX-A100</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The GPUs in it.</summary>
    public required GpuModel Gpu { get; init; }

    /// <summary>How many there are.</summary>
    public required int GpuCount { get; init; }

    /// <summary>The vendor's maximum for the whole server: what a row is provisioned by.</summary>
    public required Watts Nameplate { get; init; }

    /// <summary>The part that is not GPU when the GPUs are idle.</summary>
    public required Watts NonGpuIdle { get; init; }

    /// <summary>The part that is not GPU once the GPUs are busy (fans follow the GPUs' heat, processors and network their work).</summary>
    public required Watts NonGpuBusy { get; init; }

    /// <summary>
    /// The GPUs' load (draw above idle over TDP above idle) from which on the rest of the server is as busy as it gets; above 0, at most 1. In between it follows the load.
    /// </summary>
    public double NonGpuBusyAt { get; init; } = 1;

    /// <summary>The most the part that is not GPU can draw: nameplate minus the GPUs' TDP.</summary>
    public Watts NonGpuMax => Nameplate - (Gpu.Tdp * GpuCount);

    /// <summary>
    /// The most this server can draw while all its GPUs stay at or below a clock. The part that is not GPU is taken between idle and its maximum in
    /// proportion to the GPUs' own worst draw, since fans and voltage regulators follow it.
    /// </summary>
    public Watts WorstDraw(Megahertz clock)
    {
        Watts gpu = Gpu.WorstDraw(clock);
        double load = Math.Clamp((gpu - Gpu.Idle) / (Gpu.Tdp - Gpu.Idle), 0, 1);
        return (gpu * GpuCount) + NonGpuIdle + ((NonGpuMax - NonGpuIdle) * Math.Min(1, load / NonGpuBusyAt));
    }
}
