using System.Text.Json;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Devices.Redfish.Ports;

/// <summary>A request that sets a control, or frees it.</summary>
/// <param name="IsAction">True for POST to an action, false for PATCH of the resource.</param>
/// <param name="Target">The action or the resource.</param>
/// <param name="Body">JSON in UTF-8.</param>
public readonly record struct ControlCommand(bool IsAction, string Target, byte[] Body)
{
    /// <summary>The request that asks for a limit. Pure.</summary>
    /// <param name="control">The control.</param>
    /// <param name="value">Megahertz or watts, rounded down to a whole unit of the service; null to take the limit away.</param>
    public static ControlCommand Set(RedfishControlInfo control, double? value)
    {
        if (value is null && control.ResetTarget is { } reset)
            return new ControlCommand(IsAction: true, reset, "{}"u8.ToArray());

        // Where nothing takes a limit away, the highest that is allowed comes nearest.
        double? limit = value ?? control.Max;
        long? units = limit is { } number ? (long)Math.Floor(number / control.Scale) : null;
        return control.Shape switch
        {
            RedfishControlShape.Range => Patch(control, json => WriteRange(json, control, units)),
            RedfishControlShape.EnvironmentLimit => Patch(control, json =>
            {
                json.WriteStartObject("PowerLimitWatts");
                WriteSetPoint(json, control, units);
                json.WriteEndObject();
            }),
            RedfishControlShape.SpeedRange => Patch(control, json =>
            {
                json.WriteStartObject("OperatingSpeedRangeMHz");
                WriteRange(json, control, units);
                json.WriteEndObject();
            }),
            RedfishControlShape.LegacyLimit => Patch(control, json => WriteLegacy(json, control, value is null ? null : units)),
            RedfishControlShape.HpeZoneLimit => new ControlCommand(IsAction: true, control.SetTarget!, Render(json => WriteZone(json, control, value is null ? 0 : units ?? 0))),
            RedfishControlShape.SetPoint => Patch(control, json => WriteSetPoint(json, control, units)),
            _ => throw new ArgumentException($"{control.Uri} cannot be set", nameof(control)),
        };
    }

    private static ControlCommand Patch(RedfishControlInfo control, Action<Utf8JsonWriter> write) => new(IsAction: false, control.Resource, Render(write));

    private static void WriteSetPoint(Utf8JsonWriter json, RedfishControlInfo control, long? units)
    {
        WriteNumber(json, "SetPoint", units);

        // A power limit that is switched off keeps its number and does nothing. A clock's mode tells whether it is locked, and follows by itself.
        if (control is { Kind: RedfishControlKind.Power, Mode: "Disabled" })
            json.WriteString("ControlMode", "Automatic");
    }

    private static void WriteRange(Utf8JsonWriter json, RedfishControlInfo control, long? units)
    {
        if (units * control.Scale < control.RequestedMin)
            WriteNumber(json, "SettingMin", control.Min is { } min ? (long)Math.Ceiling(min / control.Scale) : units);
        WriteNumber(json, "SettingMax", units);
    }

    private static void WriteLegacy(Utf8JsonWriter json, RedfishControlInfo control, long? units)
    {
        json.WriteStartArray("PowerControl");
        for (int i = 0; i < control.Zone; i++) // An empty object leaves an element as it is (DSP0266, section 7.9.3).
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteStartObject("PowerLimit");
        WriteNumber(json, "LimitInWatts", units); // Null disables the limit (Power schema).
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteZone(Utf8JsonWriter json, RedfishControlInfo control, long units)
    {
        json.WriteStartArray("PowerLimits");
        json.WriteStartObject();
        json.WriteNumber("ZoneNumber", control.Zone);
        json.WriteNumber("PowerLimitInWatts", units);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static byte[] Render(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
