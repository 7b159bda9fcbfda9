using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>One reading of a GPU, as often as power is needed.</summary>
/// <param name="At">The caller's time when it was asked for: it is not older.</param>
/// <param name="Code">What reading the power returned; the rest is only good when it succeeded.</param>
/// <param name="Power">Power: of the instant where the driver tells it, else its mean over a second.</param>
/// <param name="IsMean">True where <paramref name="Power"/> is a mean (on A100 it is of the instant even then).</param>
/// <param name="Clock">Clock of the streaming multiprocessors, 0 where the driver does not tell.</param>
/// <param name="RequestedLimit">Power limit that a program on this host asked for last.</param>
/// <param name="EnforcedLimit">Power limit in force: the tightest of all, out-of-band ones too.</param>
/// <param name="Energy">Energy since the driver was loaded, where it is counted.</param>
/// <param name="Events">Why the clock is where it is.</param>
public readonly record struct NvmlSample(
    TimeSpan At, NvmlReturn Code, Watts Power, bool IsMean, Megahertz Clock, Watts? RequestedLimit, Watts? EnforcedLimit, Joules? Energy, NvmlClockEvents Events)
{
    /// <summary>What is wrong with it.</summary>
    public NvmlFault Fault => NvmlFaults.Of(Code);
}
