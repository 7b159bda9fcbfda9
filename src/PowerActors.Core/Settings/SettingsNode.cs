using PowerActors.Core.Topology;

namespace PowerActors.Core.Settings;

/// <summary>What a setting is.</summary>
public enum SettingsKind
{
    /// <summary>Named settings, in the order in which they were written.</summary>
    Object,

    /// <summary>A list.</summary>
    List,

    /// <summary>One value as text: a word, a number, a quantity.</summary>
    Text,

    /// <summary>Written out as having no value; the same as not written at all.</summary>
    Null,
}

/// <summary>A named setting.</summary>
/// <param name="Key">Its name, one element of a path.</param>
/// <param name="Node">Its value.</param>
/// <param name="KeyOrigin">Where the name was written.</param>
public readonly record struct SettingsField(string Key, SettingsNode Node, SourceLocation KeyOrigin);

/// <summary>
/// Settings as every room sees them: a tree of values, each with the place where it was written, and no trace of the format that they came in. Immutable.
/// </summary>
public sealed class SettingsNode
{
    private readonly IReadOnlyList<SettingsField>? _fields;
    private readonly IReadOnlyList<SettingsNode>? _items;
    private readonly string? _text;

    private SettingsNode(SettingsKind kind, SourceLocation origin, string? text, IReadOnlyList<SettingsField>? fields, IReadOnlyList<SettingsNode>? items)
    {
        Kind = kind;
        Origin = origin;
        _text = text;
        _fields = fields;
        _items = items;
    }

    /// <summary>What this is.</summary>
    public SettingsKind Kind { get; }

    /// <summary>Where it was written.</summary>
    public SourceLocation Origin { get; }

    /// <summary>The text of a value; empty for anything else.</summary>
    public string Text => _text ?? "";

    /// <summary>False for a value that was written as a number or a truth value: JSON shows it without quotes.</summary>
    public bool IsQuoted { get; private init; }

    /// <summary>The named settings of an object, in the order in which they were written; empty for anything else.</summary>
    public IReadOnlyList<SettingsField> Fields => _fields ?? [];

    /// <summary>The elements of a list; empty for anything else.</summary>
    public IReadOnlyList<SettingsNode> Items => _items ?? [];

    /// <summary>Named settings.</summary>
    public static SettingsNode Object(IReadOnlyList<SettingsField> fields, SourceLocation origin) => new(SettingsKind.Object, origin, null, fields, null);

    /// <summary>A list.</summary>
    public static SettingsNode List(IReadOnlyList<SettingsNode> items, SourceLocation origin) => new(SettingsKind.List, origin, null, null, items);

    /// <summary>One value.</summary>
    /// <param name="text">The value.</param>
    /// <param name="origin">Where it was written.</param>
    /// <param name="isQuoted">False for a number or a truth value.</param>
    public static SettingsNode Value(string text, SourceLocation origin, bool isQuoted = true) =>
        new(SettingsKind.Text, origin, text, null, null) { IsQuoted = isQuoted };

    /// <summary>No value.</summary>
    public static SettingsNode Null(SourceLocation origin) => new(SettingsKind.Null, origin, null, null, null);

    /// <summary>The setting with a name; null where there is none, or this is no object.</summary>
    public SettingsNode? Find(string key)
    {
        foreach (SettingsField field in Fields)
        {
            if (field.Key == key)
                return field.Node;
        }

        return null;
    }

    /// <summary>The setting at a path of names and, in lists, positions from 0; null where there is none.</summary>
    public SettingsNode? Find(params ReadOnlySpan<string> path)
    {
        SettingsNode? node = this;
        foreach (string step in path)
        {
            if (node.Kind == SettingsKind.List)
                node = int.TryParse(step, out int at) && at >= 0 && at < node.Items.Count ? node.Items[at] : null;
            else
                node = node.Find(step);
            if (node is null)
                return null;
        }

        return node;
    }

    /// <summary>What this is, in a sentence: <c>an object</c>, <c>a list</c>, <c>'text'</c>, <c>null</c>.</summary>
    public override string ToString() => Kind switch
    {
        SettingsKind.Object => "an object",
        SettingsKind.List => "a list",
        SettingsKind.Null => "null",
        _ => $"'{_text}'",
    };
}
