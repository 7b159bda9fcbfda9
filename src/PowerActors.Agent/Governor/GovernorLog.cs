using Microsoft.Extensions.Logging;

namespace PowerActors.Agent.Governor;

/// <summary>What a governor says.</summary>
internal static partial class GovernorLog
{
    [LoggerMessage(3101, LogLevel.Information, "governor ({Mode}): {Instances} model servers, TTFT {TtftSeconds} s, TBT {TbtMilliseconds} ms, {Steps} clocks from {Lowest} to {Highest} with costs of {CostsFrom}")]
    public static partial void Begins(ILogger logger, GovernorMode mode, int instances, double ttftSeconds, double tbtMilliseconds, int steps, double lowest, double highest, string costsFrom);

    [LoggerMessage(3102, LogLevel.Warning, "governor lets go of GPUs {Gpus}: {Address} {Problem}")]
    public static partial void LetsGo(ILogger logger, string gpus, Uri address, string problem);

    [LoggerMessage(3103, LogLevel.Information, "governor sees {Address} again")]
    public static partial void SeesAgain(ILogger logger, Uri address);

    [LoggerMessage(3104, LogLevel.Information, "governor: {Address} has started anew; its counts begin at zero")]
    public static partial void Restarted(ILogger logger, Uri address);

    [LoggerMessage(3105, LogLevel.Information, "governor ({Mode}) over the last {Minutes} min: below the highest clock for {Share} of the time, {Changes} changes, about {Watts} W less")]
    public static partial void Summary(ILogger logger, GovernorMode mode, int minutes, string share, int changes, double watts);

    [LoggerMessage(3106, LogLevel.Debug, "governor ({Mode}): GPUs {Gpus} {Wish}")]
    public static partial void Wishes(ILogger logger, GovernorMode mode, string gpus, string wish);
}
