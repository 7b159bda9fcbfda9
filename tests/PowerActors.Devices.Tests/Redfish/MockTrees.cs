using System.Text.Json.Nodes;

namespace PowerActors.Devices.Tests.Redfish;

/// <summary>Trees of resources: recorded ones, from the folder of measured data, and small ones written here after published schemas.</summary>
internal static class MockTrees
{
    public static readonly string[] Recorded = ["dmtf/public-pdu", "dmtf/public-rackmount1", "hpe-cray/XL675d_A100", "hpe-cray/EX235n"];

    /// <summary>
    /// A recorded tree. The recordings from machines lack the root, and some collections: those are added here, from the folders that are there.
    /// </summary>
    public static Dictionary<string, JsonObject> Load(string name)
    {
        string root = SharedData.PathOf($"redfish/{name}");
        Dictionary<string, JsonObject> tree = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(root, "index.json", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/');
            tree[relative == "." ? "/redfish/v1" : $"/redfish/v1/{relative}"] = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        }

        if (tree.ContainsKey("/redfish/v1"))
            return tree;
        foreach (string folder in new[] { "Systems", "Chassis" })
            tree.TryAdd($"/redfish/v1/{folder}", Collection($"/redfish/v1/{folder}", [.. Folders(root, folder)]));
        tree["/redfish/v1"] = Root("Chassis", "Systems");
        return tree;
    }

    /// <summary>
    /// Two GPUs as NVIDIA's HGX controllers show them: a chassis per GPU, linked from its processor, with a clock limit as a range whose set point tells what is in force (OpenBMC's control
    /// schema), and a power limit in the processor's environment metrics. The server has one meter.
    /// </summary>
    public static Dictionary<string, JsonObject> Hgx(bool hasClockLimit = true, bool hasGpuPower = true, bool hasPowerLimit = true)
    {
        Dictionary<string, JsonObject> tree = new(StringComparer.Ordinal) { ["/redfish/v1"] = Root("Chassis", "Systems") };
        tree["/redfish/v1/Systems"] = Collection("/redfish/v1/Systems", "HGX_Baseboard_0");
        tree["/redfish/v1/Systems/HGX_Baseboard_0"] = Parse("/redfish/v1/Systems/HGX_Baseboard_0", """
            { "@odata.type": "#ComputerSystem.v1_20_0.ComputerSystem", "Name": "baseboard", "Processors": { "@odata.id": "/redfish/v1/Systems/HGX_Baseboard_0/Processors" } }
            """);
        tree["/redfish/v1/Systems/HGX_Baseboard_0/Processors"] = Collection("/redfish/v1/Systems/HGX_Baseboard_0/Processors", "GPU_0", "GPU_1");
        tree["/redfish/v1/Chassis"] = Collection("/redfish/v1/Chassis", "Server", "HGX_GPU_0", "HGX_GPU_1");
        tree["/redfish/v1/Chassis/Server"] = Parse("/redfish/v1/Chassis/Server", """
            { "@odata.type": "#Chassis.v1_25_0.Chassis", "Name": "server", "EnvironmentMetrics": { "@odata.id": "/redfish/v1/Chassis/Server/EnvironmentMetrics" } }
            """);
        tree["/redfish/v1/Chassis/Server/EnvironmentMetrics"] = Parse("/redfish/v1/Chassis/Server/EnvironmentMetrics", """
            { "@odata.type": "#EnvironmentMetrics.v1_3_0.EnvironmentMetrics", "Name": "server", "PowerWatts": { "Reading": 3000 } }
            """);
        for (int i = 0; i < 2; i++)
        {
            string processor = $"/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_{i}";
            string chassis = $"/redfish/v1/Chassis/HGX_GPU_{i}";
            tree[processor] = Parse(processor, $$"""
                { "@odata.type": "#Processor.v1_20_0.Processor", "Name": "GPU {{i}}", "ProcessorType": "GPU", "Model": "NVIDIA H100 80GB HBM3",
                  "EnvironmentMetrics": { "@odata.id": "{{processor}}/EnvironmentMetrics" }, "Links": { "Chassis": { "@odata.id": "{{chassis}}" } } }
                """);
            tree[$"{processor}/EnvironmentMetrics"] = Parse($"{processor}/EnvironmentMetrics", $$"""
                { "@odata.type": "#EnvironmentMetrics.v1_3_0.EnvironmentMetrics", "Name": "GPU {{i}}"
                  {{(hasGpuPower ? $$""", "PowerWatts": { "Reading": {{400 + i}} }""" : "")}}
                  {{(hasPowerLimit ? """, "PowerLimitWatts": { "SetPoint": 700, "AllowableMin": 200, "AllowableMax": 700, "ControlMode": "Automatic" }""" : "")}} }
                """);
            tree[chassis] = Parse(chassis, $$"""
                { "@odata.type": "#Chassis.v1_25_0.Chassis", "Name": "GPU {{i}}"{{(hasClockLimit ? $$""", "Controls": { "@odata.id": "{{chassis}}/Controls" }""" : "")}} }
                """);
            if (!hasClockLimit)
                continue;
            tree[$"{chassis}/Controls"] = Collection($"{chassis}/Controls", "ClockLimit_0");
            tree[$"{chassis}/Controls/ClockLimit_0"] = Parse($"{chassis}/Controls/ClockLimit_0", $$"""
                { "@odata.type": "#Control.v1_3_0.Control", "Name": "Control for GPU_{{i}} ClockLimit_0", "ControlType": "FrequencyMHz", "ControlMode": "Automatic", "PhysicalContext": "GPU",
                  "SetPoint": 1980, "SetPointUnits": "MHz", "SettingMin": 345, "SettingMax": 1980, "AllowableMin": 345, "AllowableMax": 1980,
                  "Actions": { "#Control.ResetToDefaults": { "target": "{{chassis}}/Controls/ClockLimit_0/Actions/Control.ResetToDefaults" } } }
                """);
        }

        return tree;
    }

    public static JsonObject Parse(string path, string json)
    {
        JsonObject resource = JsonNode.Parse(json)!.AsObject();
        resource["@odata.id"] = path;
        return resource;
    }

    public static JsonObject Collection(string path, params string[] members)
    {
        JsonArray list = [];
        foreach (string member in members)
            list.Add(new JsonObject { ["@odata.id"] = $"{path}/{member}" });
        return new JsonObject { ["@odata.id"] = path, ["@odata.type"] = "#Collection.Collection", ["Members"] = list };
    }

    public static JsonObject Root(params string[] folders)
    {
        JsonObject root = Parse("/redfish/v1/", """
            { "@odata.type": "#ServiceRoot.v1_15_0.ServiceRoot", "Name": "Root Service", "Links": { "Sessions": { "@odata.id": "/redfish/v1/SessionService/Sessions" } } }
            """);
        foreach (string folder in folders)
            root[folder] = new JsonObject { ["@odata.id"] = $"/redfish/v1/{folder}" };
        return root;
    }

    private static IEnumerable<string> Folders(string root, string folder) =>
        Directory.Exists(Path.Combine(root, folder)) ? Directory.EnumerateDirectories(Path.Combine(root, folder)).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal) : [];
}
