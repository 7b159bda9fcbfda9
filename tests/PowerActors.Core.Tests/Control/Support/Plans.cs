using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Support;

/// <summary>Topologies for the properties.</summary>
internal static class Plans
{
    public static readonly ControlTiming Timing = new();

    /// <summary>One row of servers with a limit as a share of their nameplates.</summary>
    public static TopologyPlan Row(int servers, double limitShare, Ladder ladder, TripCurve? breaker = null, bool hasMeter = true, int lowPriority = -1)
    {
        TopologyDomain row = new()
        {
            Kind = DomainKind.Row,
            Name = "row",
            Limit = ServerCatalog.DgxA100.Nameplate * (servers * limitShare),
            Breaker = breaker,
            Ladder = ladder,
            HasMeter = hasMeter,
            Servers = Servers(servers, lowPriority < 0 ? servers / 2 : lowPriority),
        };
        return Of(row);
    }

    public static TopologyPlan Of(TopologyDomain root) => new() { Root = root, FailSafe = FailSafe.Highest(root), Timing = Timing };

    public static TopologyServer[] Servers(int count, int lowPriority) =>
        [.. Enumerable.Range(0, count).Select(i => new TopologyServer
        {
            Name = $"s{i}",
            Model = ServerCatalog.DgxA100,
            Priority = i < lowPriority ? Priority.Low : Priority.High,
        })];

    /// <summary>A tree of two to four levels, oversubscribed at random.</summary>
    public static TopologyPlan RandomTree(Random random, Func<Random, Ladder> ladder, int levels)
    {
        DomainKind[] kinds = [DomainKind.Site, DomainKind.Row, DomainKind.Pdu, DomainKind.Rack];
        return Of(Build(kinds.Length - levels, "d"));

        TopologyDomain Build(int level, string name)
        {
            TopologyDomain[] domains = level == kinds.Length - 1 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => Build(level + 1, $"d{i}"))];
            TopologyServer[] servers = level == kinds.Length - 1 ? Servers(random.Next(1, 4), random.Next(0, 4)) : [];
            TopologyDomain domain = new() { Kind = kinds[level], Name = name, Domains = domains, Servers = servers };
            return domain with
            {
                Limit = domain.WorstCase().Under(Ceilings.Free) * random.Between(.6, 1.1),
                Ladder = ladder(random),
                HasMeter = random.Chance(.5),
            };
        }
    }
}
