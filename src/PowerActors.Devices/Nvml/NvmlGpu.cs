using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>
/// One of a host's NVIDIA GPUs. A cap becomes a clock lock, and behind it a power limit at the most the GPU draws at that clock. Every call is answered within its
/// patience (<see cref="NvmlOptions"/>), whatever the driver does. Thread-safe.
/// </summary>
public sealed class NvmlGpu : IGpuDevice, IGpuReadback
{
    private readonly NvmlWorker _worker;
    private readonly NvmlOptions _options;

    internal NvmlGpu(NvmlWorker worker, NvmlOptions options, int index, NvmlGpuReport found)
    {
        _worker = worker;
        _options = options;
        Index = index;
        Found = found;
        Model = found.Model!;
    }

    /// <summary>Its index on this host when the host was opened.</summary>
    public int Index { get; }

    /// <summary>Everything NVML told of it when the host was opened: identity, ranges, MIG.</summary>
    public NvmlGpuReport Found { get; }

    /// <summary>What can be set.</summary>
    public NvmlRanges Ranges => Found.Ranges;

    /// <inheritdoc/>
    public GpuModel Model { get; }

    /// <summary>What is known of it now, without asking the driver.</summary>
    public NvmlGpuStatus Status => NvmlGpuStatus.Of(_worker.StateOf(Index), Ranges);

    /// <inheritdoc/>
    /// <remarks>
    /// Reads all GPUs of the host, unless that was done for the same time already. Where the driver takes longer than <see cref="NvmlOptions.ReadPatience"/> the answer is
    /// the reading before, not older than <see cref="NvmlOptions.MaxAge"/>; where it is older, none.
    /// </remarks>
    public GpuReading Read(TimeSpan now) => _worker.Read(Index, now);

    /// <inheritdoc/>
    /// <remarks>
    /// True when the driver took the clock lock. False when it refused, when it cannot lock clocks (the power limit is then set all the same), or when it did not answer
    /// within <see cref="NvmlOptions.WritePatience"/>; in that case a cap that tightens is still carried out when the driver comes back, and one that loosens is withdrawn
    /// unless it was under way. The same cap asked for again is set again: that is how a changed setting is put right.
    /// </remarks>
    public bool TryApply(GpuCap cap, TimeSpan now) => !double.IsNaN(cap.Ceiling.Value) && _worker.TryApply(Index, cap, now);

    /// <inheritdoc/>
    /// <remarks>Locks the clock to the lower of this and the cap's, and leaves the power limit alone: one call to the driver, some 5 ms, for which nobody waits. False when the GPU cannot lock its clocks.</remarks>
    public bool TryGovern(Megahertz ceiling, TimeSpan now) => !double.IsNaN(ceiling.Value) && _worker.TryGovern(Index, ceiling, now);

    /// <inheritdoc/>
    /// <remarks>
    /// A clock lock cannot be read back. The enforced ceiling is what was locked as long as the clock is not above it by more than a step; else it is the clock itself, which
    /// the ceiling must be at or above. For <see cref="NvmlOptions.Settle"/> after a change the enforced values are null. The requested limit is what was set here; before
    /// anything was, what NVML says some program asked for.
    /// </remarks>
    public GpuEnforced ReadEnforced(TimeSpan now) => _worker.StateOf(Index, now).Enforced(now, _options, Model.ClockStep);
}
