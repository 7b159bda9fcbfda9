using System.Text.Json;
using PowerActors.Cli.Commands;
using PowerActors.Devices.Tests;
using PowerActors.Devices.Tests.Redfish;

namespace PowerActors.Cli.Tests.Commands;

public sealed class RedfishCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Discover_Server_PrintsWhatIsUsableAndHow()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx(hasClockLimit: false));
        (int code, string output, string error) = _cli.Run("redfish", "discover", "--host", mock.Url.ToString());
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.Replace(mock.Endpoint.ToString(), "HOST", StringComparison.Ordinal).ShouldBe("""
            HOST  Root Service: 3 meters, 2 controls, 2 GPUs in 13 resources

            METERS of chassis /redfish/v1/Chassis/Server
                   3 kW  component: server
                         "/redfish/v1/Chassis/Server/EnvironmentMetrics#/PowerWatts/Reading"

            METERS of processor /redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_0
                  400 W  component: GPU 0
                         "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_0/EnvironmentMetrics#/PowerWatts/Reading"

            METERS of processor /redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_1
                  401 W  component: GPU 1
                         "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_1/EnvironmentMetrics#/PowerWatts/Reading"

            CONTROLS of processor /redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_0
                  700 W  GPU 0, power limit: settable, 200 to 700 W; mode Automatic
                         "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_0/EnvironmentMetrics#/PowerLimitWatts"

            CONTROLS of processor /redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_1
                  700 W  GPU 1, power limit: settable, 200 to 700 W; mode Automatic
                         "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_1/EnvironmentMetrics#/PowerLimitWatts"

            GPUS
              "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_0"  NVIDIA H100 80GB HBM3
                         capped by power; read from /redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_0/EnvironmentMetrics#/PowerWatts/Reading
              "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_1"  NVIDIA H100 80GB HBM3
                         capped by power; read from /redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_1/EnvironmentMetrics#/PowerWatts/Reading

            To use a meter, write it with the path of its domain (poweractors topology check lists them):
              redfish.hosts += { url = "HOST", credentials-file = FILE, meters { "/redfish/v1/Chassis/Server/EnvironmentMetrics#/PowerWatts/Reading" = DOMAIN } }

            """.ReplaceLineEndings("\n"));
    }

    [SharedDataFact]
    public async Task Discover_PduAsJson_TellsEveryMeter()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Load("dmtf/public-pdu"));
        mock.AsksWho = true;
        string file = _cli.File("pdu.credentials", $"user = {MockRedfish.User}\npassword = {MockRedfish.Password}\n");
        (int code, string output, string error) = _cli.Run("redfish", "discover", "--host", mock.Url.ToString(), "--user-file", file, "--json");
        (code, error).ShouldBe((ExitCode.Done, ""));
        JsonElement host = JsonElement.Parse(output).GetProperty("hosts")[0];
        JsonElement meter = host.GetProperty("meters").EnumerateArray().Single(static m => m.GetProperty("uri").GetString() == "/redfish/v1/PowerEquipment/RackPDUs/1/Metrics#/PowerWatts/Reading");
        (meter.GetProperty("kind").GetString(), meter.GetProperty("watts").GetDouble(), meter.GetProperty("source").GetString())
            .ShouldBe(("Distribution", 6438, "/redfish/v1/Chassis/PDU/Sensors/PDUPower"));
        host.GetProperty("complete").GetBoolean().ShouldBeTrue();
        mock.Sessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Discover_PrintedLine_IsWhatTheSettingsTake()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx());
        string line = _cli.Run("redfish", "discover", "--host", mock.Url.ToString()).Out.TrimEnd().Split('\n')[^1];
        _cli.File("pdu.credentials", $"user = {MockRedfish.User}\npassword = {MockRedfish.Password}\n");
        string file = _cli.File("site.conf", line.Replace("FILE", "pdu.credentials", StringComparison.Ordinal).Replace("DOMAIN", "site/row-1", StringComparison.Ordinal)
            + "\ntopology { site = site, rows = [{ name = row-1, limit = \"260 kW\", racks = [{ servers = [{ count = 40, model = DGX-A100, priority = alternate }] }] }] }\n");
        (int code, string output, string error) = _cli.Run("redfish", "discover", "--config", file);
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.ShouldContain("2 GPUs");
    }

    [Fact]
    public async Task Discover_HostIsGone_SaysSoAndAnswersNo()
    {
        MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx());
        string url = mock.Endpoint.ToString();
        await mock.DisposeAsync();
        (int code, string output, string error) = _cli.Run("redfish", "discover", "--host", url, "--set", "redfish.retries=0", "--json");
        code.ShouldBe(ExitCode.No);
        error.TrimEnd().ShouldStartWith($"{url}/redfish/v1/: ");
        error.TrimEnd().ShouldNotContain('\n');
        JsonElement.Parse(output).GetProperty("hosts").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("--host: is missing, and redfish.hosts is empty; name a host, such as --host https://pdu-17.mgmt")]
    [InlineData("--host: 'pdu-17' is no URL; write https://HOST", "--host", "pdu-17")]
    [InlineData("--host: 'http://pdu-17/' is without TLS, and credentials would be readable on the way; write https://pdu-17", "--host", "http://pdu-17")]
    [InlineData("--fingerprint: 'AB' is no SHA-256; write 64 hexadecimal digits", "--host", "https://pdu-17", "--fingerprint", "AB")]
    [InlineData("--user-file: belongs to --host; name a host, or write it into redfish.hosts", "--user-file", "x")]
    [InlineData("nothing: there is no such file of credentials", "--host", "https://pdu-17", "--user-file", "nothing")]
    public void Discover_BadInput_IsOneLine(string line, params string[] args) => _cli.Refused(["redfish", "discover", .. args]).ShouldBe([line]);

    [Fact]
    public void Discover_FaultySettings_AreToldTogetherWithTheirLines()
    {
        string file = _cli.File("site.conf", """
            redfish {
              connections = 9
              freshness = "1 s"
              hosts = [
                { url = "http://pdu-1.mgmt", credentials-file = gone.credentials
                  meters {
                    "/redfish/v1/Chassis/PDU/Sensors/Power" = site/nowhere
                    "PDU/Power" = row
                  } }
                { credential-file = x, fingerprint = "12:34" }
                { url = "https://bmc-1.mgmt"
                  servers = [{ server = no/such, gpus = [GPU0], system = Node0, sytem = x }, { }] }
              ]
            }
            """);
        string[] lines = _cli.Refused("redfish", "discover", "--config", file);
        lines.Length.ShouldBe(14, string.Join('\n', lines));
        lines.ShouldAllBe(static line => line.StartsWith("site.conf:", StringComparison.Ordinal));
        string all = string.Join('\n', lines);
        foreach (string part in new[]
        {
            "site.conf:2: redfish.connections is 9; it must be from 1 to 4",
            "site.conf:3: redfish.freshness is 1 s; it must be at least redfish.interval, 5 s",
            "site.conf:5: redfish.hosts.0.url cannot be used: 'http://pdu-1.mgmt/' is without TLS",
            "site.conf:5: redfish.hosts.0.credentials-file cannot be used: gone.credentials: there is no such file of credentials",
            "site.conf:7: 'site/nowhere' is no domain of the topology",
            "site.conf:8: 'PDU/Power' in redfish.hosts.0.meters is no resource",
            "site.conf:10: redfish.hosts.1 has no 'url'",
            "site.conf:10: unknown key 'credential-file' in redfish.hosts.1; did you mean 'credentials-file'?",
            "site.conf:10: redfish.hosts.1.fingerprint is '12:34'",
            "site.conf:12: 'no/such' is no domain of the topology",
            "site.conf:12: redfish.hosts.2.servers.0.gpus has 'GPU0'",
            "site.conf:12: redfish.hosts.2.servers.0.system is 'Node0'",
            "site.conf:12: unknown key 'sytem' in redfish.hosts.2.servers.0; did you mean 'system'?",
            "site.conf:12: redfish.hosts.2.servers.1 has no 'server'",
        })
            all.ShouldContain(part);
    }
}
