using System.Text.Json;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Commands;

public sealed class PlanDvfsCommandTests : IDisposable
{
    private const string Profile = """
        kernel,count,core_mhz,mem_mhz,time_ms,energy_mj,phase,order
        memory,3,1400,9501,10,50,forward,1
        memory,3,700,9501,10,30,forward,1
        compute,2,1400,9501,20,200,backward,2
        compute,2,700,9501,30,150,backward,2
        """;

    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Json_GlobalRule_HasThePromisedShape()
    {
        JsonElement json = Json();
        json.GetProperty("baseline").GetProperty("timeMs").GetDouble().ShouldBe(70);
        json.GetProperty("baseline").GetProperty("energyMj").GetDouble().ShouldBe(550);
        JsonElement plan = json.GetProperty("plan");
        plan.GetProperty("timeMs").GetDouble().ShouldBe(70);
        plan.GetProperty("energyMj").GetDouble().ShouldBe(490);
        plan.GetProperty("saving").GetDouble().ShouldBe(60.0 / 550, 1e-12);
        plan.GetProperty("slowdown").GetDouble().ShouldBe(0);
        plan.GetProperty("switches").GetInt32().ShouldBe(1);
        json.GetProperty("bound").GetDouble().ShouldBe(490, 1e-9);
        json.GetProperty("gap").GetDouble().ShouldBe(0, 1e-12);
        json.GetProperty("choices").EnumerateArray().Select(c => (c.GetProperty("kernel").GetString(), c.GetProperty("coreMhz").GetDouble(), c.GetProperty("memMhz").GetDouble()))
            .ShouldBe([("memory", 700, 9501), ("compute", 1400, 9501)]);
        json.GetProperty("coarser").EnumerateArray().Select(c => (c.GetProperty("grain").GetString(), c.GetProperty("plan").GetProperty("energyMj").GetDouble()))
            .ShouldBe([("phase", 490), ("pass", 490), ("iteration", 550)]);
    }

    [Fact]
    public void Json_SwitchCosts_AreInTheTotals()
    {
        JsonElement plan = Json("--slowdown", "2%", "--switch-time", "1ms", "--switch-energy", "0.005J").GetProperty("plan");
        plan.GetProperty("timeMs").GetDouble().ShouldBe(71);
        plan.GetProperty("energyMj").GetDouble().ShouldBe(495);
        Json("--switch-time", "1ms").GetProperty("plan").GetProperty("switches").GetInt32().ShouldBe(0);
    }

    [Fact]
    public void Json_Sequence_IsAChoiceForEachStep()
    {
        string sequence = _cli.File("s.csv", "kernel,times\nmemory,50\ncompute,1\nmemory,50\n");
        JsonElement json = Json("--sequence", sequence, "--switch-time", "0.1ms", "--slowdown", "1%");
        json.GetProperty("baseline").GetProperty("timeMs").GetDouble().ShouldBe(1020);
        json.GetProperty("choices").EnumerateArray().Select(c => (c.GetProperty("kernel").GetString(), c.GetProperty("coreMhz").GetDouble()))
            .ShouldBe([("memory", 700), ("compute", 700), ("memory", 700)]);
        json.GetProperty("plan").GetProperty("energyMj").GetDouble().ShouldBe(3150);
    }

    [Fact]
    public void Json_FrontierAndTransfer_AreToldBesideThePlan()
    {
        string other = _cli.File("other.csv", Profile.Replace("10,30", "12,45").Replace("30,150", "20,120"));
        JsonElement json = Json("--frontier", "--apply-to", other);
        json.GetProperty("frontier").EnumerateArray().Select(p => (p.GetProperty("timeMs").GetDouble(), p.GetProperty("energyMj").GetDouble())).ShouldBe([(70, 490), (90, 390)]);
        JsonElement transfer = json.GetProperty("transfer");
        transfer.GetProperty("energyLoss").GetDouble().ShouldBe((535.0 / 390) - 1, 1e-12);
        transfer.GetProperty("plan").GetProperty("slowdown").GetDouble().ShouldBe((76.0 / 70) - 1, 1e-12);
    }

    [Fact]
    public void Json_Trials_AreSplitAndEvaluated()
    {
        string file = _cli.File("t.csv", "kernel,core_mhz,time_ms,energy_mj,trial\n" + string.Concat(
            Enumerable.Range(1, 4).Select(t => $"a,1400,10,{100 + t},{t}\na,700,10,{80 + t},{t}\n")));
        (int code, string output, _) = _cli.Run("plan", "dvfs", "--profile", file, "--json", "--confidence", "95%");
        code.ShouldBe(ExitCode.Done);
        JsonElement held = JsonDocument.Parse(output).RootElement.GetProperty("heldOut");
        held.GetArrayLength().ShouldBe(2);
        held[0].GetProperty("saving").GetDouble().ShouldBe(20.0 / 103, 1e-12);
        held[0].GetProperty("promisedSaving").GetDouble().ShouldBe(20.0 / 102, 1e-12);
    }

