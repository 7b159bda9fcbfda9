using System.Text.Json;
using PowerActors.Core.Units;
using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>
/// Which numbers in a resource are power meters. The names are those of DMTF's schemas (DSP2046, 2025.2) and, for what was recorded from machines, HPE's. A property counts wherever its
/// schema has it, so that a new type of resource with <c>PowerWatts</c> needs no change here.
/// </summary>
public static class MeterRules
{
    /// <summary>More than any one meter of a site sees; a larger reading is nonsense.</summary>
    public const double MostWatts = 1e9;

    private static readonly string[] LineNames =
        ["Line1", "Line2", "Line3", "Line1ToLine2", "Line2ToLine3", "Line3ToLine1", "Line1ToNeutral", "Line2ToNeutral", "Line3ToNeutral"];

    /// <summary>The meters in a resource, without what they belong to.</summary>
    /// <param name="resource">Its path.</param>
    /// <param name="body">The resource.</param>
    public static IEnumerable<RedfishMeterInfo> Find(string resource, JsonElement body)
    {
        string type = body.TypeName();
        string name = body.Text("Name") ?? RedfishUri.NameOf(resource);
        return type switch
        {
            "Sensor" => Sensor(resource, body, name),
            "Power" => LegacyPower(resource, body),
            "HpePowerMeter" => HpeGpuWatts(resource, body, name),
            _ => [.. Excerpts(resource, body, type, name), .. Phases(resource, body, type, name), .. Plain(resource, body, type, name), .. HpeChassis(resource, body)],
        };
    }

    /// <summary>What a meter of a resource reads; null for nothing, nonsense, a negative value, and one that is larger than any.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="body">The resource as it is now.</param>
    public static Watts? Read(RedfishMeterInfo meter, JsonElement body) => Plausible(JsonPointer.Find(body, meter.Pointer).AsNumber(), meter.Scale);

    private static IEnumerable<RedfishMeterInfo> Sensor(string resource, JsonElement body, string name)
    {
        if (body.Text("ReadingType") != "Power" || ScaleOf(body.Text("ReadingUnits")) is not { } scale)
            yield break;
        yield return new RedfishMeterInfo
        {
            Resource = resource,
            Pointer = "/Reading",
            Kind = RedfishMeterKind.Sensor,
            Name = name,
            Scale = scale,
            Reading = Plausible(body.Number("Reading"), scale),
            Context = body.Text("PhysicalContext"),
            Related = [.. body.Links("RelatedItem")],
            ReadingTime = body.Text("ReadingTime"),
        };
    }

    /// <summary>Copies of sensors: objects with a Reading, in watts by the name of their property.</summary>
    private static IEnumerable<RedfishMeterInfo> Excerpts(string resource, JsonElement body, string type, string name)
    {
        RedfishMeterKind whole = type switch
        {
            "PowerDistributionMetrics" => RedfishMeterKind.Distribution,
            "Circuit" => RedfishMeterKind.Circuit,
            "Outlet" => RedfishMeterKind.Outlet,
            "OutletGroup" => RedfishMeterKind.OutletGroup,
            _ => RedfishMeterKind.Component,
        };
        foreach ((string property, RedfishMeterKind kind) in new[]
        {
            ("PowerWatts", whole), ("InputPowerWatts", RedfishMeterKind.SupplyInput), ("OutputPowerWatts", RedfishMeterKind.SupplyOutput), ("PowerLoadWatts", whole),
        })
        {
            if (body.Object(property) is { ValueKind: JsonValueKind.Object } excerpt)
                yield return Excerpt(resource, $"/{property}", excerpt, kind, name);
        }

        int rail = 0;
        foreach (JsonElement excerpt in body.Items("RailPowerWatts"))
            yield return Excerpt(resource, $"/RailPowerWatts/{rail}", excerpt, RedfishMeterKind.SupplyRail, $"{name}, rail {++rail}");
    }

    private static IEnumerable<RedfishMeterInfo> Phases(string resource, JsonElement body, string type, string name)
    {
        foreach (string property in new[] { "PolyPhasePowerWatts", "PowerWatts" })
        {
            JsonElement phases = body.Object(property);
            foreach (string line in LineNames)
            {
                if (phases.Object(line) is { ValueKind: JsonValueKind.Object } excerpt)
                    yield return Excerpt(resource, $"/{property}/{line}", excerpt, RedfishMeterKind.Phase, $"{name}, {line}");
            }
        }
    }

