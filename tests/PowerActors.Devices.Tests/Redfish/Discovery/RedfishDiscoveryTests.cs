using System.Text.Json.Nodes;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Devices.Tests.Redfish.Discovery;

public sealed class RedfishDiscoveryTests
{
    private const string Power = "/redfish/v1/Chassis/Server/Power";
    private static readonly CancellationToken Forever = CancellationToken.None;

    [Fact]
    public async Task RunAsync_Hgx_GivesEachGpuItsMeterAndControls()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx());
        mock.AsksWho = true;
        await using RedfishClient client = mock.Client();
        RedfishInventory found = await RedfishDiscovery.RunAsync(client, Forever);
        found.Gpus.Count.ShouldBe(2);
        RedfishGpuInfo gpu = found.Gpus[1];
        gpu.Meters.Select(static m => m.Uri).ShouldBe(["/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_1/EnvironmentMetrics#/PowerWatts/Reading"]);
        gpu.Controls.Select(static c => (c.Kind, c.Shape)).ShouldBe([(RedfishControlKind.Clock, RedfishControlShape.Range), (RedfishControlKind.Power, RedfishControlShape.EnvironmentLimit)]);
        (gpu.Controls[0].Enforced, gpu.Controls[0].Requested, gpu.Controls[0].Min, gpu.Controls[0].Max).ShouldBe((1980, 1980, 345, 1980));
        gpu.Controls[0].ResetTarget!.ShouldEndWith("Control.ResetToDefaults");
    }

    [Fact]
    public async Task RunAsync_CyclesDeadLinksAndLinksAway_ReadsEachResourceOnce()
    {
        Dictionary<string, JsonObject> tree = MockTrees.Hgx();
        JsonObject server = tree["/redfish/v1/Chassis/Server"];
        server["Links"] = JsonNode.Parse("""
            { "Chassis": [{ "@odata.id": "/redfish/v1/Chassis/Server/" }, { "@odata.id": "/redfish/v1/" }, { "@odata.id": "/redfish/v1/Chassis" }],
              "PowerSupplies": [{ "@odata.id": "https://pdu.example/redfish/v1/Outlet" }, { "@odata.id": 5 }, "text", null], "Outlets": { "@odata.id": "/redfish/v1/Gone" } }
            """);
        await using MockRedfish mock = await MockRedfish.StartAsync(tree);
        await using RedfishClient client = mock.Client();
        RedfishInventory found = await RedfishDiscovery.RunAsync(client, Forever);
        mock.Seen.Where(static seen => seen.Method == "GET" && seen.Path != "/redfish/v1").GroupBy(static seen => seen.Path).ShouldAllBe(static same => same.Count() == 1);
        found.Problems.Single().ShouldSatisfyAllConditions(static p => p.Resource.ShouldBe("/redfish/v1/Gone"), static p => p.IsMissing.ShouldBeTrue());
        found.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_ResourceFails_GoesOnAndSaysThatItIsIncomplete()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx());
        mock.Misbehave = static (request, context) => Client.RedfishClientTests.Status(request.Path.EndsWith("GPU_0/EnvironmentMetrics", StringComparison.Ordinal), context, 500);
        await using RedfishClient client = mock.Client();
        RedfishInventory found = await RedfishDiscovery.RunAsync(client, Forever);
        (found.IsComplete, found.Gpus[0].Meters.Count, found.Gpus[1].Meters.Count).ShouldBe((false, 0, 1));
        found.Problems.Single().Problem.ShouldContain("(500)");
    }

    [Fact]
    public async Task RunAsync_MoreThanTheBound_StopsThere()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx());
        await using RedfishClient client = mock.Client();
        RedfishInventory found = await RedfishDiscovery.RunAsync(client, Forever, most: 5);
        (found.Resources, found.IsComplete).ShouldBe((5, false));
    }

    [Fact]
    public async Task RunAsync_CollectionInPages_ReadsThemAll()
    {
        Dictionary<string, JsonObject> tree = MockTrees.Hgx();
        tree["/redfish/v1/Chassis"] = MockTrees.Collection("/redfish/v1/Chassis", "Server");
        tree["/redfish/v1/Chassis"]["Members@odata.nextLink"] = "/redfish/v1/Chassis/Rest";
        tree["/redfish/v1/Chassis/Rest"] = MockTrees.Collection("/redfish/v1/Chassis", "HGX_GPU_0", "HGX_GPU_1");
        await using MockRedfish mock = await MockRedfish.StartAsync(tree);
        await using RedfishClient client = mock.Client();
        (await RedfishDiscovery.RunAsync(client, Forever)).Controls.Count(static c => c.Shape == RedfishControlShape.Range).ShouldBe(2);
    }

    [Theory]
    [InlineData("W", 250, 250.0)]
    [InlineData("kW", 1.5, 1500.0)]
    [InlineData(null, 10, 10.0)]
    [InlineData("W", -1, null)]
    [InlineData("W", 1e12, null)]
    public void Find_Sensor_ScalesAndRefusesNonsense(string? unit, double reading, double? watts)
    {
        JsonObject sensor = new() { ["@odata.type"] = "#Sensor.v1_7_0.Sensor", ["ReadingType"] = "Power", ["Reading"] = reading, ["ReadingUnits"] = unit };
        MeterRules.Find("/redfish/v1/S", Element(sensor)).Single().Reading?.Value.ShouldBe(watts!.Value);
        (MeterRules.Find("/redfish/v1/S", Element(sensor)).Single().Reading is null).ShouldBe(watts is null);
    }

    [Theory]
    [InlineData("Energy", "W")]
    [InlineData("Power", "VA")]
    public void Find_OtherSensor_IsNoMeter(string type, string unit)
    {
        JsonObject sensor = new() { ["@odata.type"] = "#Sensor.v1_7_0.Sensor", ["ReadingType"] = type, ["Reading"] = 5, ["ReadingUnits"] = unit };
        MeterRules.Find("/redfish/v1/S", Element(sensor)).ShouldBeEmpty();
    }

    [Fact]
    public void Find_CrayControl_ReadsTheOlderRange()
    {
        // As HPE Cray EX nodes show their accelerators' limits: older names for the range, and off until it is set.
        JsonObject control = JsonNode.Parse("""
            { "@odata.type": "#Control.v1_0_0.Control", "Id": "Accelerator0PowerLimit", "Name": "Accelerator0PowerLimit", "ControlType": "Power", "ControlMode": "Disabled",
              "PhysicalContext": "Accelerator", "SetPoint": 0, "SetPointUnits": "W", "SettingRangeMin": 100, "SettingRangeMax": 400 }
            """)!.AsObject();
        RedfishControlInfo found = ControlRules.Find("/redfish/v1/Chassis/Node0/Controls/Accelerator0PowerLimit", Element(control), isPatchable: true).Single();
        (found.Shape, found.Min, found.Max, found.Mode, found.IsSettable).ShouldBe((RedfishControlShape.SetPoint, 100, 400, "Disabled", true));
    }

    [Fact]
    public void Find_ControlWithoutPatch_SaysSo()
    {
        JsonObject control = new() { ["@odata.type"] = "#Control.v1_0_0.Control", ["ControlType"] = "Power", ["SetPoint"] = 5 };
        ControlRules.Find(Power, Element(control), isPatchable: false).Single().NotSettable.ShouldBe("the service takes no PATCH of it");
    }

    internal static System.Text.Json.JsonElement Element(JsonObject json) => System.Text.Json.JsonElement.Parse(json.ToJsonString());
}
