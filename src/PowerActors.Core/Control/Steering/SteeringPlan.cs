using PowerActors.Core.Control.Domains;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Steering;

/// <summary>
/// Turns what people have said into what each domain is told. A pure function of the topology, the overrides and the time; O(nodes + overrides).
/// </summary>
/// <param name="root">The tree.</param>
/// <param name="modes">The mode of a domain that nobody has spoken of, nor of any above it, by path.</param>
public sealed class SteeringPlan(TopologyDomain root, Func<string, ControlMode> modes)
{
    /// <summary>What each domain is told at a moment, by path.</summary>
    /// <param name="overrides">Everything said; what is not active is passed over.</param>
    /// <param name="now">The present.</param>
    /// <param name="zone">The site's time zone, for times of the day.</param>
    public IReadOnlyDictionary<string, DomainSteering> Resolve(IEnumerable<Override> overrides, DateTimeOffset now, TimeZoneInfo zone)
    {
        ILookup<string, Override> active = overrides.Where(said => said.IsActive(now)).ToLookup(static said => said.Path, StringComparer.Ordinal);
        Dictionary<string, DomainSteering> steering = new(StringComparer.Ordinal);
        Visit(root, root.Name, said: null, active, TimeZoneInfo.ConvertTime(now, zone).DateTime, steering);
        return steering;
    }

    /// <summary>The servers that are to be given no new work at a moment.</summary>
    public static IReadOnlySet<string> Drained(IEnumerable<Override> overrides, DateTimeOffset now) =>
        overrides.Where(said => said is Override.DrainServer && said.IsActive(now)).Select(static said => said.Path).ToHashSet(StringComparer.Ordinal);

    /// <summary>Adds a domain and all below it; returns the servers in it that are exempt.</summary>
    private List<TopologyServer> Visit(TopologyDomain domain, string path, ControlMode? said, ILookup<string, Override> active, DateTime local, Dictionary<string, DomainSteering> steering)
    {
        said = ModeSaidOf(active, path) ?? said;
        Dictionary<int, ChildSteering> children = [];
        Dictionary<int, WorstCase> worst = [];
        List<TopologyServer> exempt = [];
        int slot = 0;
        foreach (TopologyDomain child in domain.Domains)
        {
            string childPath = $"{path}/{child.Name}";
            List<TopologyServer> below = Visit(child, childPath, said, active, local, steering);
            if (below.Count > 0)
                worst.Add(slot, child.WorstCase(below));
            exempt.AddRange(below);
            slot++;
        }

        foreach (TopologyServer server in domain.Servers)
        {
            string serverPath = $"{path}/{server.Name}";
            bool isExempt = active[serverPath].Any(static said => said is Override.ExemptServer);
            ClockCeiling? pin = PinOn(active, serverPath);
            if (isExempt || pin is not null)
                children.Add(slot, new ChildSteering(pin, isExempt));
            if (isExempt)
            {
                worst.Add(slot, WorstCase.Of([new ServerGroup(server.Model, server.Priority, 1) { Exempt = true }]));
                exempt.Add(server);
            }

            slot++;
        }

        steering.Add(path, new DomainSteering
        {
            Mode = said ?? modes(path),
            Budget = BudgetOf(active, path, local),
            Pin = PinOn(active, path),
            Children = children,
            Worst = worst,
        });
        return exempt;
    }

    private static ControlMode? ModeSaidOf(ILookup<string, Override> active, string path) =>
        active[path].OfType<Override.SetMode>().MaxBy(static said => said.From)?.Mode;

    private static Watts BudgetOf(ILookup<string, Override> active, string path, DateTime local)
    {
        Watts budget = Watts.Unlimited;
        foreach (Override said in active[path])
        {
            if (said is Override.SetBudget set)
                budget = Watts.Min(budget, set.Budget);
            else if (said is Override.ScheduleBudget schedule)
                budget = schedule.Windows.Where(window => window.Holds(local)).Aggregate(budget, static (least, window) => Watts.Min(least, window.Budget));
        }

        return budget;
    }

    private static ClockCeiling? PinOn(ILookup<string, Override> active, string path) =>
        active[path].OfType<Override.PinCap>().Aggregate((ClockCeiling?)null, static (tightest, pin) => ClockCeiling.Tightest(tightest, pin.Ceiling));
}