    /// <summary>Older properties that are plain numbers.</summary>
    private static IEnumerable<RedfishMeterInfo> Plain(string resource, JsonElement body, string type, string name)
    {
        foreach ((string property, RedfishMeterKind kind) in new[]
        {
            ("PowerWatts", RedfishMeterKind.Component), ("ConsumedPowerWatt", RedfishMeterKind.Component), ("PowerInputWatts", RedfishMeterKind.SupplyInput),
            ("PowerOutputWatts", RedfishMeterKind.SupplyOutput),
        })
        {
            if (body.Member(property).ValueKind == JsonValueKind.Number)
                yield return Number(resource, $"/{property}", body.Number(property), kind, name);
        }
    }

    private static IEnumerable<RedfishMeterInfo> LegacyPower(string resource, JsonElement body)
    {
        int i = 0;
        foreach (JsonElement control in body.Items("PowerControl"))
        {
            if (control.Member("PowerConsumedWatts").ValueKind != JsonValueKind.Undefined)
            {
                yield return Number(resource, $"/PowerControl/{i}/PowerConsumedWatts", control.Number("PowerConsumedWatts"), RedfishMeterKind.Component, control.Text("Name") ?? "power") with
                {
                    Context = control.Text("PhysicalContext"),
                    Related = [.. control.Links("RelatedItem")],
                };
            }

            i++;
        }

        i = 0;
        foreach (JsonElement supply in body.Items("PowerSupplies"))
        {
            string name = $"{supply.Text("Name") ?? "power supply"} {supply.Text("MemberId") ?? $"{i}"}";
            foreach ((string property, RedfishMeterKind kind) in new[]
            {
                ("PowerInputWatts", RedfishMeterKind.SupplyInput), ("PowerOutputWatts", RedfishMeterKind.SupplyOutput), ("LastPowerOutputWatts", RedfishMeterKind.SupplyOutput),
            })
            {
                if (supply.Member(property).ValueKind != JsonValueKind.Undefined)
                    yield return Number(resource, $"/PowerSupplies/{i}/{property}", supply.Number(property), kind, name);
            }

            i++;
        }
    }

    /// <summary>HPE: the enclosure tells its own power and its node's.</summary>
    private static IEnumerable<RedfishMeterInfo> HpeChassis(string resource, JsonElement body)
    {
        JsonElement hpe = body.Object("Oem").Object("Hpe");
        foreach (string property in new[] { "ChassisPowerWatts", "NodePowerWatts" })
        {
            if (hpe.Member(property).ValueKind == JsonValueKind.Number)
                yield return Number(resource, $"/Oem/Hpe/{property}", hpe.Number(property), RedfishMeterKind.Component, property == "NodePowerWatts" ? "node" : "enclosure");
        }
    }

    /// <summary>HPE: a history whose last entry is the newest and holds the power of all GPUs.</summary>
    private static IEnumerable<RedfishMeterInfo> HpeGpuWatts(string resource, JsonElement body, string name)
    {
        JsonElement newest = body.Items("PowerDetail").LastOrDefault();
        if (newest.Member("GpuWatts").ValueKind == JsonValueKind.Undefined)
            yield break;
        yield return Number(resource, $"/PowerDetail/{JsonPointer.Last}/GpuWatts", newest.Number("GpuWatts"), RedfishMeterKind.AllGpus, $"{body.Text("Id") ?? name}, all GPUs") with
        {
            Context = "GPU",
            ReadingTime = newest.Text("Time"),
        };
        yield return Number(resource, $"/PowerDetail/{JsonPointer.Last}/Average", newest.Number("Average"), RedfishMeterKind.Component, $"{body.Text("Id") ?? name}, node") with
        {
            ReadingTime = newest.Text("Time"),
        };
    }

    private static RedfishMeterInfo Excerpt(string resource, string pointer, JsonElement excerpt, RedfishMeterKind kind, string name) => new()
    {
        Resource = resource,
        Pointer = $"{pointer}/Reading",
        Kind = kind,
        Name = name,
        Reading = Plausible(excerpt.Number("Reading"), 1),
        Source = excerpt.Text("DataSourceUri"),
        Context = excerpt.Text("PhysicalContext"),
    };

    private static RedfishMeterInfo Number(string resource, string pointer, double? reading, RedfishMeterKind kind, string name) =>
        new() { Resource = resource, Pointer = pointer, Kind = kind, Name = name, Reading = Plausible(reading, 1) };

    private static Watts? Plausible(double? number, double scale) => number * scale is { } watts and >= 0 and <= MostWatts ? new Watts(watts) : null;

    /// <summary>Watts per unit (UCUM codes); null for one that is no power.</summary>
    private static double? ScaleOf(string? unit) => unit switch
    {
        null or "W" => 1,
        "mW" => 1e-3,
        "kW" => 1e3,
        "MW" => 1e6,
        _ => null,
    };
}
