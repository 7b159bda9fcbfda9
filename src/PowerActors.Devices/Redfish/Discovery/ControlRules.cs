using System.Text.Json;
using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>
/// Which parts of a resource are controls of a clock or a power, and what they allow. Ranges are read under all three names that are in use: AllowableMin/Max, SettingRangeMin/Max (older HPE
/// and Cray), and SettingMin/SettingMax where a control with one set point means its range by them.
/// </summary>
public static class ControlRules
{
    /// <summary>The controls in a resource, without what they belong to.</summary>
    /// <param name="resource">Its path.</param>
    /// <param name="body">The resource.</param>
    /// <param name="isPatchable">False when the service says that the resource takes no PATCH.</param>
    public static IEnumerable<RedfishControlInfo> Find(string resource, JsonElement body, bool isPatchable)
    {
        IEnumerable<RedfishControlInfo> found = body.TypeName() switch
        {
            "Control" => Control(resource, body),
            "Power" => LegacyPower(resource, body),
            "HpeServerAccPowerLimit" => HpeZones(resource, body),
            "HpeiLOFederatedGroupCapping" => HpeFederation(resource, body),
            _ => [.. EnvironmentLimit(resource, body), .. SpeedRange(resource, body)],
        };
        foreach (RedfishControlInfo control in found)
            yield return Judge(control, isPatchable);
    }

    private static IEnumerable<RedfishControlInfo> Control(string resource, JsonElement body)
    {
        (RedfishControlKind Kind, double Scale)? unit = (body.Text("ControlType"), body.Text("SetPointUnits")) switch
        {
            ("Power", null or "W") => (RedfishControlKind.Power, 1),
            ("Power", "kW") => (RedfishControlKind.Power, 1e3),
            ("FrequencyMHz", null or "MHz") => (RedfishControlKind.Clock, 1),
            ("Frequency" or "FrequencyMHz", "MHz") => (RedfishControlKind.Clock, 1),
            ("Frequency" or "FrequencyMHz", "GHz") => (RedfishControlKind.Clock, 1e3),
            ("Frequency" or "FrequencyMHz", null or "Hz") => (RedfishControlKind.Clock, 1e-6),
            _ => null,
        };
        if (unit is not { } known)
            yield break;
        double scale = known.Scale;
        double? settingMin = body.Number("SettingMin") * scale;
        double? settingMax = body.Number("SettingMax") * scale;
        double? min = (body.Number("AllowableMin") ?? body.Number("SettingRangeMin")) * scale;
        double? max = (body.Number("AllowableMax") ?? body.Number("SettingRangeMax")) * scale;
        double? setPoint = body.Number("SetPoint") * scale;

        // Two schemas meet in SettingMin and SettingMax. Beside an allowable range they are what was asked for; a clock's set point then tells what is in force. Without one they are the range.
        bool isRange = settingMax is not null && max is not null;
        yield return new RedfishControlInfo
        {
            Resource = resource,
            Kind = known.Kind,
            Shape = isRange ? RedfishControlShape.Range : RedfishControlShape.SetPoint,
            Name = body.Text("Name") ?? RedfishUri.NameOf(resource),
            Scale = scale,
            Enforced = isRange ? setPoint ?? settingMax : setPoint,
            Requested = isRange ? settingMax : setPoint,
            RequestedMin = isRange ? settingMin : null,
            Min = min ?? settingMin,
            Max = max ?? settingMax,
            Mode = body.Text("ControlMode"),
            ResetTarget = body.Object("Actions").Object("#Control.ResetToDefaults").Text("target"),
            Context = body.Text("PhysicalContext"),
            Related = [.. body.Links("RelatedItem"), .. body.Links("AssociatedSensors")],
            NotSettable = body.Object("Status").Text("State") is "Absent" or "UnavailableOffline" or "Disabled" ? $"its state is {body.Object("Status").Text("State")}" : null,
        };
    }

    private static IEnumerable<RedfishControlInfo> EnvironmentLimit(string resource, JsonElement body)
    {
        JsonElement limit = body.Object("PowerLimitWatts");
        if (limit.ValueKind != JsonValueKind.Object)
            yield break;
        yield return new RedfishControlInfo
        {
            Resource = resource,
            Pointer = "/PowerLimitWatts",
            Kind = RedfishControlKind.Power,
            Shape = RedfishControlShape.EnvironmentLimit,
            Name = $"{body.Text("Name") ?? RedfishUri.NameOf(resource)}, power limit",
            Enforced = limit.Number("SetPoint"),
            Requested = limit.Number("SetPoint"),
            Min = limit.Number("AllowableMin") ?? limit.Number("SettingMin") ?? limit.Number("SettingRangeMin"),
            Max = limit.Number("AllowableMax") ?? limit.Number("SettingMax") ?? limit.Number("SettingRangeMax"),
            Mode = limit.Text("ControlMode"),
            Source = limit.Text("DataSourceUri"),
            Context = limit.Text("PhysicalContext"),
        };
    }

