using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>
/// What a GPU was asked to hold to and what its hardware says it holds to: the two differ while a command is on its way, when the device clamped it, and when somebody else changed it.
/// A value is null where the device does not tell.
/// </summary>
/// <param name="RequestedCeiling">Clock ceiling last asked for; null when none was.</param>
/// <param name="EnforcedCeiling">Clock ceiling that the device reports to be in force.</param>
/// <param name="RequestedLimit">Power limit last asked for, in watts; null when none was.</param>
/// <param name="EnforcedLimit">Power limit that the device reports to be in force: the tightest of all limiters, out-of-band ones too.</param>
public readonly record struct GpuEnforced(Megahertz? RequestedCeiling, Megahertz? EnforcedCeiling, Watts? RequestedLimit, Watts? EnforcedLimit);

/// <summary>A GPU whose caps can be read back, besides being set.</summary>
public interface IGpuReadback
{
    /// <summary>Reads back what is requested and what is in force. Never throws for a device that fails: what it does not tell is null.</summary>
    /// <param name="now">Monotonic time of the caller.</param>
    GpuEnforced ReadEnforced(TimeSpan now);
}
