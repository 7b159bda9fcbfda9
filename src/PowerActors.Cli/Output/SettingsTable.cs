using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Hocon;

namespace PowerActors.Cli.Output;

/// <summary>Settings line by line: name, value, and where it was written.</summary>
internal static class SettingsTable
{
    private const int MostName = 46;
    private const int MostOrigin = 40;

    public static void Write(SettingsNode node, string path, TextWriter to)
    {
        IReadOnlyList<(string Name, string Value, string Origin)> rows = [.. Rows(node, path).Select(static row => (row.Name, row.Value, row.Origin.ToString()))];
        if (rows.Count == 0)
            return;
        int origin = Math.Min(MostOrigin, rows.Max(static row => row.Origin.Length));
        int name = Math.Min(MostName, rows.Max(static row => row.Name.Length));
        int value = Math.Min(Text.Width - name - origin - 4, rows.Max(static row => row.Value.Length));
        foreach ((string rowName, string rowValue, string rowOrigin) in rows)
            to.WriteLine($"{Text.Tail(rowName, name).PadRight(name)}  {Text.Head(rowValue, value).PadRight(value)}  {Text.Tail(rowOrigin, origin)}");
    }

    /// <summary>Every value below a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="path">Its path.</param>
    public static IReadOnlyList<(string Name, string Value, SourceLocation Origin)> Rows(SettingsNode node, string path)
    {
        List<(string, string, SourceLocation)> rows = [];
        Collect(node, path, rows);
        return rows;
    }

    private static void Collect(SettingsNode node, string path, List<(string, string, SourceLocation)> rows)
    {
        foreach (SettingsField field in node.Fields)
            Collect(field.Node, Join(path, HoconPath.Of(field.Key).ToString()), rows);
        for (int i = 0; i < node.Items.Count; i++)
            Collect(node.Items[i], Join(path, i.ToString()), rows);
        if (node.Fields.Count == 0 && node.Items.Count == 0)
            rows.Add((path, Shown(node), node.Origin));
    }

    private static string Shown(SettingsNode node) => node.Kind switch
    {
        SettingsKind.Object => "{}",
        SettingsKind.List => "[]",
        SettingsKind.Null => "null",
        _ => node.Text.ReplaceLineEndings("\\n"),
    };

    private static string Join(string path, string step) => path.Length == 0 ? step : $"{path}.{step}";
}
