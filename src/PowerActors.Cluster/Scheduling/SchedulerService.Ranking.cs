using PowerActors.Core.Control;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Live;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Scheduling;

/// <content>The order of nodes for a pod.</content>
public sealed partial class SchedulerService
{
    private PowerRoom CalmIn(Question question, int domain) => question.Calm[domain] ??= _power.Ledger.RoomIn(domain, Priority.Low, _power.Now);

    private List<int> KeepBest(Question question, IReadOnlyList<string> candidates, List<int> passed, List<Refusal> refused)
    {
        string[] names = [.. passed.Select(i => candidates[i])];
        Ranked[] order = Rank(question, names);
        if (order.Length == 0)
            return passed;
        int best = passed[order[0].Candidate];
        refused.AddRange(passed.Where(i => i != best).Select(i => new Refusal(i, RefusalReason.Gpu, $"{candidates[best]} suits the pod better")));
        return [best];
    }

    /// <summary>Candidates that the pod fits, best first: by what power allows, by the server's priority, by the policy's weight, in the order in which nodes were heard of.</summary>
    private Ranked[] Rank(Question question, IReadOnlyList<string> candidates)
    {
        if (question.Shape is not { } shape)
            return [];
        List<(int Candidate, LiveNode Node, NodeScore Score)> fitting = new(candidates.Count);
        int firstMin = int.MaxValue, firstMax = int.MinValue, secondMin = int.MaxValue, secondMax = int.MinValue;
        for (int i = 0; i < candidates.Count; i++)
        {
            if (_cluster.Find(candidates[i]) is not { State: not null } node || !_cluster.TryScore(node, shape, out NodeScore score))
                continue;
            firstMin = Math.Min(firstMin, score.First);
            firstMax = Math.Max(firstMax, score.First);
            secondMin = Math.Min(secondMin, score.Second);
            secondMax = Math.Max(secondMax, score.Second);
            fitting.Add((i, node, score));
        }

        ScoreRange range = new(firstMin, firstMax, secondMin, secondMax);
        ClusterLoad load = _cluster.Load;
        Ranked[] order = new Ranked[fitting.Count];
        for (int i = 0; i < order.Length; i++)
        {
            (int candidate, LiveNode node, NodeScore score) = fitting[i];
            order[i] = new Ranked(candidate, node, TierOf(question, node), Settings.Policy.Weigh(score, range, load));
        }

        Array.Sort(order, static (a, b) => a.Against(b));
        return order;
    }

    /// <summary>0 where nobody is capped for it, 1 where the pod's priority may go, 2 elsewhere; within each, servers of another priority come after those of the pod's.</summary>
    private int TierOf(Question question, LiveNode node)
    {
        if (node.PowerNode < 0)
            return 0;
        int mismatch = Settings.MatchPriority && _power.Server(node.PowerNode).Server!.Priority != question.Pod.Priority ? 1 : 0;
        if (Settings.Power == PowerHeed.None)
            return mismatch;
        Watts expected = Expected(node, question.Shape!, question.Pod);
        int domain = _power.Ledger.Domains.DomainOf(node.PowerNode);
        PowerRoom calm = CalmIn(question, domain);
        int tier = !calm.IsCapping && calm.Holds(expected) ? 0 : AllowedIn(question, domain).Holds(expected) ? 1 : 2;
        return (2 * tier) + mismatch;
    }

    /// <summary>A candidate in the order of ranks.</summary>
    private readonly record struct Ranked(int Candidate, LiveNode Node, int Tier, long Weight)
    {
        public bool IsEqualTo(in Ranked other) => Tier == other.Tier && Weight == other.Weight;

        /// <summary>Below 0 where it comes before the other.</summary>
        public int Against(in Ranked other)
        {
            int order = Tier.CompareTo(other.Tier);
            order = order != 0 ? order : other.Weight.CompareTo(Weight);
            return order != 0 ? order : Node.Order.CompareTo(other.Node.Order);
        }
    }
}
