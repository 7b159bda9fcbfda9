using PowerActors.Core.Control.Steering;
using PowerActors.Core.Settings;

namespace PowerActors.Cli.Settings;

/// <summary>The section <c>control</c>.</summary>
/// <param name="Mode">The mode of every domain that nobody has spoken of.</param>
/// <param name="Zone">The site's time zone.</param>
internal sealed record ControlSettings(ControlMode Mode, TimeZoneInfo Zone)
{
    /// <summary>Reads the section and notes its faults.</summary>
    public static ControlSettings Read(SettingsReader reader)
    {
        ControlMode mode = ReadMode(reader) ?? ControlMode.Shadow;
        string name = reader.Text("time-zone") ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone))
            reader.Fault("time-zone", $"is '{name}', which this machine does not know; a name such as Europe/Berlin would be right");
        reader.RefuseUnknown();
        return new ControlSettings(mode, zone ?? TimeZoneInfo.Utc);
    }

    /// <summary>The key <c>mode</c> of a section.</summary>
    public static ControlMode? ReadMode(SettingsReader reader) => reader.Word("mode", ("shadow", ControlMode.Shadow), ("enforce", ControlMode.Enforce));
}
