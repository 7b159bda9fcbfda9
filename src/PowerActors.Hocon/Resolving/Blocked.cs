using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Resolving;

/// <summary>
/// The set of substitutions and concatenations that may not be looked into, because the value in question is part of what they refer
/// to. Persistent and interned: the same nodes added in the same order give the same object, so that it can be a key of the memo.
/// </summary>
internal sealed class Blocked
{
    private readonly Dictionary<Node, Blocked> _extensions = new(ReferenceEqualityComparer.Instance);

    private Blocked(Blocked? rest, Node? node)
    {
        Rest = rest;
        Node = node;
    }

    /// <summary>The set without <see cref="Node"/>; null for the empty set.</summary>
    public Blocked? Rest { get; }

    /// <summary>The node added last; null for the empty set.</summary>
    public Node? Node { get; }

    public bool IsEmpty => Node is null;

    public static Blocked None() => new(null, null);

    public bool Contains(Node node)
    {
        for (var at = this; at.Node is not null; at = at.Rest!)
        {
            if (ReferenceEquals(at.Node, node))
                return true;
        }
        return false;
    }

    public Blocked Add(Node node)
    {
        if (Contains(node))
            return this;
        if (!_extensions.TryGetValue(node, out var extended))
            _extensions.Add(node, extended = new Blocked(this, node));
        return extended;
    }

    public Blocked AddAll(Blocked other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
            return this;
        return IsEmpty ? other : AddAll(other.Rest!).Add(other.Node!);
    }
}

/// <summary>
/// What may not be looked into during one evaluation. <paramref name="All"/> includes what was in evaluation when the value was found inside
/// a referenced object, so that self-references look back; <paramref name="Running"/> is only what is in evaluation now.
/// </summary>
internal readonly record struct Scope(Blocked All, Blocked Running)
{
    public Scope Add(Node node) => new(All.Add(node), Running.Add(node));

    public Scope OnlyRunning => new(Running, Running);

    public bool RetainsMore => !ReferenceEquals(All, Running);
}

/// <summary>Which blocked nodes an evaluation ran into: its result depends on them being blocked.</summary>
internal sealed class Touched(Node node, Touched? rest)
{
    public static Touched? Of(Node node) => new(node, null);

    public static Touched? Union(Touched? a, Touched? b)
    {
        if (a is null || ReferenceEquals(a, b))
            return b;
        for (; b is not null; b = b.Tail)
        {
            if (!Contains(a, b.Head))
                a = new Touched(b.Head, a);
        }
        return a;
    }

    public static Touched? Without(Touched? set, Node node)
    {
        if (!Contains(set, node))
            return set;
        Touched? result = null;
        for (; set is not null; set = set.Tail)
        {
            if (!ReferenceEquals(set.Head, node))
                result = new Touched(set.Head, result);
        }
        return result;
    }

    public static bool Contains(Touched? set, Node node)
    {
        for (; set is not null; set = set.Tail)
        {
            if (ReferenceEquals(set.Head, node))
                return true;
        }
        return false;
    }

    private Node Head { get; } = node;

    private Touched? Tail { get; } = rest;
}
