using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Placement;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>The most that a node of a placement trace can draw under ceilings: its GPUs may all serve either priority, so the looser ceiling counts.</summary>
internal sealed record NodeWorstCase : WorstCase
{
    private readonly Watts _fixed;
    private readonly Watts _dynamic;

    public NodeWorstCase(NodeSpec node)
    {
        Nameplate = PowerSite.MostOf(node);
        _dynamic = node.Gpu is { } gpu ? (gpu.Tdp - gpu.Idle) * node.GpuCount : Watts.Zero;
        _fixed = Nameplate - _dynamic;
    }

    /// <inheritdoc/>
    public override Watts Nameplate { get; }

    /// <inheritdoc/>
    public override Watts Under(in Ceilings ceilings) => _fixed + (_dynamic * Math.Max(CappedWork.Draw(ceilings, Priority.Low), CappedWork.Draw(ceilings, Priority.High)));

    /// <inheritdoc/>
    public override double ReleasedShare(Priority priority, in Ceilings from, in Ceilings to)
    {
        double before = CappedWork.Draw(from, priority), after = CappedWork.Draw(to, priority);
        return after <= before || before >= 1 ? 0 : (after - before) / (1 - before);
    }
}

/// <summary>The most that the nodes below a domain can draw together.</summary>
internal sealed record SumOfWorstCases(IReadOnlyList<WorstCase> Parts) : WorstCase
{
    /// <inheritdoc/>
    public override Watts Nameplate { get; } = Parts.Aggregate(Watts.Zero, static (sum, part) => sum + part.Nameplate);

    /// <inheritdoc/>
    public override Watts Under(in Ceilings ceilings)
    {
        Watts sum = Watts.Zero;
        foreach (WorstCase part in Parts)
            sum += part.Under(ceilings);
        return sum;
    }

    /// <inheritdoc/>
    public override double ReleasedShare(Priority priority, in Ceilings from, in Ceilings to)
    {
        double share = 0;
        foreach (WorstCase part in Parts)
            share = Math.Max(share, part.ReleasedShare(priority, from, to));
        return share;
    }
}
