using Microsoft.Extensions.Logging;
using PowerActors.Core.Control.Laws;

namespace PowerActors.Cluster.Node;

/// <summary>Everything a control node logs itself.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(1, LogLevel.Information, "guards {Servers} servers in {Domains} domains; journal {Journal}, {Overrides} overrides in force")]
    public static partial void Started(ILogger logger, int servers, int domains, string journal, int overrides);

    [LoggerMessage(2, LogLevel.Critical, "law {Law} broken at {Where}: {Detail}{HeldBack}")]
    public static partial void LawBroken(ILogger logger, Law law, string where, string detail, string heldBack);

    [LoggerMessage(3, LogLevel.Warning, "the machine's clock was stepped by {Seconds:0} s; overrides and budgets go by the time before until this node starts again")]
    public static partial void ClockStepped(ILogger logger, double seconds);

    [LoggerMessage(4, LogLevel.Warning, "{Problem}; it is not in force")]
    public static partial void NotUnderstood(ILogger logger, string problem);

    [LoggerMessage(5, LogLevel.Error, "{Fault}")]
    public static partial void ActorFailed(ILogger logger, string fault);

    [LoggerMessage(6, LogLevel.Error, "a look at the clock failed: {Fault}")]
    public static partial void TickFailed(ILogger logger, string fault, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "agents have heard epoch {Heard}, newer than any in the journal: was it lost, or is it an older copy? Epochs go on from {First}; what agents hold is taken up, and nothing is loosened before their leases have ended")]
    public static partial void Overtaken(ILogger logger, long heard, long first);

    [LoggerMessage(7, LogLevel.Information, "stopped; agents hold what they have until their leases end")]
    public static partial void Stopped(ILogger logger);
}
