using PowerActors.Cluster.Node;
using PowerActors.Core.Control.Laws;
using PowerActors.Tree;

namespace PowerActors.Api.Models;

/// <summary>A node at a glance.</summary>
/// <param name="Version">Its build.</param>
/// <param name="At">Wall time, UTC.</param>
/// <param name="UptimeSeconds">Since its start.</param>
/// <param name="Ready">Whether every domain has published and the journal can be written.</param>
/// <param name="Mode">The mode of domains that nobody has spoken of.</param>
/// <param name="Servers">Servers in the topology.</param>
/// <param name="ConnectedServers">Servers whose agent is connected.</param>
/// <param name="Gpus">GPUs in the topology.</param>
/// <param name="Domains">Domains in the topology.</param>
/// <param name="OnRungs">Domains that stand on a rung.</param>
/// <param name="OverBudget">Domains that draw more than their budget.</param>
/// <param name="SilentServers">Servers that count as their worst case.</param>
/// <param name="Overrides">Overrides in force.</param>
/// <param name="Journal">The journal.</param>
/// <param name="Laws">The laws.</param>
/// <param name="DeadLetters">Messages that found nobody.</param>
/// <param name="ActorFailures">Exceptions of actors.</param>
/// <param name="ClockSteppedSeconds">By how much the machine's clock was stepped since the start.</param>
public sealed record StatusModel(
    string Version,
    DateTimeOffset At,
    double UptimeSeconds,
    bool Ready,
    string Mode,
    int Servers,
    int ConnectedServers,
    int Gpus,
    int Domains,
    int OnRungs,
    int OverBudget,
    int SilentServers,
    int Overrides,
    JournalStatus Journal,
    LawStatus Laws,
    long DeadLetters,
    long ActorFailures,
    double ClockSteppedSeconds)
{
    internal static StatusModel Of(ControlNode node)
    {
        TreeNode[] domains = [.. node.Index.Nodes.Where(static at => !at.IsServer)];
        return new StatusModel(
            typeof(StatusModel).Assembly.GetName().Version?.ToString(3) ?? "",
            node.Clock.Now,
            node.Now.TotalSeconds,
            node.IsReady,
            DomainModel.NameOf(node.Mode),
            node.Index.Servers.Count,
            node.Agents.Sessions,
            node.Index.Servers.Sum(static server => server.Server!.Model.GpuCount),
            domains.Length,
            domains.Count(at => node.Board[at.Index] is { Rung: > 0 }),
            domains.Count(at => at.Domain!.HasLimit && node.Board[at.Index] is { Utilization: > 1 }),
            domains.Where(static at => at.Domain!.Servers.Count > 0).Sum(at => node.Board[at.Index]?.SilentChildren ?? 0),
            node.Desk.InForce.Count,
            new JournalStatus(node.Journal.Journal.Name, node.Journal.Writer.IsAvailable, node.Journal.Writer.Waiting, node.Journal.Writer.Fault?.Message),
            new LawStatus(node.Laws.TotalChecks, node.Laws.ViolationCount, [.. node.Laws.Violations.Select(static broken => ViolationModel.Of(broken))]),
            node.Counters.DeadLetters,
            node.Counters.ActorFailures,
            node.Clock.Stepped.TotalSeconds);
    }
}

/// <summary>How the journal stands.</summary>
/// <param name="Name">A file, or a host and database.</param>
/// <param name="Available">Whether it can be written; while it cannot, nothing is loosened.</param>
/// <param name="Waiting">Records that wait to be written.</param>
/// <param name="Fault">What is wrong; null when nothing is.</param>
public sealed record JournalStatus(string Name, bool Available, int Waiting, string? Fault);

/// <summary>How the laws stand.</summary>
/// <param name="Checks">How often one was checked.</param>
/// <param name="ViolationCount">How often one was broken.</param>
/// <param name="Violations">The first hundred.</param>
public sealed record LawStatus(long Checks, long ViolationCount, IReadOnlyList<ViolationModel> Violations);

/// <summary>A breach of a law.</summary>
/// <param name="Law">Such as <c>P3</c>.</param>
/// <param name="Where">The domain, server or GPU.</param>
/// <param name="AtSeconds">Since the node's start.</param>
/// <param name="Detail">What was seen and what should have been.</param>
public sealed record ViolationModel(string Law, string Where, double AtSeconds, string Detail)
{
    internal static ViolationModel Of(LawViolation broken) => new(broken.Law.ToString(), broken.Where, broken.At.TotalSeconds, broken.Detail);
}
