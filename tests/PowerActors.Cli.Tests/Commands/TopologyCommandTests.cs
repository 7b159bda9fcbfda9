using System.Text.Json;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Output;

namespace PowerActors.Cli.Tests.Commands;

public sealed class TopologyCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Check_TenLines_AreARowOfForty()
    {
        string file = _cli.File("row.conf", """
            topology {
              site = lab
              rows = [{
                name = row, limit = "260 kW"
                racks = [{
                  count = 10
                  servers = [{ count = 4, model = DGX-A100, priority = alternate }]
                }]
              }]
            }
            """);
        (int code, string output, string error) = _cli.Run("topology", "check", file);
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.ShouldBe("""
            DOMAIN                          SERVERS     LIMIT NAMEPLATE     WORST FAIL-SAFE  HEADROOM TRIPS IN
            lab                                  40         -    260 kW  272.8 kW 258.46 kW         -        -
              row                                40    260 kW    260 kW  272.8 kW 258.46 kW   1.54 kW   4328 s
                rack-1 ... rack-10 (10)           4         -     26 kW  27.28 kW  25.85 kW         -        -
                  server-1 ... server-4 (4)          DGX-A100    6.5 kW   6.82 kW

            40 servers with 320 GPUs: 20 of low priority, 20 of high. The limits allow 40 at nameplate: 0%.
            Policy polca. Fail-safe: low 93 %, high 93 % (the highest that fits).
            TRIPS IN: a breaker at the worst draw, from cold. Reading to brake in force takes 22 s at worst.

            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("mixed-hierarchy.conf", 80, 68)]
    [InlineData("h100-row.conf", 40, 31)]
    [InlineData("mixed-fleet.conf", 27, 26)]
    public void Check_Example_IsValid(string name, int servers, int nameplate)
    {
        (int code, string output, string error) = _cli.Run("topology", "check", Path.Combine(Repository.Root, "hocon", "examples", name), "--json");
        (code, error).ShouldBe((ExitCode.Done, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("valid").GetBoolean().ShouldBeTrue();
        json.GetProperty("servers").GetInt32().ShouldBe(servers);
        json.GetProperty("nameplateServers").GetInt32().ShouldBe(nameplate);
    }

    [Fact]
    public void Check_EveryExample_IsTested() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "hocon", "examples")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["h100-row.conf", "mixed-fleet.conf", "mixed-hierarchy.conf"]);

    [Fact]
    public void Check_LargeTree_StaysReadable()
    {
        string file = _cli.File("large.conf", """
            topology.rows = [{ count = 100, limit = "900 kW", pdus = [{ count = 5, limit = "180 kW", racks = [{ count = 7, servers = [{ count = 4, model = DGX-A100 }] }] }] }]
            """);
        (int code, string output, _) = _cli.Run("topology", "check", file);
        code.ShouldBe(ExitCode.Done);
        output.Split('\n').Length.ShouldBeLessThan(15);
        output.ShouldContain("row-1 ... row-100 (100)");
    }

    [Fact]
    public void Check_LongNames_StayWithinHundredColumns()
    {
        string file = _cli.File("long.conf", $$"""
            topology { site = {{new string('s', 90)}}, rows = [{ name = "{{new string('r', 90)}}-{n}", count = 3, limit = "900 kW", servers = [{ name = "{{new string('x', 90)}}", model = DGX-A100, count = 3 }] }] }
            """);
        _cli.Run("topology", "check", file).Out.Split('\n').ShouldAllBe(static line => line.Length <= Text.Width);
    }

    [Fact]
    public void Check_InvalidWithJson_ListsFaultsAndFails()
    {
        (int code, string output, string error) = _cli.Run("topology", "check", _cli.File("site.conf", "timing.lease = \"3 s\""), "--json");
        code.ShouldBe(ExitCode.BadInput);
        JsonElement fault = JsonDocument.Parse(output).RootElement.GetProperty("faults")[0];
        fault.GetProperty("line").GetInt32().ShouldBe(1);
        error.ShouldBe($"site.conf:1: {fault.GetProperty("message").GetString()}\n");
        fault.GetProperty("message").GetString().ShouldBe("lease (3 s) must be at least three telemetry periods (6 s), so that it can be renewed");
    }
}
