using PowerActors.Cli.Commands;
using PowerActors.Devices.Tests;
using PowerActors.Devices.Tests.Redfish;

namespace PowerActors.Cli.Tests.Hosting;

/// <summary>A row whose power is read from a PDU and whose GPUs are capped through their controller, both served on real sockets: the node and the agent are processes of their own.</summary>
public sealed class RedfishEndToEndTests : IDisposable
{
    private const string PduMetrics = "/redfish/v1/PowerEquipment/RackPDUs/1/Metrics";
    private const string PduOutlet = "/redfish/v1/PowerEquipment/RackPDUs/1/Outlets/A1";
    private const string ServerMetrics = "/redfish/v1/Chassis/Server/EnvironmentMetrics";
    private readonly TestCli _cli = new();

    [SharedDataFact]
    public async Task Run_RowMeteredByItsPdu_CapsGpusThroughTheirControllerAndFreesThemAgain()
    {
        await using MockRedfish pdu = await MockRedfish.StartAsync(MockTrees.Load("dmtf/public-pdu"));
        await using MockRedfish bmc = await MockRedfish.StartAsync(MockTrees.Hgx());
        bmc.AsksWho = true;
        bmc.Change(ServerMetrics, static metrics => metrics["PowerWatts"]!["Reading"] = 1500);
        Read(pdu, 1500);
        int busy = 0;
        bmc.Misbehave = async (request, context) =>
        {
            await Task.Delay(request.Method == "PATCH" ? 300 : 20); // Controllers are slow.
            if (request.Method != "PATCH" || Interlocked.Increment(ref busy) > 2)
                return false;
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "1";
            return true;
        };
        string site = WriteSite(pdu, bmc);
        using RunningNode node = new(Path.GetDirectoryName(site)!, "--config", site, "--mode", "enforce", "--listen", "http://127.0.0.1:0", "--fleet", "redfish");
        Asked.Until(() => _cli.Status(node) is { } now && now.GetProperty("connectedServers").GetInt32() == 1 && now.GetProperty("silentServers").GetInt32() == 0, "the server is guarded", () => string.Join('\n', node.Log));
        Asked.Until(() => _cli.Rung(node, "lab/row-1") == 0 && Power(node, "lab/row-1") is > 1400 and < 1600, "the row is free, at what its meters say", () => _cli.Ask(node, "tree", "--once", "--servers").Out);

        Read(pdu, 2900); // 85 % of 3.4 kW: T1, by the PDU alone.
        Asked.Until(() => Clock(bmc, 0) == 1275 && Clock(bmc, 1) == 1275, "both GPUs' clock limits are set, although the controller was busy first");
        busy.ShouldBeGreaterThan(2);
        Power(node, "lab/row-1").ShouldBe(2900);
        Asked.Until(() => Power(node, "lab/row-1/rack-1") == 1500, "a rack's meter is the rack's alone, once its slow controller has been heard again");

        Read(pdu, 3500); // Over the limit: the brake, to the lowest that the control has.
        Asked.Until(() => Clock(bmc, 0) == 345 && Clock(bmc, 1) == 345, "both are braked");

        pdu.Change(PduOutlet, static outlet => outlet["PowerWatts"]!["Reading"] = 1800); // The server's own outlet says more than its controller.
        Asked.Until(() => Power(node, "lab/row-1/rack-1") == 1800, "the server's outlet counts");
        pdu.Change(PduOutlet, static outlet => outlet["PowerWatts"]!["Reading"] = 100);
        Read(pdu, 1500);
        Asked.Until(() => Clock(bmc, 0) == 1980 && Clock(bmc, 1) == 1980, "both are free again", () => _cli.Ask(node, "tree", "--once", "--servers").Out);
        pdu.Seen.ShouldAllBe(static request => request.Method == "GET" || request.Path.EndsWith("Sessions", StringComparison.Ordinal));
        _cli.Status(node)!.Value.GetProperty("laws").GetProperty("violationCount").GetInt32().ShouldBe(0);
        node.End("-TERM").ShouldBe(ExitCode.Done);
        bmc.Sessions.ShouldBeEmpty("its session is given back");
    }

