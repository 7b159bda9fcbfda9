namespace PowerActors.Core.Topology;

/// <summary>Makes the tree out of its templates. Priorities that are given as a share are counted through the whole tree, so that small racks do not add up to another share.</summary>
internal sealed class TopologyExpansion
{
    private readonly Dictionary<PriorityPattern, long> _positions = [];

    public TopologyDomain Expand(DomainTemplate template, string name)
    {
        List<TopologyDomain> domains = [];
        foreach (IReadOnlyList<DomainTemplate> list in template.Domains)
        {
            foreach ((DomainTemplate child, string childName) in Positions(list))
                domains.Add(Expand(child, childName));
        }

        return new TopologyDomain
        {
            Kind = template.Kind,
            Name = name,
            Limit = template.Limit,
            Breaker = template.Breaker,
            Ladder = template.Ladder,
            HasMeter = template.HasMeter,
            Domains = domains,
            Servers = ExpandServers(template.Servers),
            Source = template.Source,
        };
    }

    /// <summary>Every child that a list makes, with its name.</summary>
    public static IEnumerable<(DomainTemplate Template, string Name)> Positions(IReadOnlyList<DomainTemplate> list)
    {
        int position = 0;
        foreach (DomainTemplate group in list)
        {
            for (int i = 0; i < group.Count; i++)
                yield return (group, group.Name.At(++position, group.Count));
        }
    }

    /// <summary>Every server that a list makes, with its name.</summary>
    public static IEnumerable<(ServerTemplate Template, string Name)> Positions(IReadOnlyList<ServerTemplate> list)
    {
        int position = 0;
        foreach (ServerTemplate group in list)
        {
            for (int i = 0; i < group.Count; i++)
                yield return (group, group.Name.At(++position, group.Count));
        }
    }

    private List<TopologyServer> ExpandServers(IReadOnlyList<ServerTemplate> groups)
    {
        List<TopologyServer> servers = [];
        foreach ((ServerTemplate group, string name) in Positions(groups))
        {
            long position = _positions.GetValueOrDefault(group.Priority);
            _positions[group.Priority] = position + 1;
            servers.Add(new TopologyServer { Name = name, Model = group.Model, Priority = group.Priority.At(position), Source = group.Source });
        }

        return servers;
    }
}
