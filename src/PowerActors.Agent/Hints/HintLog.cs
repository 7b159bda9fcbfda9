using Microsoft.Extensions.Logging;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Hints;

/// <summary>What the hint listener says.</summary>
internal static partial class HintLog
{
    [LoggerMessage(3201, LogLevel.Information, "phase hints on {Socket}: plan {Plan}, {Phases}; a change of {Gpus} GPUs takes {LatencyMilliseconds} ms, at most {Budget} a second")]
    public static partial void Begins(ILogger logger, string socket, string plan, string phases, int gpus, double latencyMilliseconds, int budget);

    [LoggerMessage(3204, LogLevel.Warning, "plan {Plan} was measured at a memory clock of {MemoryClock}; phase hints set none, so what it promises holds only while the GPUs run at that one")]
    public static partial void MemoryClock(ILogger logger, string plan, Megahertz memoryClock);

    [LoggerMessage(3202, LogLevel.Warning, "a process that gives phase hints is refused: {Reason}")]
    public static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(3203, LogLevel.Warning, "phase hints cannot be taken for a moment: {Reason}")]
    public static partial void Troubled(ILogger logger, string reason);
}
