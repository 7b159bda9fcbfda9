using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>What is known of a GPU at one moment, for people and metrics.</summary>
/// <param name="Sample">The last reading.</param>
/// <param name="Requested">The cap last asked for; null before the first.</param>
/// <param name="Accepted">The cap last taken by the device; null before the first.</param>
/// <param name="GivenClock">The clock that was locked for it, which the device rounds down or clamps; unlimited when it was released.</param>
/// <param name="GivenLimit">The power limit that was set behind it; null where none was.</param>
/// <param name="Recoveries">How often it was found again after it, or the driver, was lost.</param>
/// <param name="Problems">What is wrong, in sentences; empty when all is well.</param>
public sealed record NvmlGpuStatus(
    NvmlSample Sample, GpuCap? Requested, GpuCap? Accepted, Megahertz? GivenClock, Watts? GivenLimit, int Recoveries, IReadOnlyList<string> Problems)
{
    /// <summary>Whether the last reading can be used.</summary>
    public DeviceHealth Health => NvmlFaults.HealthOf(Sample.Fault);

    internal static NvmlGpuStatus Of(in NvmlGpuState state, NvmlRanges ranges)
    {
        List<string> problems = [];
        if (state.Sample.Code != NvmlReturn.Success)
            problems.Add(NvmlFaults.Explain("read the power", state.Sample.Code));
        if (state.ClockCode != NvmlReturn.Success)
            problems.Add(NvmlFaults.Explain("lock the clocks", state.ClockCode));
        if (state.LimitCode != NvmlReturn.Success)
            problems.Add(NvmlFaults.Explain("set the power limit behind the clock lock", state.LimitCode));
        if (state.Accepted is { } cap && state.GivenClock is { } clock && ranges.LowestClock is { } lowest && cap.Ceiling < lowest && !cap.Brake)
            problems.Add($"a ceiling of {cap.Ceiling} was asked for; {clock} is the lowest this GPU has");
        problems.AddRange(NvmlAdvice.ForEvents(state.Sample.Events));
        return new NvmlGpuStatus(state.Sample, state.Asked, state.Accepted, state.GivenClock, state.GivenLimit, state.Recoveries, problems);
    }
}
