using PowerActors.Core.Control;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;

namespace PowerActors.Tree;

/// <summary>
/// Checks across the whole tree what no actor can check of itself: that every cap is as tight as every directive above it that has arrived (P2), that the fail-safe holds where a lease is over
/// (P6), and that no high-priority GPU is capped by a domain under which a low-priority one is free (P7).
/// </summary>
/// <param name="registry">The actors.</param>
/// <param name="settings">The tree's settings.</param>
public sealed class TreeAuditor(TreeRegistry registry, TreeSettings settings)
{
    private long _seen = -1;

    /// <summary>Audits at the end of an instant, if anything was decided since the last time. O(GPUs).</summary>
    public void Audit(TimeSpan now)
    {
        if (registry.Changes == _seen)
            return;
        _seen = registry.Changes;
        foreach (TreeNode node in registry.Index.Nodes)
        {
            if (node.Parent is not null)
                CheckLink(node, now);
        }

        foreach (TreeNode server in registry.Index.Servers)
            CheckGpus(server, now);
    }

    private void CheckLink(TreeNode node, TimeSpan now)
    {
        DomainShell? child = registry.Node(node.Index);
        DomainShell? parent = registry.Node(node.Parent!.Index);
        if (child is null || parent is null || child.Law.Accepted != parent.Law.Issued)
            return; // Something is still on its way, or was lost: the child holds what it has.
        Ceilings below = child.Law.InForce, above = parent.Law.InForceFor(child.Slot);
        if (!settings.Laws.Check(Law.P2, below.IsAtLeastAsTightAs(above)))
            settings.Laws.Violate(Law.P2, node.Path, now, $"tells those below {below}, although {node.Parent.Path} demands {above}");
    }

    private void CheckGpus(TreeNode server, TimeSpan now)
    {
        DomainShell? shell = registry.Node(server.Index);
        if (shell is null)
            return;
        foreach (GpuActor? gpu in registry.Gpus(server))
        {
            if (gpu?.Requested is not { } cap || gpu.IsRefused)
                continue; // A device that refuses is a fault that an alert tells of, not a decision that a law could judge.
            if (gpu.Gate.Newest == shell.Law.Issued)
                CheckCap(gpu, cap, shell.Law.InForce.ForGpu(gpu.Model, gpu.Priority), Law.P2, now);
            if (now >= gpu.Gate.LeaseEnds + settings.Plan.Timing.Telemetry)
                CheckCap(gpu, cap, settings.Plan.FailSafe.ForGpu(gpu.Model, gpu.Priority), Law.P6, now);
            if (gpu.Priority == Priority.Low && gpu.Gate.Newest == shell.Law.Issued)
                CheckOrder(server, gpu, gpu.Directed ?? cap, now);
        }
    }

    private void CheckCap(GpuActor gpu, GpuCap cap, GpuCap due, Law law, TimeSpan now)
    {
        if (!settings.Laws.Check(law, !cap.IsLooserThan(due)))
            settings.Laws.Violate(law, gpu.Path, now, $"holds {cap.Ceiling}, looser than {due.Ceiling} that is due");
    }

    private void CheckOrder(TreeNode server, GpuActor gpu, GpuCap cap, TimeSpan now)
    {
        for (TreeNode? above = server.Parent, below = server; above is not null; below = above, above = above.Parent)
        {
            DomainShell? domain = registry.Node(above.Index);
            DomainShell? child = registry.Node(below.Index);
            if (domain is null || child is null || child.Law.Accepted != domain.Law.Issued)
                return;
            bool highIsCapped = !double.IsPositiveInfinity(domain.Law.Own.High.Resolve(gpu.Model).Value) || domain.Law.Own.Price.High > 0;
            if (!settings.Laws.Check(Law.P7, !highIsCapped || !double.IsPositiveInfinity(cap.Ceiling.Value)))
                settings.Laws.Violate(Law.P7, gpu.Path, now, $"is free while {above.Path} holds high priority to {domain.Law.Own.Of(Priority.High)}");
        }
    }
}
