using System.Globalization;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Hocon;

namespace PowerActors.Cli.Settings;

/// <summary>
/// Overrides of one element of a list, such as <c>--set topology.rows.0.limit="300 kW"</c>. HOCON has no paths into lists (an object with the key 0 would replace the list), so their values
/// are resolved under names that no file can write, and put into the list afterwards.
/// </summary>
internal sealed class ListOverrides
{
    private readonly List<SettingsOverride> _changes = [];

    /// <summary>Whether a path goes through a list.</summary>
    public static bool PassesList(SettingsNode root, IReadOnlyList<string> path)
    {
        SettingsNode? node = root;
        foreach (string step in path)
        {
            if (node is { Kind: SettingsKind.List })
                return true;
            node = node?.Find([step]);
        }

        return false;
    }

    /// <summary>Takes an override, and answers the document that its value resolves in.</summary>
    public HoconDocument Add(SettingsOverride change)
    {
        _changes.Add(change);
        return SettingsLoader.Document(change, $"\"{NameOf(_changes.Count - 1)}\"");
    }

    /// <summary>The resolved settings with every override at its place.</summary>
    /// <exception cref="InputException">A place does not exist.</exception>
    public SettingsNode Apply(SettingsNode root)
    {
        if (_changes.Count == 0)
            return root;
        SettingsNode result = SettingsNode.Object([.. root.Fields.Where(field => !IsName(field.Key))], root.Origin);
        for (int i = 0; i < _changes.Count; i++)
            result = Put(result, _changes[i], 0, root.Find(NameOf(i))!);
        return result;
    }

    private static SettingsNode Put(SettingsNode node, SettingsOverride change, int depth, SettingsNode value)
    {
        if (depth == change.Path.Count)
            return value;
        string step = change.Path[depth];
        if (node.Kind == SettingsKind.List)
        {
            if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int at) || at >= node.Items.Count)
            {
                throw new InputException(change.Name, 0,
                    $"{string.Join('.', change.Path)} does not exist: {string.Join('.', change.Path.Take(depth))} has {node.Items.Count} elements; write a position from 0 to {node.Items.Count - 1}");
            }

            return SettingsNode.List([.. node.Items.Select((item, i) => i == at ? Put(item, change, depth + 1, value) : item)], node.Origin);
        }

        SourceLocation origin = new(change.Name, 0);
        SettingsNode below = Put(node.Find(step) ?? SettingsNode.Object([], origin), change, depth + 1, value);
        SettingsField changed = new(step, below, origin);
        return node.Fields.Any(field => field.Key == step)
            ? SettingsNode.Object([.. node.Fields.Select(field => field.Key == step ? field with { Node = below } : field)], node.Origin)
            : SettingsNode.Object([.. node.Fields, changed], node.Origin);
    }

    private static string NameOf(int index) => $"(element {index})";

    private static bool IsName(string key) => key.StartsWith("(element ", StringComparison.Ordinal);
}
