using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Powered;

namespace PowerActors.Simulation.Placement.Input;

/// <summary>The files that put nodes into power domains and limit these.</summary>
public static class SiteFiles
{
    private const long MostWatts = 1_000_000_000_000;

    /// <summary>Reads them.</summary>
    /// <param name="topology">Path of a file with <c>sn,domain</c>, every node once, a domain such as <c>row-1/rack-3</c>; null where nodes are dealt.</param>
    /// <param name="limits">Path of a file with <c>domain,limit_watts</c>; null for none.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="dealt">Where each node stands if no file says.</param>
    /// <param name="oversubscription">For domains without a limit: what stands in them at its most, over their limit, minus 1.</param>
    /// <exception cref="InputException">With everything that is wrong in both.</exception>
    public static PowerSite Read(string? topology, string? limits, IReadOnlyList<NodeSpec> nodes, Func<IReadOnlyList<string>> dealt, double oversubscription)
    {
        List<InputException> faults = [];
        IReadOnlyList<string>? paths = topology is null ? dealt() : Try(() => Paths(topology, nodes), faults);
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string path in paths ?? [])
        {
            for (int end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
                known.Add(path[..end]);
        }

        Dictionary<string, Watts>? read = limits is null ? [] : Try(() => Limits(limits, paths is null ? null : known), faults);
        if (faults.Count > 0)
            throw new InputException([.. faults.SelectMany(static file => file.Faults)], faults.Sum(static file => file.Omitted));
        return PowerSite.Of(nodes, paths!, read!, oversubscription);
    }

    private static string[] Paths(string file, IReadOnlyList<NodeSpec> nodes)
    {
        CsvTable rows = CsvTable.Read(file, "node", "sn", "domain");
        Dictionary<string, int> positions = nodes.Select(static (node, at) => (node.Name, At: at)).ToDictionary(StringComparer.Ordinal);
        string[] paths = new string[nodes.Count];
        int[] lines = new int[nodes.Count];
        foreach (CsvRow row in rows.Rows)
        {
            string name = rows.Field(row, "sn"), path = rows.Field(row, "domain");
            if (path.Length == 0 || path.Split('/').Any(static part => part.Length == 0 || part != part.Trim()))
                rows.Faults.Add(row.Line, $"domain '{CsvTable.Show(path)}' is not a path; write names from the top, such as row-1/rack-3");
            if (!positions.TryGetValue(name, out int at))
                rows.Faults.Add(row.Line, name.Length == 0 ? "sn is missing; write the node's name" : $"node {CsvTable.Show(name)} is not among the nodes; write one of their names");
            else if (lines[at] > 0)
                rows.Faults.Add(row.Line, $"node {CsvTable.Show(name)} stands in line {lines[at]} already; write each node once");
            else
                (paths[at], lines[at]) = (path, row.Line);
        }

        int without = Array.IndexOf(lines, 0);
        if (without >= 0 && rows.Faults.Count == 0)
            rows.Faults.Add(0, $"has {lines.Count(static line => line > 0)} of the {nodes.Count} nodes ({CsvTable.Show(nodes[without].Name)} is missing); write each node once");
        rows.Faults.ThrowIfAny();
        return paths;
    }

    private static Dictionary<string, Watts> Limits(string file, HashSet<string>? known)
    {
        CsvTable rows = CsvTable.Read(file, "domain", "domain", "limit_watts");
        Dictionary<string, Watts> limits = new(StringComparer.Ordinal);
        foreach (CsvRow row in rows.Rows)
        {
            string path = rows.Field(row, "domain");
            if (known is not null && !known.Contains(path))
                rows.Faults.Add(row.Line, path.Length == 0 ? "domain is missing; write a domain's path" : $"no node stands in domain {CsvTable.Show(path)}; write a domain such as {CsvTable.Show(known.Min(StringComparer.Ordinal) ?? "row-1")}");
            if (rows.Whole(row, "limit_watts", 1, MostWatts, "watts") is { } watts && path.Length > 0 && !limits.TryAdd(path, new Watts(watts)))
                rows.Faults.Add(row.Line, $"domain {CsvTable.Show(path)} has a limit already; write each domain once");
        }

        rows.Faults.ThrowIfAny();
        return limits;
    }

    private static T? Try<T>(Func<T> read, List<InputException> faults)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InputException e)
        {
            faults.Add(e);
            return null;
        }
    }
}
