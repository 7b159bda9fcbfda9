using PowerActors.Actors;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>
/// A site, row, PDU or rack. They obey the same law and differ only in their settings, so one actor serves all four. A rack and all that is under it share a lane.
/// </summary>
internal sealed class DomainActor(TreeSettings settings, TreeIndex index, TreeNode node, int slot) : DomainShell(settings, node, slot)
{
    private bool _decides;
    private readonly IPowerMeter? _meter = node.Domain!.HasMeter ? settings.Meters(node) : null;

    public static Props Props(TreeSettings settings, TreeIndex index, TreeNode node, int slot)
    {
        Props props = Actors.Props.Create(() => new DomainActor(settings, index, node, slot)).WithSupervisor(TreeSupervision.Strategy);
        return node.Domain!.Kind == DomainKind.Rack ? props.OnNewLane() : props;
    }

    protected override DomainSettings Describe()
    {
        TopologyDomain domain = Node.Domain!;
        List<WorstCase> children = [.. domain.Domains.Select(static child => child.WorstCase())];
        foreach (TopologyServer server in domain.Servers)
            children.Add(WorstCase.Of([new ServerGroup(server.Model, server.Priority, 1)]));
        return new DomainSettings
        {
            Path = Node.Path,
            Limit = domain.Limit,
            Breaker = domain.Breaker,
            Ladder = domain.Ladder,
            Children = children,
            FailSafe = Settings.Plan.FailSafe,
            Timing = Settings.Plan.Timing,
            HasParent = Node.Parent is not null,
            HasMeter = _meter is not null,
            Steering = Settings.Steering(Node),
        };
    }

    protected override IActorRef[] StartChildren()
    {
        IReadOnlyList<TreeNode> nodes = index.ChildrenOf(Node);
        IActorRef[] children = new IActorRef[nodes.Count];
        for (int i = 0; i < children.Length; i++)
        {
            TreeNode child = nodes[i];
            int childSlot = i;
            children[i] = StartOrFind(child.Name, () => child.IsServer
                ? Settings.Servers?.Invoke(child, childSlot) ?? ServerActor.Props(Settings, child, childSlot)
                : Props(Settings, index, child, childSlot));
        }

        return children;
    }

    /// <summary>
    /// Reports come in bursts, one from each child at the same instant. They are noted, and decided upon together when the domain's own message has gone round the queue behind them: still
    /// at that instant, on all of them rather than on a half of them.
    /// </summary>
    protected override void OnReport(TreeMessages.ChildReport report)
    {
        if (!IsSlot(report.Slot))
            return;
        Law.NoteReport(report.Slot, report.Report, Context.Now);
        if (_decides)
            return;
        _decides = true;
        Self.Tell(TreeMessages.Decide.Instance, Self);
    }

    protected override void Receive(object message)
    {
        if (ReferenceEquals(message, TreeMessages.Decide.Instance))
        {
            _decides = false;
            Law.OnReports(Context.Now);
        }
        else if (message is TreeMessages.Steer steer)
        {
            OnSteer(steer);
        }
        else if (message is TreeMessages.ChildHolds holds && IsSlot(holds.Slot))
        {
            OnChildHolds(holds);
        }
        else
        {
            base.Receive(message);
        }
    }

    /// <summary>What is held below was told by this domain and by those above it: each takes up what is its own. Those above are told first, so that what they say comes down as one.</summary>
    private void OnChildHolds(TreeMessages.ChildHolds holds)
    {
        if (!holds.Trail.Above.IsEmpty && Node.Parent is not null)
            Context.Parent.Tell(new TreeMessages.ChildHolds(Slot, Epoch: 0, holds.Trail.Above), Self);
        if (holds.Epoch >= Law.Epoch && Settings.Memory.TryReserveAbove(holds.Epoch) is { } reserved)
            Law.RaiseEpoch(reserved + 1, Context.Now);
        Law.OnChildHolds(holds.Slot, holds.Trail, Context.Now);
        Remember();
    }

    private void OnSteer(TreeMessages.Steer steer)
    {
        if (steer.Domains.TryGetValue(Node.Path, out DomainSteering? steering))
            Law.Steer(steering, Context.Now);
        for (int i = 0; i < ChildRefs.Length && i < Node.Domain!.Domains.Count; i++)
            ChildRefs[i].Tell(steer, Self); // Domains stand before servers.
    }

    protected override void OnTick(TimeSpan now)
    {
        _decides = false; // Should that message ever be lost, the next burst sends another.
        if (_meter is not null && _meter.TryRead(now, out Watts power))
            Law.OnMeter(power, now);
        Law.OnTick(now);
        Settings.Board?.Publish(Node.Index, Law.Snapshot(now));
    }
}
