using PowerActors.Core.Settings;
using PowerActors.Core.Topology;

namespace PowerActors.Core.Tests.Settings;

/// <summary>Writes settings as a file would: every field of an object on a line of its own, counted through the tree in the order of writing.</summary>
internal sealed class Tree
{
    private int _line;

    public static SettingsNode Root(Func<Tree, SettingsNode> write) => write(new Tree());

    public SettingsNode Object(params (string Key, Func<Tree, SettingsNode> Value)[] fields)
    {
        SourceLocation origin = new("site.conf", _line + 1);
        List<SettingsField> written = [];
        foreach ((string key, Func<Tree, SettingsNode> value) in fields)
        {
            _line++;
            SourceLocation place = new("site.conf", _line);
            written.Add(new SettingsField(key, value(this), place));
        }

        return SettingsNode.Object(written, origin);
    }

    public SettingsNode Text(string text) => SettingsNode.Value(text, new SourceLocation("site.conf", _line));

    public SettingsNode List(params Func<Tree, SettingsNode>[] items) =>
        SettingsNode.List([.. items.Select(item => item(this))], new SourceLocation("site.conf", _line));

    public static Func<Tree, SettingsNode> O(params (string Key, Func<Tree, SettingsNode> Value)[] fields) => tree => tree.Object(fields);

    public static Func<Tree, SettingsNode> L(params Func<Tree, SettingsNode>[] items) => tree => tree.List(items);

    public static Func<Tree, SettingsNode> T(string text) => tree => tree.Text(text);

    /// <summary>The nearest word as far as these tests need one: the only known word with the same first letter.</summary>
    public static string? SameLetter(string unknown, IEnumerable<string> known) => known.FirstOrDefault(word => word[0] == unknown[0]);
}
