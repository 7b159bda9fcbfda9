using PowerActors.Core.Settings;

namespace PowerActors.Cli.Settings;

/// <summary>
/// Refuses keys that stand nowhere in the reference. Sections that users add names to are left to their own readers, which know every key at every depth.
/// </summary>
internal static class UnknownKeys
{
    private static readonly string[] ReadElsewhere = ["ladders", "breakers", "hardware", "topology", "templates", "fail-safe", "placement", "scheduler"];

    public static void Refuse(SettingsNode root, SettingsNode reference, SettingsFaults faults) => Refuse(root, reference, "", faults);

    private static void Refuse(SettingsNode node, SettingsNode reference, string path, SettingsFaults faults)
    {
        foreach (SettingsField field in node.Fields)
        {
            if (reference.Find(field.Key) is not { } known)
                faults.Add(field.KeyOrigin, SettingsReader.UnknownKey(field.Key, path, reference.Fields.Select(static f => f.Key), faults));
            else if (known.Kind == SettingsKind.Object && !(path.Length == 0 && ReadElsewhere.Contains(field.Key, StringComparer.Ordinal)))
                Refuse(field.Node, known, path.Length == 0 ? field.Key : $"{path}.{field.Key}", faults);
        }
    }
}
