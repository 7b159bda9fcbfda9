using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;

namespace PowerActors.Cli.Tests.Settings;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Load_EveryLayer_TheStrongerWins()
    {
        string low = _cli.File("low.conf", "timing { lease = \"61 s\", heartbeat = \"7 s\", staleness = \"16 s\", telemetry = \"3 s\", brake-latency = \"4 s\" }");
        string high = _cli.File("high.json", """{ "timing": { "heartbeat": "8 s", "staleness": "17 s", "telemetry": "4 s", "brake-latency": "3 s" } }""");
        LoadedSettings loaded = SettingsLoader.Load(new SettingsSources
        {
            Files = [low, high],
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["POWERACTORS__timing__staleness"] = "18 s", ["POWERACTORS__TIMING__TELEMETRY"] = "5 s", ["POWERACTORS__TIMING__BRAKE_LATENCY"] = "2 s",
            },
            Sets = ["timing.telemetry=6 s", "timing.brake-latency=\"1 s\""],
            Options = [SettingsOverride.OfText("--brake", "500 ms", "timing", "brake-latency")],
        });
        string Shown(string key) => $"{loaded.Root.Find("timing", key)!.Text} {Path.GetFileName(loaded.Root.Find("timing", key)!.Origin.ToString())}";
        Shown("deadband").ShouldStartWith("0.5 % built-in:reference.conf:");
        Shown("lease").ShouldBe("61 s low.conf:1");
        Shown("heartbeat").ShouldBe("8 s high.json:1");
        Shown("staleness").ShouldBe("18 s environment variable POWERACTORS__timing__staleness");
        Shown("telemetry").ShouldBe("6 s --set");
        Shown("brake-latency").ShouldBe("500 ms --brake");
        loaded.Faults.Count.ShouldBe(0);
    }

    [Fact]
    public void Load_Override_IsSeenBySubstitutions() =>
        Load("timing.clock-latency=1 s").Root.Find("ladders", "polca", "rungs", "2", "settle")!.Text.ShouldBe("1 s");

    [Fact]
    public void Load_OverrideOfAListElement_ChangesThatElementAlone()
    {
        LoadedSettings loaded = Load("topology.rows.0.limit=300 kW", "topology.rows.0.racks.0.servers.0.priority=${policy}");
        loaded.Root.Find("topology", "rows", "0", "limit")!.Text.ShouldBe("300 kW");
        loaded.Root.Find("topology", "rows", "0", "racks", "0", "count")!.Text.ShouldBe("13");
        loaded.Root.Find("topology", "rows", "0", "racks", "0", "servers", "0", "priority")!.Text.ShouldBe("polca");
        loaded.Root.Fields.Any(static field => field.Key.Contains("element", StringComparison.Ordinal)).ShouldBeFalse();
    }

    [Fact]
    public void Load_OverrideOfAMissingElement_IsRefused() =>
        Should.Throw<InputException>(() => Load("topology.rows.3.limit=300 kW")).Faults.ShouldHaveSingleItem().ToString()
            .ShouldBe("--set: topology.rows.3.limit does not exist: topology.rows has 1 elements; write a position from 0 to 0");

    [Fact]
    public void Load_TopologyOfOwn_ReplacesTheDefaultRow()
    {
        string file = _cli.File("site.conf", "topology.racks = [{ servers = [{ model = DGX-A100, count = 2 }] }]");
        SettingsNode topology = SettingsLoader.Load(new SettingsSources { Files = [file] }).Root.Find(["topology"])!;
        topology.Fields.Select(static field => field.Key).ShouldBe(["site", "racks"]);
    }

    [Fact]
    public void Load_NameOfTheSiteAlone_KeepsTheDefaultRow() =>
        Load("topology.site=lab").ReadSite().Plan.Root.AllServers().Count().ShouldBe(52);

    [Theory]
    [InlineData("C:\\traces\\a.csv")]
    [InlineData("a \"quoted\" name # with all of it")]
    [InlineData("${HOME}")]
    public void Load_OptionText_IsTakenAsItStands(string text) =>
        SettingsLoader.Load(new SettingsSources { Options = [SettingsOverride.OfText("--trace", text, "simulation", "trace")] }).Root.Find("simulation", "trace")!.Text.ShouldBe(text);

    private static LoadedSettings Load(params IReadOnlyList<string> sets) => SettingsLoader.Load(new SettingsSources { Sets = sets });
}
