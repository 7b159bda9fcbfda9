using PowerActors.Core.Settings;
using PowerActors.Hocon;

namespace PowerActors.Cli.Settings;

/// <summary>The settings that hold where nobody says otherwise: <c>hocon/reference.conf</c>, which is part of the executable.</summary>
internal static class ReferenceSettings
{
    /// <summary>What messages call it.</summary>
    public const string Name = "built-in:reference.conf";

    private static readonly string[] Levels = ["rows", "pdus", "racks", "servers"];

    /// <summary>The document.</summary>
    public static HoconDocument Document { get; } = HoconDocument.ParseText(ReadText(), Name);

    /// <summary>The text as it is shipped.</summary>
    public static string ReadText()
    {
        using Stream stream = typeof(ReferenceSettings).Assembly.GetManifestResourceStream("reference.conf")
            ?? throw new InvalidOperationException("the executable lacks its reference.conf");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// Without the default tree where somebody else wrote one: objects merge, so that a site of racks would otherwise have the default row besides.
    /// </summary>
    public static SettingsNode WithoutDefaultTree(SettingsNode root)
    {
        if (root.Find(["topology"]) is not { Kind: SettingsKind.Object } topology)
            return root;
        bool IsLevel(SettingsField field) => Levels.Contains(field.Key, StringComparer.Ordinal);
        bool IsDefault(SettingsField field) => field.KeyOrigin.File == Name;
        if (!topology.Fields.Any(field => IsLevel(field) && !IsDefault(field)))
            return root;
        SettingsNode own = SettingsNode.Object([.. topology.Fields.Where(field => !IsLevel(field) || !IsDefault(field))], topology.Origin);
        return SettingsNode.Object([.. root.Fields.Select(field => field.Key == "topology" ? field with { Node = own } : field)], root.Origin);
    }
}
