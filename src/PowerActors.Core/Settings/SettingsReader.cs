using PowerActors.Core.Topology;

namespace PowerActors.Core.Settings;

/// <summary>
/// Reads one object of settings, key by key. Every method answers null where the key is missing, null or faulty, and notes the fault; so a reader goes through the whole object and all
/// its faults are told together. Which keys were asked for is remembered: <see cref="RefuseUnknown"/> then refuses the others.
/// </summary>
public sealed partial class SettingsReader
{
    private readonly List<string> _known = [];

    /// <summary>A reader of an object; of anything else it notes a fault and reads as if it were empty.</summary>
    /// <param name="node">The settings; null where nothing was written.</param>
    /// <param name="path">Its name in messages, such as <c>topology.rows.0</c>; empty for the root.</param>
    /// <param name="faults">Where faults are gathered.</param>
    public SettingsReader(SettingsNode? node, string path, SettingsFaults faults)
    {
        Path = path;
        Faults = faults;
        Node = node ?? SettingsNode.Object([], SourceLocation.BuiltIn);
        if (Node.Kind is not (SettingsKind.Object or SettingsKind.Null))
            faults.Add(Node.Origin, $"{path} is {Node}; write an object {{ ... }}");
    }

    /// <summary>The settings that are read.</summary>
    public SettingsNode Node { get; }

    /// <summary>Their name in messages; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Where faults are gathered.</summary>
    public SettingsFaults Faults { get; }

    /// <summary>Where the object was written.</summary>
    public SourceLocation Origin => Node.Origin;

    /// <summary>The setting under a key, whatever it is; null where it is missing or null.</summary>
    public SettingsNode? Get(string key)
    {
        if (!_known.Contains(key))
            _known.Add(key);
        return Node.Find(key) is { Kind: not SettingsKind.Null } node ? node : null;
    }

    /// <summary>Whether anything stands under a key.</summary>
    public bool Has(string key) => Get(key) is not null;

    /// <summary>Where a key's value was written; where the object was written when it has no such key.</summary>
    public SourceLocation OriginOf(string key) => Node.Find(key)?.Origin ?? Origin;

    /// <summary>The name of a key in messages.</summary>
    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>Notes a fault of a key: a sentence that goes on after its name.</summary>
    /// <param name="key">The key.</param>
    /// <param name="problem">Such as <c>is -1; it must be above 0</c>.</param>
    public void Fault(string key, string problem) => Faults.Add(OriginOf(key), $"{PathOf(key)} {problem}");

    /// <summary>Notes that a key is missing, unless something stands there (which then was faulty and is noted already).</summary>
    /// <param name="key">The key.</param>
    /// <param name="right">What to write, such as <c>name a model, such as DGX-A100</c>.</param>
    public void RequireWritten(string key, string right)
    {
        if (!Has(key))
            Faults.Add(Origin, $"{(Path.Length == 0 ? "the settings have" : $"{Path} has")} no '{key}'; {right}");
    }

    /// <summary>Text as it was written.</summary>
    public string? Text(string key)
    {
        SettingsNode? node = Get(key);
        if (node is null || node.Kind == SettingsKind.Text)
            return node?.Text;
        Fault(key, $"is {node}; write one value");
        return null;
    }

    /// <summary>One of several words.</summary>
    /// <typeparam name="T">What the words mean.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="words">Every word and its meaning.</param>
    public T? Word<T>(string key, params ReadOnlySpan<(string Word, T Meaning)> words)
        where T : struct
    {
        if (Text(key) is not { } text)
            return null;
        foreach ((string word, T meaning) in words)
        {
            if (word == text)
                return meaning;
        }

        string[] known = new string[words.Length];
        for (int i = 0; i < known.Length; i++)
            known[i] = words[i].Word;
        Fault(key, $"is '{text}'; write {string.Join(" or ", known)}");
        return null;
    }

    /// <summary>Yes or no: <c>true</c>, <c>yes</c>, <c>on</c>, <c>false</c>, <c>no</c>, <c>off</c>.</summary>
    public bool? Flag(string key)
    {
        switch (Text(key))
        {
            case null:
                return null;
            case "true" or "yes" or "on":
                return true;
            case "false" or "no" or "off":
                return false;
            case var text:
                Fault(key, $"is '{text}'; write true or false");
                return null;
        }
    }

    /// <summary>The object under a key; an empty one where there is none. Its unknown keys are for the caller to refuse.</summary>
    public SettingsReader Object(string key) => new(Get(key) ?? SettingsNode.Object([], Origin), PathOf(key), Faults);

    /// <summary>The objects of a list; none where there is no list.</summary>
    public IReadOnlyList<SettingsReader> Objects(string key)
    {
        IReadOnlyList<SettingsNode> items = Items(key);
        var readers = new SettingsReader[items.Count];
        for (int i = 0; i < readers.Length; i++)
            readers[i] = new SettingsReader(items[i], $"{PathOf(key)}.{i}", Faults);
        return readers;
    }

    /// <summary>The elements of a list; none where there is no list.</summary>
    public IReadOnlyList<SettingsNode> Items(string key)
    {
        SettingsNode? node = Get(key);
        if (node is null)
            return [];
        if (node.Kind == SettingsKind.List)
            return node.Items;
        Fault(key, $"is {node}; write a list [ ... ]");
        return [];
    }

    /// <summary>The objects of an object that users may add names to, such as <c>ladders</c>, by their names.</summary>
    public IReadOnlyList<(string Name, SettingsReader Reader)> Named(string key)
    {
        SettingsReader map = Object(key);
        List<(string, SettingsReader)> readers = [];
        foreach (SettingsField field in map.Node.Fields)
        {
            if (field.Node.Kind != SettingsKind.Null)
                readers.Add((field.Key, new SettingsReader(field.Node, map.PathOf(field.Key), Faults)));
        }

        return readers;
    }

    /// <summary>Refuses every key that was not asked for and names the nearest one that was. Called last.</summary>
    public void RefuseUnknown()
    {
        foreach (SettingsField field in Node.Fields)
        {
            if (!_known.Contains(field.Key))
                Faults.Add(field.KeyOrigin, UnknownKey(field.Key, Path, _known, Faults));
        }
    }

    /// <summary>The sentence about an unknown key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="path">The object that it stands in; empty for the root.</param>
    /// <param name="known">The keys that could stand there.</param>
    /// <param name="faults">Suggests the nearest.</param>
    public static string UnknownKey(string key, string path, IEnumerable<string> known, SettingsFaults faults) =>
        $"unknown key '{key}'{(path.Length == 0 ? "" : $" in {path}")}; {faults.Suggest(key, known)}";
}
