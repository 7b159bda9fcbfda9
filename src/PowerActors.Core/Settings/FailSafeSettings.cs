using PowerActors.Core.Control;

namespace PowerActors.Core.Settings;

/// <summary>The section <c>fail-safe</c>: what a GPU falls to when it has heard nothing for its lease.</summary>
public static class FailSafeSettings
{
    /// <summary>Reads the section; null for <c>auto</c>: the highest that fits the tree.</summary>
    /// <param name="root">All settings.</param>
    public static Ceilings? Read(SettingsReader root)
    {
        SettingsNode? node = root.Get("fail-safe");
        if (node is null || node is { Kind: SettingsKind.Text, Text: "auto" })
            return null;
        if (node.Kind != SettingsKind.Object)
        {
            root.Fault("fail-safe", $"is {node}; write auto, or ceilings such as {{ low = \"700 MHz\", high = \"1110 MHz\" }}");
            return null;
        }

        SettingsReader reader = root.Object("fail-safe");
        reader.RequireWritten("low", "write a ceiling such as \"700 MHz\"");
        reader.RequireWritten("high", "write a ceiling such as \"1110 MHz\"");
        ClockCeiling? low = CeilingSettings.Read(reader, "low");
        ClockCeiling? high = CeilingSettings.Read(reader, "high");
        reader.RefuseUnknown();
        if (low is null || high is null)
            return null;
        if (!low.Value.IsAtLeastAsTightAs(high.Value))
            reader.Fault("low", $"is {low}, looser than high, {high}; low priority must be capped at least as tightly (law P7)");
        return new Ceilings(low.Value, high.Value, Brake: false);
    }
}
