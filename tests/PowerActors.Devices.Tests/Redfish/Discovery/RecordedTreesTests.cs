using System.Text.Json;
using System.Text.Json.Nodes;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Devices.Tests.Redfish.Discovery;

/// <summary>
/// Everything that a plain scan of the recorded files finds must be found by following links. The scan knows nothing of the rules: it looks for properties by the spelling of their names, in
/// every file that any link at all leads to.
/// </summary>
public sealed class RecordedTreesTests
{
    [SharedDataFact]
    public async Task RunAsync_RecordedTrees_FindsEveryMeterAndControl()
    {
        foreach (string name in MockTrees.Recorded)
        {
            Dictionary<string, JsonObject> tree = MockTrees.Load(name);
            HashSet<string> linked = Linked(tree);
            (HashSet<string> meters, HashSet<string> controls) = Scan(tree, linked);
            await using MockRedfish mock = await MockRedfish.StartAsync(tree);
            await using RedfishClient client = mock.Client();

            RedfishInventory found = await RedfishDiscovery.RunAsync(client, CancellationToken.None);

            found.Meters.Select(static m => m.Uri).ToHashSet(StringComparer.Ordinal).SymmetricExceptWith(meters, name);
            found.Controls.Select(static c => c.Uri).ToHashSet(StringComparer.Ordinal).SymmetricExceptWith(controls, name);
            found.Meters.Count.ShouldBeGreaterThan(0, name);
            found.Meters.ShouldAllBe(static m => m.Owner.Length > 0 && m.OwnerType.Length > 0);
            found.IsComplete.ShouldBeTrue(string.Join('\n', found.Problems));
            found.Problems.ShouldAllBe(static problem => problem.IsMissing);
        }
    }

    [SharedDataFact]
    public void Load_Pdu_OnlyOneFolderOfSensorsIsLinkedFromNowhere()
    {
        // What no link leads to cannot be discovered, by definition; it is written down here so that nothing else hides behind it.
        Dictionary<string, JsonObject> tree = MockTrees.Load("dmtf/public-pdu");
        HashSet<string> linked = Linked(tree);
        tree.Keys.Where(path => !linked.Contains(path)).ShouldNotBeEmpty();
        tree.Keys.Where(path => !linked.Contains(path)).ShouldAllBe(path => path.StartsWith("/redfish/v1/PowerEquipment/TransferSwitches/1/Sensors", StringComparison.Ordinal));
    }

