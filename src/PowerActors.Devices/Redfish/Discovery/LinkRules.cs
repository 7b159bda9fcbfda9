using System.Text.Json;
using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>
/// Which links lead towards power. A controller has thousands of resources (logs, accounts, firmware, certificates) and takes up to a minute for one, so only properties that are known to lead
/// to meters and controls are followed.
/// </summary>
internal static class LinkRules
{
    private static readonly HashSet<string> Followed = new(StringComparer.Ordinal)
    {
        // The root, and collections of whole machines.
        "Chassis", "Systems", "PowerEquipment", "Facilities",
        "FloorPDUs", "RackPDUs", "TransferSwitches", "Switchgear", "PowerShelves", "ElectricalBuses",

        // Parts of machines.
        "Sensors", "Controls", "Power", "PowerSubsystem", "EnvironmentMetrics", "PowerSupplies", "Batteries", "Processors", "AccelerationFunctions", "Memory",
        "ThermalSubsystem", "Heaters", "Mains", "Branches", "Feeders", "Feeds", "Subfeeds", "Outlets", "OutletGroups", "Metrics",

        // HPE.
        "AccPowerService", "PowerLimit", "PowerMeter", "FastPowerMeter", "SlowPowerMeter", "FederatedGroupCapping",
    };

    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal) { "Links", "Oem", "Hpe", "Nvidia", "ProcessorSummary", "MemorySummary" };

    private static readonly HashSet<string> Sources = new(StringComparer.Ordinal)
    {
        "PowerWatts", "PowerLoadWatts", "PolyPhasePowerWatts", "InputPowerWatts", "OutputPowerWatts", "RailPowerWatts", "PowerLimitWatts", "OperatingSpeedRangeMHz", "Sensor",
    };

    /// <summary>The links of a resource that lead towards power, in the order in which they stand there.</summary>
    public static IEnumerable<string> Of(JsonElement body)
    {
        bool isMemory = body.TypeName() == "Memory";
        foreach (JsonProperty property in body.EnumerateObject())
        {
            if (property.Name == "Members")
            {
                foreach (string member in body.Links("Members"))
                    yield return member;
            }
            else if (property.Name == "Members@odata.nextLink" && property.Value.ValueKind == JsonValueKind.String)
                yield return property.Value.GetString()!;
            else if (Followed.Contains(property.Name) && !(isMemory && property.Name == "Metrics"))
            {
                foreach (string link in body.Links(property.Name))
                    yield return link;
            }
            else if (Sources.Contains(property.Name))
            {
                foreach (string source in SourcesIn(property.Value))
                    yield return source;
            }
            else if (Containers.Contains(property.Name) && property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (string link in Of(property.Value))
                    yield return link;
            }
        }
    }

    /// <summary>Sensors and controls that a copy was taken from: some services list them nowhere else.</summary>
    private static IEnumerable<string> SourcesIn(JsonElement value)
    {
        if (value.Text("DataSourceUri") is { } source)
            yield return source;
        IEnumerable<JsonElement> inner = value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Where(static p => p.Value.ValueKind == JsonValueKind.Object).Select(static p => p.Value),
            JsonValueKind.Array => value.EnumerateArray(),
            _ => [],
        };
        foreach (JsonElement item in inner)
        {
            if (item.Text("DataSourceUri") is { } one)
                yield return one;
        }
    }
}
