using System.Text.Json;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Output;

namespace PowerActors.Cli.Tests.Commands;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Show_Section_NamesValueAndPlace()
    {
        string file = _cli.File("a.conf", "\ntiming.lease = \"90 s\"");
        string[] lines = _cli.Run("config", "show", "timing", "--config", file, "--set", "timing.deadband=1 %").Out.Split('\n');
        lines[0].ShouldStartWith("timing.telemetry      2 s   ");
        lines[0].ShouldContain("built-in:reference.conf:");
        lines.ShouldContain(static line => line.StartsWith("timing.lease          90 s", StringComparison.Ordinal) && line.EndsWith("a.conf:2", StringComparison.Ordinal));
        lines.ShouldContain("timing.deadband       1 %   --set");
    }

    [Fact]
    public void Show_Everything_StaysWithinHundredColumns()
    {
        string file = _cli.File(new string('n', 120) + ".conf", $"templates.{new string('k', 120)} = \"{new string('v', 200)}\"");
        (int code, string output, _) = _cli.Run("config", "show", "--config", file);
        code.ShouldBe(ExitCode.Done);
        output.Split('\n').ShouldAllBe(static line => line.Length <= Text.Width);
    }

    [Fact]
    public void Show_Json_HasSettingsAndOrigins()
    {
        JsonElement json = JsonDocument.Parse(_cli.Run("config", "show", "--json", "--set", "simulation.seed=7").Out).RootElement;
        json.GetProperty("settings").GetProperty("simulation").GetProperty("seed").GetInt32().ShouldBe(7);
        json.GetProperty("settings").GetProperty("simulation").GetProperty("trace").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("origins").GetProperty("simulation.seed").GetString().ShouldBe("--set");
    }

    [Fact]
    public void Show_UnknownKey_IsRefused() =>
        _cli.Refused("config", "show", "--config", _cli.File("a.conf", "timig.lease = \"9 s\"")).ShouldBe(["a.conf:1: unknown key 'timig'; did you mean 'timing'?"]);

    [Fact]
    public void ShowRaw_AnyFile_IsResolvedWithoutOurKeys()
    {
        string file = _cli.File("any.conf", "a = 1, b { c = ${a}, d = [1, \"x\"], e = null }");
        (int code, string output, _) = _cli.Run("config", "show", "--raw", file, "--json");
        code.ShouldBe(ExitCode.Done);
        JsonSerializer.Serialize(JsonDocument.Parse(output).RootElement).ShouldBe("""{"a":1,"b":{"c":1,"d":[1,"x"],"e":null}}""");
    }

    [Fact]
    public void ShowRaw_Unresolved_IsRefusedWithItsLine() =>
        _cli.Refused("config", "show", "--raw", _cli.File("any.conf", "a = 1\nb = ${nowhere}"), "--json").ShouldHaveSingleItem().ShouldStartWith("any.conf:2: ");
}