    [SharedDataFact]
    public async Task RunAsync_CrayNode_GivesEachGpuItsOwnSensor()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Load("hpe-cray/EX235n"));
        await using RedfishClient client = mock.Client();
        RedfishInventory found = await RedfishDiscovery.RunAsync(client, CancellationToken.None);
        found.Gpus.Count.ShouldBe(8);
        foreach (RedfishGpuInfo gpu in found.Gpus)
        {
            string node = RedfishUri.NameOf(gpu.System);
            string number = RedfishUri.NameOf(gpu.Resource);
            gpu.Meters.Select(static m => m.Resource).ShouldBe([$"/redfish/v1/Chassis/{node}/Sensors/GPUSubsystem{number}Power"]);
            gpu.Model.ShouldBe("NVIDIA_A100-SXM4-40GB");
        }
    }

    [SharedDataFact]
    public async Task RunAsync_Rackmount_TellsRangesAndOwners()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Load("dmtf/public-rackmount1"));
        await using RedfishClient client = mock.Client();
        RedfishInventory found = await RedfishDiscovery.RunAsync(client, CancellationToken.None);

        RedfishControlInfo limit = found.Controls.Single(static c => c.Uri == "/redfish/v1/Chassis/1U/EnvironmentMetrics#/PowerLimitWatts");
        (limit.Kind, limit.Enforced, limit.Min, limit.Max, limit.Mode, limit.IsSettable).ShouldBe((RedfishControlKind.Power, 500, 150, 1000, "Automatic", true));
        (limit.Owner, limit.Source).ShouldBe(("/redfish/v1/Chassis/1U", "/redfish/v1/Chassis/1U/Controls/PowerLimit"));
        RedfishControlInfo clock = found.Controls.Single(static c => c.Uri == "/redfish/v1/Systems/437XR1138R2/Processors/CPU1#/OperatingSpeedRangeMHz");
        (clock.Kind, clock.Requested, clock.RequestedMin, clock.Min, clock.Max).ShouldBe((RedfishControlKind.Clock, 2400, 2000, 1200, 3700));
        RedfishMeterInfo supply = found.Meters.Single(static m => m.Uri == "/redfish/v1/Chassis/1U/PowerSubsystem/PowerSupplies/Bay1/Metrics#/InputPowerWatts/Reading");
        (supply.Kind, supply.Reading!.Value.Value, supply.OwnerType).ShouldBe((RedfishMeterKind.SupplyInput, 937.4, "PowerSupply"));
        mock.Seen.ShouldAllBe(static seen => seen.Method == "GET" || seen.Path.Contains("Session", StringComparison.Ordinal)); // Discovery changes nothing.
    }

    [SharedDataFact]
    public async Task RunAsync_Apollo_TellsWhyItsLimitCannotBeSet()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Load("hpe-cray/XL675d_A100"));
        await using RedfishClient client = mock.Client();
        RedfishInventory found = await RedfishDiscovery.RunAsync(client, CancellationToken.None);
        RedfishControlInfo zone = found.Controls.Single(static c => c.Shape == RedfishControlShape.HpeZoneLimit);
        (zone.Requested, zone.Enforced, zone.IsSettable).ShouldBe((3000, 759, false));
        zone.NotSettable!.ShouldContain("calibrate");
        found.Meters.Single(static m => m.Kind == RedfishMeterKind.AllGpus && m.Resource.EndsWith("FastPowerMeter", StringComparison.Ordinal)).Reading!.Value.Value.ShouldBeInRange(1000, 1100);
    }

    /// <summary>All files that a link of whatever name leads to, from the root on.</summary>
    private static HashSet<string> Linked(Dictionary<string, JsonObject> tree)
    {
        HashSet<string> linked = new(StringComparer.Ordinal);
        Stack<string> open = new(["/redfish/v1"]);
        while (open.TryPop(out string? path))
        {
            if (!tree.TryGetValue(path, out JsonObject? resource) || !linked.Add(path))
                continue;
            foreach ((string pointer, JsonNode? value) in Values(resource, ""))
            {
                if ((pointer.EndsWith("/@odata.id", StringComparison.Ordinal) || pointer.EndsWith("Uri", StringComparison.Ordinal)) && value?.GetValueKind() == JsonValueKind.String)
                    open.Push(((string)value!).Split('#')[0].TrimEnd('/'));
            }
        }

        return linked;
    }

    private static (HashSet<string> Meters, HashSet<string> Controls) Scan(Dictionary<string, JsonObject> tree, HashSet<string> linked)
    {
        HashSet<string> meters = new(StringComparer.Ordinal);
        HashSet<string> controls = new(StringComparer.Ordinal);
        foreach ((string path, JsonObject resource) in tree.Where(pair => linked.Contains(pair.Key)))
        {
            string type = ((string?)resource["@odata.type"] ?? "").Split('.')[0];
            if (type == "#Sensor" && (string?)resource["ReadingType"] == "Power")
                meters.Add($"{path}#/Reading");
            if (type == "#Control" && (string?)resource["ControlType"] is "Power" or "Frequency" or "FrequencyMHz")
                controls.Add(path);
            foreach ((string pointer, JsonNode? value) in Values(resource, ""))
            {
                string[] steps = pointer.Split('/');
                string last = steps[^1];
                string before = steps.Length > 2 ? steps[^2] : "";
                string inner = steps.Length > 3 ? steps[^3] : "";

                // A reading in watts: a property in watts that has a Reading, or whose lines or rails have one; or is a number itself.
                if (last == "Reading" && (before.EndsWith("PowerWatts", StringComparison.Ordinal) || inner.EndsWith("PowerWatts", StringComparison.Ordinal)))
                    meters.Add($"{path}#{pointer}");
                else if (value?.GetValueKind() == JsonValueKind.Number && last is "PowerWatts" or "PowerConsumedWatts" or "LastPowerOutputWatts" or "ConsumedPowerWatt" or "ChassisPowerWatts" or "NodePowerWatts")
                    meters.Add($"{path}#{pointer}");
                else if (last is "LimitInWatts" or "CapWatts")
                    controls.Add($"{path}#{(last == "CapWatts" ? pointer : pointer[..pointer.LastIndexOf('/')])}");
                else if (last == "PowerLimitInWatts" && pointer.StartsWith("/PowerLimits/", StringComparison.Ordinal))
                    controls.Add($"{path}#{pointer[..pointer.LastIndexOf('/')]}");
                else if (last is "AllowableMax" && before.Length > 0)
                    controls.Add($"{path}#{pointer[..pointer.LastIndexOf('/')]}");
            }

            // A history: its newest entry is a meter.
            if (resource["PowerDetail"] is JsonArray { Count: > 0 })
            {
                meters.Add($"{path}#/PowerDetail/last/GpuWatts");
                meters.Add($"{path}#/PowerDetail/last/Average");
            }
        }

        return (meters, controls);
    }

    private static IEnumerable<(string Pointer, JsonNode? Value)> Values(JsonNode? node, string pointer)
    {
        IEnumerable<(string Step, JsonNode? Child)> children = node switch
        {
            JsonObject members => members.Select(static pair => (pair.Key, pair.Value)),
            JsonArray items => items.Select(static (item, i) => ($"{i}", item)),
            _ => [],
        };
        foreach ((string step, JsonNode? child) in children)
        {
            yield return ($"{pointer}/{step}", child);
            foreach ((string, JsonNode?) inner in Values(child, $"{pointer}/{step}"))
                yield return inner;
        }
    }
}

internal static class SetComparison
{
    /// <summary>Says which elements one set has and the other lacks, instead of both in full.</summary>
    public static void SymmetricExceptWith(this HashSet<string> found, HashSet<string> expected, string name)
    {
        expected.Except(found, StringComparer.Ordinal).ShouldBeEmpty($"{name}: not found");
        found.Except(expected, StringComparer.Ordinal).ShouldBeEmpty($"{name}: found and not expected");
    }
}
