namespace PowerActors.Hocon.Tree;

/// <summary>A piece of a parsed, unresolved document. Nodes are compared by reference: a node is one place in one text.</summary>
internal abstract class Node(HoconOrigin origin)
{
    public HoconOrigin Origin { get; } = origin;

    /// <summary>Whether the type of the value is unknown until it is resolved.</summary>
    public virtual bool IsOpen => false;
}

/// <summary>A string, number, boolean or null, final as it stands.</summary>
internal sealed class ScalarNode(HoconValue value) : Node(value.Origin)
{
    public HoconValue Value { get; } = value;
}

/// <summary>Unquoted whitespace between two parts of a concatenation: text between scalars, nothing between lists or objects.</summary>
internal sealed class WhitespaceNode(string text, HoconOrigin origin) : Node(origin)
{
    public string Text { get; } = text;
}

/// <summary>A list literal.</summary>
internal sealed class ArrayNode(List<Node> items, HoconOrigin origin) : Node(origin)
{
    public List<Node> Items { get; } = items;
}

/// <summary><c>${path}</c>, <c>${?path}</c> or <c>${path[]}</c>.</summary>
internal sealed class SubstitutionNode(string[] path, int prefixLength, bool optional, bool list, HoconOrigin origin) : Node(origin)
{
    /// <summary>The path from the document's root, through the place at which the file was included.</summary>
    public string[] Path { get; } = path;

    /// <summary>How many leading elements of <see cref="Path"/> are that place; without them the path is as written.</summary>
    public int PrefixLength { get; } = prefixLength;

    public bool Optional { get; } = optional;

    /// <summary>Whether it asks for the environment variables NAME_0, NAME_1, ...</summary>
    public bool List { get; } = list;

    /// <summary>Where the path is looked up first, if not at the root: the object that includes a file from within a list, which no path can name.</summary>
    public ObjectNode? LocalRoot { get; init; }

    public override bool IsOpen => true;

    /// <summary>The expression as written.</summary>
    public override string ToString() =>
        $"${{{(Optional ? "?" : "")}{HoconPath.Render(Path.AsSpan(PrefixLength))}{(List ? "[]" : "")}}}";
}

/// <summary>The value a field had before: what <c>+=</c> appends to inside a list, where no path can name the field.</summary>
internal sealed class PreviousNode(HoconOrigin origin) : Node(origin)
{
    public override bool IsOpen => true;
}

/// <summary>Several values on one line, at least one of them open.</summary>
internal sealed class ConcatenationNode(Node[] parts, HoconOrigin origin) : Node(origin)
{
    public Node[] Parts { get; } = parts;

    public override bool IsOpen => true;
}

/// <summary>Several values of one field, the earliest first, that can be merged only when they are resolved.</summary>
internal sealed class MergeNode(List<Node> layers) : Node(layers[^1].Origin)
{
    public List<Node> Layers { get; } = layers;

    public override bool IsOpen => true;
}
