using System.Text.Json;

namespace PowerActors.Cli.Tests.Commands;

/// <summary><c>plan governor</c> and the governor's settings.</summary>
public sealed class PlanGovernorCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Json_ShortRun_HasEveryVariant()
    {
        (int code, string output, _) = _cli.Run("plan", "governor", "--duration", "30m", "--oversubscribe", "0%", "--set", "governor.ttft=\"5 s\"", "--json");
        code.ShouldBe(0);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        root.GetProperty("fixed").GetArrayLength().ShouldBe(12);
        root.GetProperty("governor").GetProperty("saving").GetDouble().ShouldBeGreaterThan(.1);
        root.GetProperty("hindsight").GetProperty("saving").GetDouble().ShouldBeGreaterThanOrEqualTo(root.GetProperty("bestFixed").GetProperty("saving").GetDouble());
        root.GetProperty("hindsight").GetProperty("is").GetString()!.ShouldContain("no bound for clocks per server");
    }

    [Theory]
    [InlineData("bloom-176b", "5 s", null)]
    [InlineData("llama2-70b", "2 s", "h100-row.conf")]
    public void Simulate_TheDefaultDayGoverned_SavesAFifthOfTheGpusEnergyWithinAPoint(string model, string ttft, string? site)
    {
        (double highest, double lateAtHighest) = Run("governor.enabled=false");
        (double governed, double late) = Run("governor.enabled=true");
        governed.ShouldBeLessThan(.8 * highest);
        (late - lateAtHighest).ShouldBeLessThan(.01);

        (double Energy, double Late) Run(string set)
        {
            string[] config = site is null ? [] : ["--config", Path.Combine(Repository.Root, "hocon", "examples", site)];
            (_, string output, _) = _cli.Run(["simulate", "--model", model, "--oversubscribe", "0%", "--set", $"governor.ttft=\"{ttft}\"", "--set", set, "--json", .. config]);
            using JsonDocument document = JsonDocument.Parse(output);
            JsonElement root = document.RootElement;
            return (root.GetProperty("power").GetProperty("gpuEnergyMegawattHours").GetDouble(), root.GetProperty("slo").GetProperty("over").GetDouble());
        }
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    [InlineData("6")]
    public void FillsTo_AnyWay_IsTaken(string fillsTo) => _cli.Run("simulate", "--duration", "1m", "--set", "governor.enabled=true", "--set", $"governor.fills-to={fillsTo}").Code.ShouldBe(0);

    [Fact]
    public void Table_ShortRun_FitsAHundredColumns()
    {
        (int code, string output, _) = _cli.Run("plan", "governor", "--duration", "10m", "--oversubscribe", "0%");
        code.ShouldBe(0);
        output.ShouldContain("hindsight");
        output.ShouldContain("no bound");
        output.Split('\n').Max(static line => line.Length).ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public void WithLadder_ShortRun_SpendsFewerSecondsOnRungs()
    {
        (int code, string output, _) = _cli.Run(["plan", "governor", "--with-ladder", "--duration", "40m", "--set", "governor.ttft=\"5 s\"", .. TestCli.BusyLoad]);
        code.ShouldBe(0);
        output.ShouldContain("52 servers behind the power of 40 (+30 %)");
        output.ShouldContain("(fewer)");
        output.Split('\n').Max(static line => line.Length).ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public void Seeds_WithoutLadder_AreRefused() =>
        _cli.Refused("plan", "governor", "--seeds", "2").ShouldBe(["--seeds: plays no part without --with-ladder; write both, or another --seed"]);

    [Fact]
    public void Simulate_Governed_TakesLessGpuEnergy()
    {
        static double Energy((int Code, string Out, string Error) run)
        {
            using JsonDocument document = JsonDocument.Parse(run.Out);
            return document.RootElement.GetProperty("power").GetProperty("gpuEnergyMegawattHours").GetDouble();
        }

        double highest = Energy(_cli.Run(["simulate", "--servers", "40", "--duration", "30m", "--json", .. TestCli.BusyLoad]));
        Energy(_cli.Run(["simulate", "--servers", "40", "--duration", "30m", "--set", "governor.enabled=true", "--json", .. TestCli.BusyLoad])).ShouldBeLessThan(highest);
        Energy(_cli.Run(["simulate", "--servers", "40", "--duration", "30m", "--set", "governor.enabled=true", "--set", "governor.fixed=\"915 MHz\"", "--json", .. TestCli.BusyLoad])).ShouldBeLessThan(highest * .8);
    }

    [Theory]
    [InlineData("governor.tbt=\"0 s\"", "governor.tbt")]
    [InlineData("governor.fixed=1110", "governor.fixed")]
    [InlineData("governor.margin=\"95 %\"", "governor.margin")]
    [InlineData("governor.fills-to=0", "governor.fills-to")]
    [InlineData("governor.latency=2", "governor.latency")]
    public void BadSetting_IsOneLine(string set, string path)
    {
        string line = _cli.Refused("simulate", "--duration", "30m", "--set", set).ShouldHaveSingleItem();
        line.ShouldContain(path);
    }
}
