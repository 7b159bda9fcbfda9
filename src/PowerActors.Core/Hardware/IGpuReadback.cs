using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>
/// What a GPU was asked to hold to beside what it holds to: where they differ, somebody else changed it, the driver was reloaded, or the device gave less than it was
/// asked for. Null stands for what is unknown: the device does not tell, nothing was asked for, or it is too early after a change to say.
/// </summary>
/// <param name="RequestedCeiling">Clock ceiling last asked for and accepted; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="EnforcedCeiling">Clock ceiling in force; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="RequestedLimit">Power limit last asked for and accepted.</param>
/// <param name="EnforcedLimit">Power limit in force: the tightest of all that were set, from whatever side.</param>
public readonly record struct GpuEnforced(Megahertz? RequestedCeiling, Megahertz? EnforcedCeiling, Watts? RequestedLimit, Watts? EnforcedLimit);

/// <summary>A GPU whose settings can be read back, so that a cap changed behind the controller's back is found and put right.</summary>
public interface IGpuReadback
{
    /// <summary>Reads what is asked for and what is in force. Never throws for a device that fails: it answers nulls.</summary>
    /// <param name="now">Monotonic time of the caller.</param>
    GpuEnforced ReadEnforced(TimeSpan now);
}
