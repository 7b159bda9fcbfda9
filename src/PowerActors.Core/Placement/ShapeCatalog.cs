namespace PowerActors.Core.Placement;

/// <summary>
/// Gives every distinct kind of task, kind of node and GPU model a small number, so that scores and fits are looked up instead of compared. Grows as new kinds are met.
/// </summary>
public sealed class ShapeCatalog
{
    /// <summary>GPU models that one catalogue can tell apart.</summary>
    public const int MostModels = 64;

    private readonly Dictionary<string, ulong> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _masks = new(StringComparer.Ordinal);
    private readonly Dictionary<TaskKey, TaskShape> _tasks = [];
    private readonly Dictionary<NodeKey, NodeShape> _nodes = [];

    /// <summary>How many shapes of tasks there are.</summary>
    public int TaskShapes => _tasks.Count;

    /// <summary>All kinds of nodes met so far.</summary>
    internal IReadOnlyCollection<NodeShape> NodeShapes => _nodes.Values;

    /// <summary>The shape of a task.</summary>
    public TaskShape ShapeOf(TaskSpec task)
    {
        TaskKey key = new(task.CpuMilli, task.GpuCount, task.GpuMilli, task.Models);
        if (_tasks.TryGetValue(key, out TaskShape? shape))
            return shape;
        shape = new TaskShape(_tasks.Count, task, MaskOf(task.Models));
        _tasks.Add(key, shape);
        return shape;
    }

    /// <summary>The shape of a node.</summary>
    public NodeShape ShapeOf(NodeSpec node)
    {
        NodeKey key = new(node.CpuMilli, node.GpuCount, node.Gpu, node.Cpu);
        if (_nodes.TryGetValue(key, out NodeShape? shape))
            return shape;
        shape = new NodeShape(_nodes.Count, node, node.Gpu is null ? 0 : BitOf(node.Gpu.Name));
        _nodes.Add(key, shape);
        return shape;
    }

    private ulong MaskOf(string models)
    {
        if (models.Length == 0)
            return ulong.MaxValue;
        if (_masks.TryGetValue(models, out ulong mask))
            return mask;
        foreach (string model in models.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            mask |= BitOf(model);
        mask = mask == 0 ? ulong.MaxValue : mask; // separators alone name no model
        _masks.Add(models, mask);
        return mask;
    }

    private ulong BitOf(string model)
    {
        if (_models.TryGetValue(model, out ulong bit))
            return bit;
        if (_models.Count == MostModels)
            throw new InvalidOperationException($"more than {MostModels} GPU models");
        bit = 1UL << _models.Count;
        _models.Add(model, bit);
        return bit;
    }

    private readonly record struct TaskKey(int Cpu, int GpuCount, int GpuMilli, string Models);

    private readonly record struct NodeKey(int Cpu, int GpuCount, GpuPower? Gpu, CpuPower CpuModel);
}
