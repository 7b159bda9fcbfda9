using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Resolving;

/// <summary>A node and what was blocked where it was found.</summary>
internal readonly record struct Layer(Node Node, Blocked Blocked);

/// <summary>A field or an element not evaluated yet: one value, or several of which later ones override or merge with earlier ones.</summary>
internal readonly struct Slot
{
    private readonly Node? _node;
    private readonly Blocked? _blocked;
    private readonly Layer[]? _layers;

    public Slot(Node node, Blocked blocked)
    {
        _node = node;
        _blocked = blocked;
        Count = node is MergeNode merge ? merge.Layers.Count : 1;
    }

    private Slot(Layer[] layers, int count)
    {
        _layers = layers;
        Count = count;
    }

    /// <summary>How many layers there are; the first is the earliest.</summary>
    public int Count { get; private init; }

    public Layer this[int index] => _layers is not null
        ? _layers[index]
        : new Layer(_node is MergeNode merge ? merge.Layers[index] : _node!, _blocked!);

    /// <summary>Only the earliest layers.</summary>
    public Slot Below(int count) => this with { Count = count };

    /// <summary>The layers of both; what is certainly hidden is left out.</summary>
    public static Slot Stack(in Slot lower, in Slot upper)
    {
        if (upper[0].Node is ScalarNode or ArrayNode)
            return upper;
        var layers = new Layer[lower.Count + upper.Count];
        for (int i = 0; i < lower.Count; i++)
            layers[i] = lower[i];
        for (int i = 0; i < upper.Count; i++)
            layers[lower.Count + i] = upper[i];
        return new Slot(layers, layers.Length);
    }
}

/// <summary>A value as far as it must be known to combine it: a scalar, or the outer shape of an object or a list.</summary>
internal abstract class Head(HoconOrigin origin)
{
    public HoconOrigin Origin { get; } = origin;
}

/// <summary>A scalar.</summary>
internal sealed class ScalarHead(HoconValue value) : Head(value.Origin)
{
    public HoconValue Value { get; } = value;
}

/// <summary>A list; its elements are evaluated when they are needed.</summary>
internal sealed class ArrayHead(Slot[] items, HoconOrigin origin) : Head(origin)
{
    public Slot[] Items { get; } = items;

    public static ArrayHead Of(ArrayNode node, Blocked blocked)
    {
        var items = new Slot[node.Items.Count];
        for (int i = 0; i < items.Length; i++)
            items[i] = new Slot(node.Items[i], blocked);
        return new ArrayHead(items, node.Origin);
    }
}

/// <summary>No value: an undefined optional substitution, or a failure with its faults.</summary>
internal sealed class NoHead(IReadOnlyList<(Node Node, HoconFault Fault)>? faults, bool byCycle) : Head(default)
{
    public static NoHead Undefined { get; } = new(null, byCycle: false);

    /// <summary>Whether all the faults are cycles, which an optional substitution takes for undefined.</summary>
    public bool ByCycle { get; } = byCycle;

    public IReadOnlyList<(Node Node, HoconFault Fault)>? Faults { get; } = faults;
}

/// <summary>The result of an evaluation.</summary>
/// <param name="Head">The value's head.</param>
/// <param name="Touched">What it depends on being blocked.</param>
/// <param name="Retried">The substitution that could only be evaluated without looking back; null for none.</param>
internal readonly record struct Outcome(Head Head, Touched? Touched, Node? Retried = null)
{
    public static Outcome Undefined(Touched? touched = null) => new(NoHead.Undefined, touched);

    public bool IsUndefined => Head is NoHead { Faults: null };

    public bool IsFailure => Head is NoHead { Faults: not null };
}

/// <summary>An evaluation and the evaluations it consisted of.</summary>
internal sealed class Made(Node node)
{
    public Node Node { get; } = node;

    public List<Made> Of { get; } = [];

    /// <summary>The last search that came by.</summary>
    public int Visit { get; set; }
}
