using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Topology;

/// <summary>The levels of the tree that have servers below them, from the top. A level may be left out; the order may not change.</summary>
public enum DomainKind
{
    /// <summary>The whole site.</summary>
    Site,

    /// <summary>A row of racks behind one breaker; the unit of ownership.</summary>
    Row,

    /// <summary>A power distribution unit.</summary>
    Pdu,

    /// <summary>A rack.</summary>
    Rack,
}

/// <summary>Where something was written, for messages. <see cref="Line"/> is 0 when it stands in no file.</summary>
/// <param name="File">File name or another description of the source.</param>
/// <param name="Line">Line, from 1.</param>
public readonly record struct SourceLocation(string File, int Line)
{
    /// <summary>Built by the program itself.</summary>
    public static SourceLocation BuiltIn => new("built-in", 0);

    /// <summary>Such as <c>row.conf:12</c>.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}

/// <summary>A server in the tree.</summary>
public sealed record TopologyServer
{
    /// <summary>Name, unique among its siblings.</summary>
    public required string Name { get; init; }

    /// <summary>What stands in the slot.</summary>
    public required ServerModel Model { get; init; }

    /// <summary>The priority of its work.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Where it was written.</summary>
    public SourceLocation Source { get; init; } = SourceLocation.BuiltIn;
}

/// <summary>A domain in the tree: a site, row, PDU or rack.</summary>
public sealed record TopologyDomain
{
    /// <summary>Its level.</summary>
    public required DomainKind Kind { get; init; }

    /// <summary>Name, unique among its siblings.</summary>
    public required string Name { get; init; }

    /// <summary>What its breaker or feed allows; <see cref="Watts.Unlimited"/> when it only adds up.</summary>
    public Watts Limit { get; init; } = Watts.Unlimited;

    /// <summary>Its breaker's trip curve; null where there is no breaker.</summary>
    public TripCurve? Breaker { get; init; }

    /// <summary>The policy that holds its limit.</summary>
    public Ladder Ladder { get; init; } = Ladder.None;

    /// <summary>True when it has a meter of its own.</summary>
    public bool HasMeter { get; init; } = true;

    /// <summary>Domains directly below.</summary>
    public IReadOnlyList<TopologyDomain> Domains { get; init; } = [];

    /// <summary>Servers directly below.</summary>
    public IReadOnlyList<TopologyServer> Servers { get; init; } = [];

    /// <summary>Where it was written.</summary>
    public SourceLocation Source { get; init; } = SourceLocation.BuiltIn;

    /// <summary>True when it has a limit to hold.</summary>
    public bool HasLimit => !double.IsPositiveInfinity(Limit.Value);

    /// <summary>Every server below, in the order of the tree.</summary>
    public IEnumerable<TopologyServer> AllServers() => Domains.SelectMany(static domain => domain.AllServers()).Concat(Servers);

    /// <summary>This domain and every domain below, parents before children.</summary>
    public IEnumerable<TopologyDomain> AllDomains() => Domains.SelectMany(static domain => domain.AllDomains()).Prepend(this);

    /// <summary>The most that everything below can draw.</summary>
    public WorstCase WorstCase() => WorstCase([]);

    /// <summary>The most that everything below can draw when these of the servers are exempt from all but the brake.</summary>
    public WorstCase WorstCase(IReadOnlyCollection<TopologyServer> exempt)
    {
        ServerGroup[] only = Groups(exempt);
        ServerGroup[] all = Groups(AllServers());
        for (int i = 0; i < all.Length; i++)
            all[i] = all[i] with { Count = all[i].Count - only.Where(group => group == all[i] with { Count = group.Count }).Sum(static group => group.Count) };
        return Control.Domains.WorstCase.Of([.. all.Where(static group => group.Count > 0), .. only.Select(static group => group with { Exempt = true })]);
    }

    private static ServerGroup[] Groups(IEnumerable<TopologyServer> servers) =>
        [.. servers.GroupBy(static server => (server.Model, server.Priority)).Select(static group => new ServerGroup(group.Key.Model, group.Key.Priority, group.Count()))];
}

/// <summary>A datacenter and how it is to be guarded: what the tree of actors is built from.</summary>
public sealed record TopologyPlan
{
    /// <summary>The top of the tree.</summary>
    public required TopologyDomain Root { get; init; }

    /// <summary>What a GPU falls to when it has heard nothing for its lease.</summary>
    public required Ceilings FailSafe { get; init; }

    /// <summary>True when <see cref="FailSafe"/> was chosen as the highest that fits this tree, and is to be chosen again for another tree.</summary>
    public bool FailSafeIsAutomatic { get; init; }

    /// <summary>The times that the tree keeps to.</summary>
    public ControlTiming Timing { get; init; } = new();
}