    [Fact]
    public void Confidence_OfThreeTrials_IsSaidToBeLeftOutOfTheHalves()
    {
        string file = _cli.File("t.csv", "kernel,core_mhz,time_ms,energy_mj,trial\n" + string.Concat(
            Enumerable.Range(1, 3).Select(t => $"a,1400,10,{100 + t},{t}\na,700,10,{80 + t},{t}\n"))), page = _cli.Missing("page.html");
        const string Why = "without --confidence: of 3 trials a half has one, which tells no noise (4 would, or --noise)";
        (_, string table, _) = _cli.Run("plan", "dvfs", "--profile", file, "--confidence", "95%", "--report", page);
        table.ShouldContain(Why);
        table.Split('\n').ShouldAllBe(line => line.Length <= 100);
        File.ReadAllText(page).ShouldContain($"Planned {Why}.");
        JsonDocument.Parse(_cli.Run("plan", "dvfs", "--profile", file, "--confidence", "95%", "--json").Out).RootElement.GetProperty("heldOutNote").GetString().ShouldBe(Why);
        _cli.Run("plan", "dvfs", "--profile", file, "--confidence", "95%", "--noise", "1%").Out.ShouldNotContain("without --confidence");
        _cli.Run("plan", "dvfs", "--profile", file).Out.ShouldNotContain("without --confidence");
    }

    [Fact]
    public void Table_Plan_ShowsGrainsAndChoices()
    {
        (int code, string output, string error) = _cli.Run("plan", "dvfs", "--profile", _cli.File("p.csv", Profile), "--frontier");
        code.ShouldBe(ExitCode.Done);
        error.ShouldBeEmpty();
        output.ShouldContain("Baseline 1400/9501 MHz: 70.000 ms, 550.00 mJ");
        output.ShouldContain("kernel          490.00 mJ   10.91 %      70.000 ms    +0.00 %         1  optimal");
        output.ShouldContain("memory (forward)");
        output.Split('\n').ShouldAllBe(line => line.Length <= 100);
    }

    [Fact]
    public void Out_Plan_IsWritten()
    {
        string plan = _cli.Missing("plan.csv");
        _cli.Run("plan", "dvfs", "--profile", _cli.File("p.csv", Profile), "--out", plan).Code.ShouldBe(ExitCode.Done);
        File.ReadAllText(plan).ShouldBe("""
            step,kernel,phase,count,core_mhz,mem_mhz,time_ms,energy_mj,baseline_core_mhz,baseline_time_ms,baseline_energy_mj,baseline_mem_mhz
            1,memory,forward,3,700,9501,30,90,1400,30,150,9501
            2,compute,backward,2,1400,9501,40,400,1400,40,400,9501

            """);
    }

    [Fact]
    public void BadProfile_AllFaults_AreToldTogether() =>
        _cli.Refused("plan", "dvfs", "--profile", _cli.File("p.csv", "kernel,count,core_mhz,mem_mhz,time_ms,energy_mj\na,1,1410 MHz,9501,1,10\na,1,705,9501,0,-5\n")).ShouldBe(
        [
            "p.csv:2: core_mhz is '1410 MHz', with a unit; write 1410 alone, the column is in megahertz",
            "p.csv:3: time_ms is 0; it must be above 0",
            "p.csv:3: energy_mj is -5; it must be above 0",
        ]);

    [Theory]
    [InlineData("--slowdown: is 0.6 without a unit; write \"60 %\"", "--slowdown", "0.6")]
    [InlineData("--switch-time: is 4.5 without a unit; write \"4.5 ms\", \"4.5 s\", \"4.5 m\" or \"4.5 h\"", "--switch-time", "4.5")]
    [InlineData("--rule: is the unknown 'best'; write local or global", "--rule", "best")]
    [InlineData("--grain: is the unknown 'layer'; write kernel or phase or pass or iteration", "--grain", "layer")]
    [InlineData("--baseline: is '1500,9501', which p.csv does not have; it has 1400/9501 MHz, 700/9501 MHz", "--baseline", "1500,9501")]
    [InlineData("--baseline: is 'fast'; write auto, or a core and a memory clock in MHz such as 1410,9501", "--baseline", "fast")]
    [InlineData("--frontier: shows what the whole may trade; it needs --rule global", "--rule", "local", "--frontier")]
    [InlineData("--confidence: needs to know the noise, and p.csv has configurations measured once; add a column trial with repeated rows, or write --noise 2%", "--confidence", "95%")]
    [InlineData("--where: 'tp' is not a condition; write COLUMN=VALUE, such as tp=8", "--where", "tp")]
    [InlineData("--slowdown: is -1%; it must be from 0 % to 1000 %", "--slowdown", "-1%")]
    public void Options_Wrong_AreOneLine(string line, params string[] options) =>
        _cli.Refused(["plan", "dvfs", "--profile", _cli.File("p.csv", Profile), .. options]).ShouldBe([line]);

    [Fact]
    public void Plan_WithoutCommand_NamesThem() => _cli.Refused("plan").ShouldHaveSingleItem().ShouldStartWith("poweractors: plan needs one of dvfs");

    private JsonElement Json(params string[] options)
    {
        (int code, string output, _) = _cli.Run(["plan", "dvfs", "--profile", _cli.File("p.csv", Profile), "--json", .. options]);
        code.ShouldBe(ExitCode.Done);
        return JsonDocument.Parse(output).RootElement;
    }
}