    [SharedDataFact]
    public async Task Agent_OfAControllerThatIsDownAtFirst_GuardsItsServersOnceItIsUpAndFreesThemWhenItStops()
    {
        await using MockRedfish pdu = await MockRedfish.StartAsync(MockTrees.Load("dmtf/public-pdu"));
        await using MockRedfish bmc = await MockRedfish.StartAsync(MockTrees.Hgx(hasClockLimit: false));
        bmc.AsksWho = true;
        bmc.Change(ServerMetrics, static metrics => metrics["PowerWatts"]!["Reading"] = 1500);
        Read(pdu, 1500);
        bool isDown = true;
        bmc.Misbehave = (_, context) =>
        {
            if (isDown)
                context.Response.StatusCode = 500;
            return Task.FromResult(isDown);
        };
        string site = WriteSite(pdu, bmc);
        using RunningNode node = new(Path.GetDirectoryName(site)!, "--config", site, "--mode", "enforce", "--listen", "http://127.0.0.1:0");
        using RunningAgent agent = new(Path.GetDirectoryName(site)!, "--config", site, "--control", node.Address, "--devices", "redfish", "--set", "agent.restore-on-stop=true");
        Asked.Until(() => agent.Log.Any(static line => line.Contains("its 1 servers are not guarded, and it is tried again", StringComparison.Ordinal)), "it says that the controller is down", () => string.Join('\n', agent.Log));
        isDown = false;
        Asked.Until(() => _cli.Status(node) is { } now && now.GetProperty("connectedServers").GetInt32() == 1 && now.GetProperty("silentServers").GetInt32() == 0, "the server is guarded", () => string.Join('\n', agent.Log));

        // The only limit it has is of power: what a GPU can draw at the pinned clock.
        _cli.Ask(node, "override", "set", "lab/row-1/rack-1/server-1", "--type", "cap", "--value", "1200 MHz", "--reason", "a hot aisle").Code.ShouldBe(ExitCode.Done);
        Asked.Until(() => Limit(bmc, 0) is > 200 and < 650 && Limit(bmc, 0) == Limit(bmc, 1), "both GPUs' power limits are set");
        bmc.Misbehave = static async (request, _) =>
        {
            await Task.Delay(request.Method is "PATCH" or "POST" ? 500 : 0);
            return false;
        };
        agent.End("-TERM").ShouldBe(ExitCode.Done);
        (Limit(bmc, 0), Limit(bmc, 1)).ShouldBe((700, 700));
        File.Exists(Path.Combine(Path.GetDirectoryName(site)!, "poweractors-agent.state.lab_row-1_rack-1_server-1")).ShouldBeTrue();
    }

    [SharedDataFact]
    public async Task Run_MeterOfADomainThatIsNotThereOrHasNone_IsRefused()
    {
        await using MockRedfish pdu = await MockRedfish.StartAsync(MockTrees.Load("dmtf/public-pdu"));
        await using MockRedfish bmc = await MockRedfish.StartAsync(MockTrees.Hgx());
        string site = WriteSite(pdu, bmc);
        _cli.File("site.conf", File.ReadAllText(site).Replace("meter = true", "meter = false", StringComparison.Ordinal).Replace("= lab/row-1,", "= lab/row-2,", StringComparison.Ordinal));
        string[] lines = _cli.Refused("run", "--config", site, "--listen", "http://127.0.0.1:0");
        lines.ShouldContain(static line => line.Contains("'lab/row-2' is no domain of the topology", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.Contains("which has no meter in the topology; meter = true there would be right", StringComparison.Ordinal));
    }

    public void Dispose() => _cli.Dispose();

    private static void Read(MockRedfish pdu, double watts) => pdu.Change(PduMetrics, metrics => metrics["PowerWatts"]!["Reading"] = watts);

    private static double? Clock(MockRedfish bmc, int gpu) => bmc.Number($"/redfish/v1/Chassis/HGX_GPU_{gpu}/Controls/ClockLimit_0", "SettingMax");

    private static double? Limit(MockRedfish bmc, int gpu) => bmc.Number($"/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_{gpu}/EnvironmentMetrics", "PowerLimitWatts", "SetPoint");

    private double? Power(RunningNode node, string path) => _cli.Domain(node, path)?.GetProperty("powerWatts").GetDouble();

    private string WriteSite(MockRedfish pdu, MockRedfish bmc)
    {
        _cli.File("bmc.credentials", $"user = {MockRedfish.User}\npassword = {MockRedfish.Password}\n");
        return _cli.File("site.conf", $$"""
            timing { telemetry = "200 ms", heartbeat = "400 ms", staleness = "3 s", lease = "30 s", clock-latency = "2 s", brake-latency = "2 s" }
            ladders.polca.hold = "1 s"
            hardware.servers.Two { extends = DGX-H100, gpus = 2, nameplate = "3 kW", idle-without-gpus = "0.4 kW", busy-without-gpus = "1 kW" }
            topology {
              site = lab
              rows = [{ name = row-1, limit = "3.4 kW", racks = [{ name = rack-1, meter = true, servers = [{ name = server-1, model = Two, priority = low }] }] }]
            }
            redfish {
              interval = "200 ms", freshness = "3 s", read-back = "1 s"
              hosts = [
                { url = "{{pdu.Url}}", meters { "{{PduMetrics}}#/PowerWatts/Reading" = lab/row-1, "{{PduOutlet}}#/PowerWatts/Reading" = lab/row-1/rack-1/server-1 } }
                { url = "{{bmc.Url}}", credentials-file = bmc.credentials
                  meters { "{{ServerMetrics}}#/PowerWatts/Reading" = lab/row-1/rack-1 }
                  servers = [{ server = lab/row-1/rack-1/server-1 }] }
              ]
            }
            """);
    }
}
