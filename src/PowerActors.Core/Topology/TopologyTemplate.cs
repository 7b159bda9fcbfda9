using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Topology;

/// <summary>The name of a group: a pattern in which <c>{n}</c> stands for the position among the siblings that one list makes, from 1.</summary>
/// <param name="Pattern">As written; without <c>{n}</c>, <c>-n</c> is added where there are several.</param>
/// <param name="Source">Where it was written.</param>
internal readonly record struct NamePattern(string Pattern, SourceLocation Source)
{
    private const string Position = "{n}";

    public string At(int position, int count)
    {
        if (Pattern.Contains(Position, StringComparison.Ordinal))
            return Pattern.Replace(Position, position.ToString(), StringComparison.Ordinal);
        return count == 1 ? Pattern : $"{Pattern}-{position}";
    }

    /// <summary>Names become parts of paths, metrics and log lines.</summary>
    public static bool IsUsable(string pattern) =>
        pattern.Length is > 0 and <= 100 && pattern.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '{' or '}' or '(' or ')' or '+' or '#');
}

/// <summary>Servers of one kind as settings give them: written once, standing <see cref="Count"/> times in each parent.</summary>
internal sealed record ServerTemplate(NamePattern Name, int Count, ServerModel Model, PriorityPattern Priority, SourceLocation Source);

/// <summary>Domains of one kind as settings give them: written once, standing <see cref="Count"/> times in each parent.</summary>
internal sealed record DomainTemplate
{
    /// <summary>Where counting stops.</summary>
    public const long MostCounted = 1_000_000_000;

    public required DomainKind Kind { get; init; }

    public required NamePattern Name { get; init; }

    public required int Count { get; init; }

    public required Watts Limit { get; init; }

    public required TripCurve? Breaker { get; init; }

    public required Ladder Ladder { get; init; }

    public required bool HasMeter { get; init; }

    public required SourceLocation Source { get; init; }

    /// <summary>What stands in it, list by list: rows, PDUs, racks. Positions count through a list.</summary>
    public required IReadOnlyList<IReadOnlyList<DomainTemplate>> Domains { get; init; }

    public required IReadOnlyList<ServerTemplate> Servers { get; init; }

    /// <summary>Servers in one instance; saturates instead of overflowing.</summary>
    public long ServersInside => Servers.Sum(static group => (long)group.Count) + Domains.SelectMany(static list => list).Sum(static group => group.ServersInAll);

    /// <summary>Domains in one instance, itself included; saturates instead of overflowing.</summary>
    public long DomainsInside => 1 + Domains.SelectMany(static list => list).Sum(static group => Capped(group.Count * group.DomainsInside));

    private long ServersInAll => Capped(Count * ServersInside);

    // Counts are at most 1e5 and levels four: a sum of capped products cannot overflow.
    private static long Capped(long count) => Math.Min(count, MostCounted);
}
