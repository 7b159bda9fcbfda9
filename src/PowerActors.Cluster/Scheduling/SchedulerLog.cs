using Microsoft.Extensions.Logging;

namespace PowerActors.Cluster.Scheduling;

/// <summary>Everything the scheduler extender logs.</summary>
internal static partial class SchedulerLog
{
    [LoggerMessage(4001, LogLevel.Warning, "{Problem}")]
    public static partial void NodeProblem(ILogger logger, string problem);

    [LoggerMessage(4002, LogLevel.Information, "watches {Server}: {Count} {Kind} listed")]
    public static partial void Listed(ILogger logger, Uri server, int count, string kind);

    [LoggerMessage(4003, LogLevel.Warning, "the watch of {Kind} failed: {Problem}; again in {Seconds:0.0} s, with what is known until then")]
    public static partial void WatchFailed(ILogger logger, string kind, string problem, double seconds);

    [LoggerMessage(4004, LogLevel.Information, "the API server no longer knows version {Version} of {Kind}; they are listed again")]
    public static partial void Gone(ILogger logger, string version, string kind);

    [LoggerMessage(4005, LogLevel.Warning, "an object of {Kind} cannot be read and is left out: {Problem}")]
    public static partial void Unreadable(ILogger logger, string kind, string problem);

    [LoggerMessage(4006, LogLevel.Warning, "could not bind {Pod} to {Node}: {Problem}")]
    public static partial void BindFailed(ILogger logger, string pod, string node, string problem);

    [LoggerMessage(4007, LogLevel.Information, "learned {Classes} typical kinds of tasks from {Tasks} pods")]
    public static partial void Learned(ILogger logger, int classes, int tasks);
}
