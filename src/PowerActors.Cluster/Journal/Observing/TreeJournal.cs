using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Tree;

namespace PowerActors.Cluster.Journal;

/// <summary>Turns what the tree decides into records. Only queues, so it never keeps an actor waiting. What GPUs were asked for is not journaled: it follows from the directives.</summary>
/// <param name="writer">Takes the records.</param>
/// <param name="memory">Knows the domains' epochs.</param>
/// <param name="index">The tree.</param>
/// <param name="time">Wall time of records.</param>
public sealed class TreeJournal(JournalWriter writer, JournaledDomainMemory memory, TreeIndex index, TimeProvider time) : ITreeObserver
{
    private readonly ToldCeilings[] _told = new ToldCeilings[index.Nodes.Count];

    /// <inheritdoc/>
    public void OnRungChanged(TreeNode domain, Ladder ladder, int from, int to, double utilization, TimeSpan now) =>
        Write(domain, new JournalEvent.RungChanged(ladder.Name, from, to, ladder.NameOf(from), ladder.NameOf(to), utilization));

    /// <inheritdoc/>
    public void OnCeilingsChanged(TreeNode domain, in Ceilings ceilings, TimeSpan now)
    {
        // A server only passes on what its rack says.
        if (!domain.IsServer && _told[domain.Index].IsNew(ceilings, now))
            Write(domain, JournalEvent.DirectiveIssued.Of(ceilings));
    }

    /// <inheritdoc/>
    public void OnAlert(TreeNode node, AlertKind kind, string detail, TimeSpan now) => Write(node, kind switch
    {
        AlertKind.Escalated => new JournalEvent.Escalated(detail),
        AlertKind.EscalationOver => new JournalEvent.EscalationOver(detail),
        AlertKind.CapDrift => new JournalEvent.CapDrift(detail),
        _ => new JournalEvent.Alert(NameOf(kind), detail),
    });

    private static string NameOf(AlertKind kind) => kind switch
    {
        AlertKind.ChildSilent => "child-silent",
        AlertKind.MeterLost => "meter-lost",
        AlertKind.FencedDirective => "fenced-directive",
        AlertKind.FailSafe => "fail-safe",
        AlertKind.DeviceFault => "device-fault",
        AlertKind.CapNotInForce => "cap-not-in-force",
        AlertKind.HeldByOthers => "held-by-others",
        AlertKind.AgentState => "agent-state",
        AlertKind.Resumed => "resumed",
        AlertKind.LawBroken => "law-broken",
        _ => kind.ToString(),
    };

    private void Write(TreeNode node, JournalEvent what) => writer.Write(new JournalRecord(time.GetUtcNow(), node.Path, memory.EpochOf(node.Path), what));
}
