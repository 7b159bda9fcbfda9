using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Topology;

/// <summary>The same datacenter with more or fewer servers behind the same breakers.</summary>
public static class TopologyScaling
{
    /// <summary>
    /// How many servers like those in the tree the limits allow at nameplate: what would stand there without oversubscription. Limits of the domains that hold servers directly (racks) do not
    /// count where a domain above them has a limit, since with another number of servers there are other racks. Without any limit: as many as there are.
    /// </summary>
    /// <param name="plan">The tree.</param>
    public static int NameplateServers(this TopologyPlan plan) => (int)Math.Min(Allowed(plan.Root) ?? plan.Root.AllServers().Count(), int.MaxValue);

    /// <summary>The servers of a surplus over <see cref="NameplateServers"/>, rounded down: 40 and 30 % are 52.</summary>
    /// <param name="plan">The tree.</param>
    /// <param name="oversubscription">The surplus as a share, 0 or more.</param>
    public static int ServersAt(this TopologyPlan plan, double oversubscription) =>
        Math.Max(1, (int)Math.Floor((plan.NameplateServers() * (1 + oversubscription)) + 1e-9));

    /// <summary>
    /// The same tree with another number of servers: same limits, same names where there were some. Every domain above the racks keeps its share of the servers; it gets racks like those it has
    /// (in turn, the last one perhaps not full) or loses servers from its end. The share of low priority is kept. A fail-safe that was chosen automatically is chosen again.
    /// </summary>
    /// <param name="plan">The tree.</param>
    /// <param name="servers">How many servers, from 1 to <see cref="TopologyReader.MostServers"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public static TopologyPlan WithServers(this TopologyPlan plan, int servers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(servers, TopologyReader.MostServers);
        if (plan.Root.AllServers().Count() == servers)
            return plan;
        TopologyDomain root = Resize(plan.Root, servers)!;
        return plan with { Root = root, FailSafe = plan.FailSafeIsAutomatic ? FailSafe.Highest(root) : plan.FailSafe };
    }

    private static double? Allowed(TopologyDomain domain)
    {
        // Small excess: 260 kW / 6.5 kW is 40, not 39.99...
        double? own = domain.HasLimit ? Math.Floor((domain.Limit / MeanNameplate(domain)) + 1e-9) : null;
        if (domain.Domains.Count == 0 || (own is not null && IsContainer(domain)))
            return own;
        double below = domain.Servers.Count;
        bool isLimited = false;
        foreach (TopologyDomain child in domain.Domains)
        {
            double? allowed = Allowed(child);
            isLimited |= allowed is not null;
            below += allowed ?? child.AllServers().Count();
        }

        if (!isLimited)
            return own;
        return own is { } limit ? Math.Min(limit, below) : below;
    }

    private static Watts MeanNameplate(TopologyDomain domain)
    {
        Watts sum = Watts.Zero;
        int count = 0;
        foreach (TopologyServer server in domain.AllServers())
        {
            sum += server.Model.Nameplate;
            count++;
        }

        return sum / count;
    }

    /// <summary>True for a domain whose children are racks in the sense that they hold servers and nothing else.</summary>
    private static bool IsContainer(TopologyDomain domain) => domain.Domains.All(static child => child.Domains.Count == 0);

    /// <summary>The domain with another number of servers; null when none is left.</summary>
    private static TopologyDomain? Resize(TopologyDomain domain, int servers)
    {
        int now = domain.AllServers().Count();
        if (servers == now)
            return domain;
        if (servers == 0)
            return null;
        if (domain.Domains.Count == 0)
            return domain with { Servers = servers > now ? WithMore(domain.Servers, servers) : WithFewer(domain.Servers, servers) };
        return IsContainer(domain) && domain.Servers.Count == 0
            ? domain with { Domains = servers > now ? WithMoreRacks(domain.Domains, servers) : WithFewerInRacks(domain.Domains, servers) }
            : InProportion(domain, servers, now);
    }

    private static TopologyDomain InProportion(TopologyDomain domain, int servers, int now)
    {
        int[] sizes = [.. domain.Domains.Select(static child => child.AllServers().Count()), domain.Servers.Count];
        int[] shares = Shares(sizes, servers, now);
        List<TopologyDomain> domains = [];
        for (int i = 0; i < domain.Domains.Count; i++)
        {
            if (Resize(domain.Domains[i], shares[i]) is { } child)
                domains.Add(child);
        }

        IReadOnlyList<TopologyServer> direct = shares[^1] > domain.Servers.Count ? WithMore(domain.Servers, shares[^1]) : WithFewer(domain.Servers, shares[^1]);
        return domain with { Domains = domains, Servers = direct };
    }

    /// <summary>Splits a number in proportion to sizes: whole parts first, then one more each in the order of the largest remainder.</summary>
    private static int[] Shares(int[] sizes, int number, int sum)
    {
        int[] shares = new int[sizes.Length];
        int left = number;
        for (int i = 0; i < sizes.Length; i++)
        {
            shares[i] = (int)((long)number * sizes[i] / sum);
            left -= shares[i];
        }

        foreach (int i in Enumerable.Range(0, sizes.Length).OrderByDescending(i => (long)number * sizes[i] % sum).Take(left))
            shares[i]++;
        return shares;
    }

    private static List<TopologyDomain> WithMoreRacks(IReadOnlyList<TopologyDomain> racks, int servers)
    {
        List<TopologyDomain> result = [.. racks];
        PriorityShares priorities = new(racks.SelectMany(static rack => rack.Servers));
        NameSequence names = new(racks.Select(static rack => rack.Name));
        int missing = servers - racks.Sum(static rack => rack.Servers.Count);
        for (int i = 0; missing > 0; i++)
        {
            TopologyDomain like = racks[i % racks.Count];
            List<TopologyServer> inside = [.. like.Servers.Take(missing).Select(server => server with { Priority = priorities.Next(server.Model) })];
            missing -= inside.Count;
            result.Add(like with { Name = names.Next(like.Name), Servers = inside });
        }

        return result;
    }

    private static List<TopologyServer> WithMore(IReadOnlyList<TopologyServer> servers, int count)
    {
        List<TopologyServer> result = [.. servers];
        PriorityShares priorities = new(servers);
        NameSequence names = new(servers.Select(static server => server.Name));
        for (int i = 0; result.Count < count; i++)
        {
            TopologyServer like = servers[i % servers.Count];
            result.Add(like with { Name = names.Next(like.Name), Priority = priorities.Next(like.Model) });
        }

        return result;
    }

    private static List<TopologyDomain> WithFewerInRacks(IReadOnlyList<TopologyDomain> racks, int servers)
    {
        HashSet<TopologyServer> kept = new(WithFewer([.. racks.SelectMany(static rack => rack.Servers)], servers), ReferenceEqualityComparer.Instance);
        return
        [
            .. racks.Select(rack => rack with { Servers = [.. rack.Servers.Where(kept.Contains)] }).Where(static rack => rack.Servers.Count > 0),
        ];
    }

    /// <summary>The first servers of each kind, each kind in its proportion.</summary>
    private static List<TopologyServer> WithFewer(IReadOnlyList<TopologyServer> servers, int count)
    {
        if (count == servers.Count)
            return [.. servers];
        (ServerModel, Priority)[] kinds = [.. servers.Select(static server => (server.Model, server.Priority)).Distinct()];
        int[] sizes = [.. kinds.Select(kind => servers.Count(server => (server.Model, server.Priority) == kind))];
        int[] left = Shares(sizes, count, servers.Count);
        return [.. servers.Where(server => left[Array.IndexOf(kinds, (server.Model, server.Priority))]-- > 0)];
    }

    /// <summary>Gives priorities to added servers so that each model keeps its share of low priority.</summary>
    private sealed class PriorityShares
    {
        private readonly Dictionary<ServerModel, (long Low, long All, double Share)> _models = [];

        public PriorityShares(IEnumerable<TopologyServer> servers)
        {
            foreach (IGrouping<ServerModel, TopologyServer> group in servers.GroupBy(static server => server.Model))
            {
                long low = group.LongCount(static server => server.Priority == Priority.Low);
                long all = group.LongCount();
                _models[group.Key] = (low, all, (double)low / all);
            }
        }

        public Priority Next(ServerModel model)
        {
            (long low, long all, double share) = _models[model];
            bool isLow = share > 0 && low <= all * share;
            _models[model] = (low + (isLow ? 1 : 0), all + 1, share);
            return isLow ? Priority.Low : Priority.High;
        }
    }

    /// <summary>Names that go on where a list of names ends: after rack-09 comes rack-10.</summary>
    private sealed class NameSequence
    {
        private long _last;

        public NameSequence(IEnumerable<string> names) => _last = names.Max(static name => Number(name) ?? 1);

        public string Next(string like)
        {
            string digits = like[Stem(like).Length..];
            string number = (++_last).ToString().PadLeft(digits.Length, '0');
            return digits.Length > 0 ? Stem(like) + number : $"{like}-{number}";
        }

        private static string Stem(string name) => name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

        private static long? Number(string name) => long.TryParse(name[Stem(name).Length..], out long number) ? number : null;
    }
}