    private static IEnumerable<RedfishControlInfo> SpeedRange(string resource, JsonElement body)
    {
        JsonElement range = body.Object("OperatingSpeedRangeMHz");
        if (range.ValueKind != JsonValueKind.Object)
            yield break;
        yield return new RedfishControlInfo
        {
            Resource = resource,
            Pointer = "/OperatingSpeedRangeMHz",
            Kind = RedfishControlKind.Clock,
            Shape = RedfishControlShape.SpeedRange,
            Name = $"{body.Text("Name") ?? RedfishUri.NameOf(resource)}, speed range",
            Enforced = range.Number("SettingMax"),
            Requested = range.Number("SettingMax"),
            RequestedMin = range.Number("SettingMin"),
            Min = range.Number("AllowableMin"),
            Max = range.Number("AllowableMax"),
            Mode = range.Text("ControlMode"),
            Source = range.Text("DataSourceUri"),
            Context = body.Text("ProcessorType"),
        };
    }

    private static IEnumerable<RedfishControlInfo> LegacyPower(string resource, JsonElement body)
    {
        int i = -1;
        foreach (JsonElement entry in body.Items("PowerControl"))
        {
            i++;
            JsonElement limit = entry.Object("PowerLimit");
            if (limit.ValueKind != JsonValueKind.Object)
                continue;
            JsonElement cray = entry.Object("Oem").Object("Cray").Object("PowerLimit");
            yield return new RedfishControlInfo
            {
                Resource = resource,
                Pointer = $"/PowerControl/{i}/PowerLimit",
                Kind = RedfishControlKind.Power,
                Shape = RedfishControlShape.LegacyLimit,
                Name = $"{entry.Text("Name") ?? "power"}, limit",
                Enforced = limit.Number("LimitInWatts"),
                Requested = limit.Number("LimitInWatts"),
                Min = cray.Number("Min"),
                Max = cray.Number("Max") ?? Positive(entry.Number("PowerCapacityWatts")),
                Context = entry.Text("PhysicalContext"),
                Related = [.. entry.Links("RelatedItem")],
                Zone = i,
            };
        }
    }

    private static IEnumerable<RedfishControlInfo> HpeZones(string resource, JsonElement body)
    {
        string? target = body.Object("Actions").Object("#HpeServerAccPowerLimit.ConfigurePowerLimit").Text("target");
        int i = -1;
        foreach (JsonElement limit in body.Items("PowerLimits"))
        {
            i++;
            int zone = (int)(limit.Number("ZoneNumber") ?? i);
            JsonElement range = body.Items("PowerLimitRanges").FirstOrDefault(at => at.Number("ZoneNumber") == zone);
            JsonElement actual = body.Items("ActualPowerLimits").FirstOrDefault(at => at.Number("ZoneNumber") == zone);
            yield return new RedfishControlInfo
            {
                Resource = resource,
                Pointer = $"/PowerLimits/{i}",
                Kind = RedfishControlKind.Power,
                Shape = RedfishControlShape.HpeZoneLimit,
                Name = $"node power limit, zone {zone}",
                Enforced = actual.Number("PowerLimitInWatts") ?? limit.Number("PowerLimitInWatts"),
                Requested = limit.Number("PowerLimitInWatts"),
                Min = Positive(range.Number("MinimumPowerLimit")),
                Max = Positive(range.Number("MaximumPowerLimit")),
                SetTarget = target,
                Zone = zone,
                Context = "Chassis",
                NotSettable = target is null ? "it has no action to set it"
                    : Positive(range.Number("MaximumPowerLimit")) is null ? "no range is published; calibrate power regulation first" : null,
            };
        }
    }

    private static IEnumerable<RedfishControlInfo> HpeFederation(string resource, JsonElement body)
    {
        yield return new RedfishControlInfo
        {
            Resource = resource,
            Pointer = "/CapWatts",
            Kind = RedfishControlKind.Power,
            Shape = RedfishControlShape.ReadOnly,
            Name = "federated group cap",
            Enforced = Positive(body.Number("CapWatts")),
            Max = Positive(body.Number("CapacityWatts")),
            NotSettable = "it belongs to a group of machines",
        };
    }

    /// <summary>What speaks against setting it.</summary>
    private static RedfishControlInfo Judge(RedfishControlInfo control, bool isPatchable)
    {
        if (control.NotSettable is not null)
            return control;
        if (!isPatchable && control.SetTarget is null)
            return control with { NotSettable = "the service takes no PATCH of it" };
        if (control.Min > control.Max || control.Max <= 0)
            return control with { NotSettable = $"its range is empty, {control.Min:0.###} to {control.Max:0.###} {control.Unit}" };
        return control;
    }

    private static double? Positive(double? value) => value > 0 ? value : null;
}
