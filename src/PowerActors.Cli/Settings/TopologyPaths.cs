using PowerActors.Core.Topology;

namespace PowerActors.Cli.Settings;

/// <summary>The paths of a topology, as settings name them.</summary>
internal static class TopologyPaths
{
    /// <summary>Every domain and every server, parents first.</summary>
    public static HashSet<string> All(TopologyDomain root)
    {
        HashSet<string> paths = new(StringComparer.Ordinal);
        Add(root, root.Name, paths);
        return paths;
    }

    /// <summary>Paths of the domains that have no meter of their own.</summary>
    public static HashSet<string> WithoutMeter(TopologyDomain root)
    {
        HashSet<string> paths = new(StringComparer.Ordinal);
        Visit(root, root.Name);
        return paths;

        void Visit(TopologyDomain domain, string path)
        {
            if (!domain.HasMeter)
                paths.Add(path);
            foreach (TopologyDomain child in domain.Domains)
                Visit(child, $"{path}/{child.Name}");
        }
    }

    private static void Add(TopologyDomain domain, string path, HashSet<string> paths)
    {
        paths.Add(path);
        foreach (TopologyDomain child in domain.Domains)
            Add(child, $"{path}/{child.Name}", paths);
        foreach (TopologyServer server in domain.Servers)
            paths.Add($"{path}/{server.Name}");
    }
}
