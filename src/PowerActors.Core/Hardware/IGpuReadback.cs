using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>What a GPU was asked to hold and what it says it holds; null where the device does not tell.</summary>
/// <param name="RequestedCeiling">The clock ceiling it was asked for last; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="EnforcedCeiling">The clock ceiling in force.</param>
/// <param name="RequestedPower">The power limit it was asked for last.</param>
/// <param name="EnforcedPower">The power limit in force: the tightest of all limiters, those out of band included.</param>
public readonly record struct GpuEnforced(Megahertz? RequestedCeiling, Megahertz? EnforcedCeiling, Watts? RequestedPower, Watts? EnforcedPower);

/// <summary>A GPU that can be asked what it holds to: an <see cref="IGpuDevice"/> may be one.</summary>
public interface IGpuReadback
{
    /// <summary>Asks the device. Never throws for one that fails: what it does not tell is null.</summary>
    /// <param name="now">Monotonic time of the caller.</param>
    GpuEnforced ReadEnforced(TimeSpan now);
}
