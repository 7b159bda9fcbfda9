using Microsoft.Extensions.Logging;

namespace PowerActors.Cluster.Sessions;

/// <summary>What an <see cref="AgentHub"/> says.</summary>
internal static partial class HubLog
{
    [LoggerMessage(2001, LogLevel.Information, "agent of {Server} connected from {Peer} ({Gpus} GPUs, agent {Version})")]
    public static partial void Connected(ILogger logger, string server, string peer, int gpus, string version);

    [LoggerMessage(2002, LogLevel.Information, "agent of {Server} disconnected: {Reason}")]
    public static partial void Disconnected(ILogger logger, string server, string reason);

    [LoggerMessage(2008, LogLevel.Information, "{Count} agents connected, that of {First} first; {Sessions} of {Servers} servers have one")]
    public static partial void ManyConnected(ILogger logger, int count, string first, int sessions, int servers);

    [LoggerMessage(2009, LogLevel.Information, "{Count} agents disconnected, that of {First} first: {Reason}; {Sessions} of {Servers} servers have one")]
    public static partial void ManyDisconnected(ILogger logger, int count, string first, string reason, int sessions, int servers);

    [LoggerMessage(2003, LogLevel.Warning, "agent at {Peer} refused: {Reason}{HeldBack}")]
    public static partial void Refused(ILogger logger, string peer, string reason, string heldBack);

    [LoggerMessage(2004, LogLevel.Warning, "connection from {Peer} closed: {Reason}{HeldBack}")]
    public static partial void Violation(ILogger logger, string peer, string reason, string heldBack);

    [LoggerMessage(2005, LogLevel.Warning, "report of {Server} ignored: {Reason}{HeldBack}")]
    public static partial void ReportIgnored(ILogger logger, string server, string reason, string heldBack);

    [LoggerMessage(2006, LogLevel.Warning, "{Server}: the topology plans with {Planned}, the agent found {Found}; its draw is within the plan, so it is taken{HeldBack}")]
    public static partial void OtherGpu(ILogger logger, string server, string planned, string found, string heldBack);

    [LoggerMessage(2007, LogLevel.Warning, "connection from {Peer} broke inside this node: {Reason}")]
    public static partial void Broke(ILogger logger, string peer, string reason, Exception exception);
}
