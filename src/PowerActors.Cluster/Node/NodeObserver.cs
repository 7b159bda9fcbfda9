using PowerActors.Cluster.Journal;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Tree;

namespace PowerActors.Cluster.Node;

/// <summary>Hands what the tree decides to the journal, to listeners and to counters.</summary>
/// <param name="journal">Keeps it.</param>
/// <param name="events">Tells it.</param>
/// <param name="counters">Counts it.</param>
internal sealed class NodeObserver(TreeJournal journal, NodeEvents events, NodeCounters counters) : ITreeObserver
{
    public void OnRungChanged(TreeNode domain, Ladder ladder, int from, int to, double utilization, TimeSpan now)
    {
        counters.RungChanged();
        journal.OnRungChanged(domain, ladder, from, to, utilization, now);
        events.Publish("rung", domain.Path, $"{ladder.NameOf(from)} to {ladder.NameOf(to)} at {utilization:P1}");
    }

    public void OnCeilingsChanged(TreeNode domain, in Ceilings ceilings, TimeSpan now)
    {
        counters.DirectiveChanged();
        journal.OnCeilingsChanged(domain, ceilings, now);
        if (events.Listeners > 0)
            events.Publish("ceilings", domain.Path, ceilings.ToString());
    }

    public void OnAlert(TreeNode node, AlertKind kind, string detail, TimeSpan now)
    {
        counters.Alerted(kind);
        journal.OnAlert(node, kind, detail, now);
        events.Publish("alert", node.Path, detail);
    }
}
