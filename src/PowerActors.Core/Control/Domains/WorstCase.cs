using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>The most that a part of the tree could draw: what stands in for a child that says nothing.</summary>
public abstract record WorstCase
{
    /// <summary>What it is provisioned by: the sum of the vendors' maxima.</summary>
    public abstract Watts Nameplate { get; }

    /// <summary>The most it can draw once ceilings are in force on every GPU in it; with free ceilings, short excursions above TDP included.</summary>
    public abstract Watts Under(in Ceilings ceilings);

    /// <summary>
    /// The share of a full release that exchanging one ceiling for a looser one gives back, for the GPU kind where that share is greatest: the larger of the share of the
    /// clock range up to the clock that holds under load, and of the draw measured for the most clock-sensitive work (Hopper's draw is not convex in the clock, so neither is
    /// enough by itself).
    /// </summary>
    public abstract double ReleasedShare(Priority priority, in Ceilings from, in Ceilings to);

    /// <summary>For servers of several kinds.</summary>
    public static WorstCase Of(IReadOnlyList<ServerGroup> groups) => new ServersWorstCase(groups);

    /// <summary>For one GPU.</summary>
    public static WorstCase Of(GpuModel gpu, Priority priority) => new GpuWorstCase(gpu, priority);

    private protected static Megahertz ClockUnder(GpuModel gpu, Priority priority, in Ceilings ceilings)
    {
        Megahertz clock = Megahertz.Min(ceilings[priority].Resolve(gpu), gpu.MaxClock);
        return ceilings.Brake ? Megahertz.Min(clock, gpu.BrakeClock) : clock;
    }

    private protected static double ReleasedShare(GpuModel gpu, Priority priority, in Ceilings from, in Ceilings to)
    {
        double before = UncappedEstimate.KeptShare(gpu, ClockUnder(gpu, priority, from));
        double after = UncappedEstimate.KeptShare(gpu, ClockUnder(gpu, priority, to));
        return after <= before || before >= 1 ? 0 : (after - before) / (1 - before);
    }
}

/// <summary>Servers of one kind under a domain.</summary>
/// <param name="Model">Their product.</param>
/// <param name="Priority">The priority of their work.</param>
/// <param name="Count">How many.</param>
public readonly record struct ServerGroup(ServerModel Model, Priority Priority, int Count)
{
    /// <summary>True for servers that a person has exempted: only the brake caps them.</summary>
    public bool Exempt { get; init; }

    internal Ceilings On(in Ceilings ceilings) => Exempt ? ceilings.ForExempt : ceilings;
}

internal sealed record ServersWorstCase(IReadOnlyList<ServerGroup> Groups) : WorstCase
{
    public override Watts Nameplate { get; } = NameplateOf(Groups);

    public override Watts Under(in Ceilings ceilings)
    {
        Watts sum = Watts.Zero;
        foreach (ServerGroup group in Groups)
            sum += group.Model.WorstDraw(ClockUnder(group.Model.Gpu, group.Priority, group.On(ceilings))) * group.Count;
        return sum;
    }

    public override double ReleasedShare(Priority priority, in Ceilings from, in Ceilings to)
    {
        double share = 0;
        foreach (ServerGroup group in Groups)
        {
            if (group.Priority == priority)
                share = Math.Max(share, ReleasedShare(group.Model.Gpu, priority, group.On(from), group.On(to)));
        }

        return share;
    }

    private static Watts NameplateOf(IReadOnlyList<ServerGroup> groups)
    {
        Watts sum = Watts.Zero;
        foreach (ServerGroup group in groups)
            sum += group.Model.Nameplate * group.Count;
        return sum;
    }
}

internal sealed record GpuWorstCase(GpuModel Gpu, Priority Priority) : WorstCase
{
    public override Watts Nameplate => Gpu.Tdp;

    public override Watts Under(in Ceilings ceilings) => Gpu.WorstDraw(ClockUnder(Gpu, Priority, ceilings));

    public override double ReleasedShare(Priority priority, in Ceilings from, in Ceilings to) =>
        priority == Priority ? ReleasedShare(Gpu, priority, from, to) : 0;
}
