using PowerActors.Core.Input;

namespace PowerActors.Simulation.Placement.Input;

/// <summary>A file that puts tasks or nodes in an order.</summary>
internal sealed class OrderFile
{
    private readonly CsvTable _rows;

    private OrderFile(CsvTable rows) => _rows = rows;

    public InputFaultCollector Faults => _rows.Faults;

    public List<int> Positions { get; } = [];

    /// <summary>Tasks in order of arrival, as the rows stand; a task may come again.</summary>
    public static OrderFile Arrivals(string file, Dictionary<string, int> tasks, string tasksFile)
    {
        OrderFile order = new(CsvTable.Read(file, "task", "pod"));
        foreach (CsvRow row in order._rows.Rows)
        {
            string name = order._rows.Field(row, "pod");
            if (tasks.TryGetValue(name, out int at))
                order.Positions.Add(at);
            else
                order.Faults.Add(row.Line, name.Length == 0 ? "pod is missing; write a task's name" : $"task {CsvTable.Show(name)} is not in {tasksFile}; write one of its names");
        }

        return order;
    }

    /// <summary>Every node once, by rank.</summary>
    public static OrderFile Nodes(string file, Dictionary<string, int> nodes, string nodesFile)
    {
        OrderFile order = new(CsvTable.Read(file, "node", "rank", "node"));
        SortedDictionary<long, int> byRank = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        foreach (CsvRow row in order._rows.Rows)
        {
            string name = order._rows.Field(row, "node");
            if (name.Length == 0)
                order.Faults.Add(row.Line, "node is missing; write a node's name");
            else if (!nodes.ContainsKey(name))
                order.Faults.Add(row.Line, $"node {CsvTable.Show(name)} is not in {nodesFile}; write one of its names");
            else if (!lines.TryAdd(name, row.Line))
                order.Faults.Add(row.Line, $"node {CsvTable.Show(name)} stands in line {lines[name]} already; write each node once");
            if (order._rows.Whole(row, "rank", 0, int.MaxValue, "the position") is { } rank && nodes.TryGetValue(name, out int at) && !byRank.TryAdd(rank, at))
                order.Faults.Add(row.Line, $"rank {rank} is given twice; give each node a rank of its own");
        }

        if (order.Faults.Count == 0 && lines.Count < nodes.Count)
        {
            string missing = nodes.Keys.First(name => !lines.ContainsKey(name));
            order.Faults.Add(0, $"has {lines.Count} of the {nodes.Count} nodes of {nodesFile} ({CsvTable.Show(missing)} is missing); write each node once");
        }

        order.Positions.AddRange(byRank.Values);
        return order;
    }
}
