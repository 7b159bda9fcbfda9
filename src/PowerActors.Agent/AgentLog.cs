using Microsoft.Extensions.Logging;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;

namespace PowerActors.Agent;

/// <summary>What an agent says.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(3001, LogLevel.Information, "connected to {Node}")]
    public static partial void Connected(ILogger logger, Uri node);

    [LoggerMessage(3002, LogLevel.Warning, "{Node} cannot be reached: {Reason}; caps stay as they are until their lease ends, and it is tried again")]
    public static partial void Unreachable(ILogger logger, Uri node, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "connection to {Node} lost: {Reason}; caps stay as they are until their lease ends")]
    public static partial void Lost(ILogger logger, Uri node, string reason);

    [LoggerMessage(EventId = 3004, Message = "guards {Server}: {Priority} priority, lease {LeaseSeconds} s, fail-safe {FailSafe}")]
    public static partial void Assigned(ILogger logger, LogLevel level, string server, Priority priority, double leaseSeconds, Ceilings failSafe);

    [LoggerMessage(3005, LogLevel.Warning, "the node refuses '{Server}': {Reason}")]
    public static partial void Refused(ILogger logger, string server, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "a message of the node for '{Server}' is ignored: {Reason}")]
    public static partial void Ignored(ILogger logger, string server, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "{Kind}: {Detail}")]
    public static partial void Alert(ILogger logger, AlertKind kind, string detail);

    [LoggerMessage(3008, LogLevel.Information, "takes up {Server} as it was before the restart: {Ceilings}")]
    public static partial void Resumed(ILogger logger, string server, string ceilings);

    [LoggerMessage(3009, LogLevel.Warning, "state file {File} is not used: {Reason}")]
    public static partial void StateIgnored(ILogger logger, string file, string reason);

    [LoggerMessage(3011, LogLevel.Critical, "{Breach}")]
    public static partial void LawBroken(ILogger logger, string breach);

    [LoggerMessage(3012, LogLevel.Information, "{Server} is asked for watts at a price ({Ceilings}); it {Answer}: {Figures}")]
    public static partial void AskedForWatts(ILogger logger, string server, string ceilings, string answer, string figures);

    [LoggerMessage(3010, LogLevel.Information, "{Gpus} GPUs of '{Server}' were freed of their caps; {Refused} refused")]
    public static partial void Restored(ILogger logger, int gpus, string server, int refused);
}
