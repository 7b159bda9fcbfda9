using System.Text.Json;

namespace PowerActors.Cli.Tests.Commands;

/// <summary><c>plan serving</c> as its callers see it.</summary>
public sealed class PlanServingCommandTests : IDisposable
{
    private const string Profile = """
        gpu,model,clock,tp,pp,batch,load,power,ttft,tbt
        A100-SXM4-80GB,llama,1000,4,2,32,600,1100,400,50
        A100-SXM4-80GB,llama,1000,4,2,32,1200,1200,600,60
        A100-SXM4-80GB,llama,1000,4,2,32,2400,1300,900,80
        A100-SXM4-80GB,llama,1400,4,2,32,600,1500,300,45
        A100-SXM4-80GB,llama,1400,4,2,32,1200,1700,350,50
        A100-SXM4-80GB,llama,1400,4,2,32,2400,1900,450,60
        """;

    private const string TwoGpus = Profile + """

        H100-SXM5-80GB,llama,1000,4,2,32,600,900,400,50
        H100-SXM5-80GB,llama,1000,4,2,32,1200,1000,600,60
        H100-SXM5-80GB,llama,1000,4,2,32,2400,1100,900,80
        H100-SXM5-80GB,llama,1400,4,2,32,600,1550,300,45
        H100-SXM5-80GB,llama,1400,4,2,32,1200,1750,350,50
        H100-SXM5-80GB,llama,1400,4,2,32,2400,1950,450,60
        """;

    private readonly TestCli _cli = new();
    private readonly string _file;

    public PlanServingCommandTests() => _file = _cli.File("p.csv", Profile);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Table_FeasibleObjectives_NamesTheSettingWithinTheWidth()
    {
        (int code, string output, string error) = _cli.Run("plan", "serving", "--profile", _file, "--ttft-p99", "650ms", "--tbt-p99", "100 ms", "--load", "1200tok/s", "--capacity", "9.6ktok/s");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldContain("At 1200 tok/s: 1000 MHz TP4 PP2 B32, 1200 W, 1.000 J/token");
        output.ShouldContain("the same at 1400 MHz takes 1700 W: -29.4 %");
        output.ShouldContain("Capacity for 9600 tok/s:");
        output.ShouldContain("DGX-A100 held");
        output.Split('\n').Max(static line => line.Length).ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public void Table_TwoGpusInOneFile_NamesTheGpuOfEachSettingWithinTheWidth()
    {
        string two = _cli.File("two.csv", TwoGpus);
        (int code, string output, string error) = _cli.Run(
            "plan", "serving", "--profile", two, "--ttft-p99", "650ms", "--tbt-p99", "100 ms", "--load", "1100tok/s", "--capacity", "9.6ktok/s");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldContain("llama on 2 kinds of GPU: 4 settings");
        output.ShouldContain("GPUs: A100-SXM4-80GB, H100-SXM5-80GB");
        output.ShouldContain("At 1100 tok/s: H100 1000 MHz TP4 PP2 B32");
        output.Split('\n').Where(static line => line.Contains("TP4 PP2", StringComparison.Ordinal)).ShouldAllBe(static line => line.Contains("A100 1", StringComparison.Ordinal) || line.Contains("H100 1", StringComparison.Ordinal));
        output.Split('\n').Max(static line => line.Length).ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public void Table_GpusThatDifferLateInTheirNames_AreTold()
    {
        string two = _cli.File("two.csv", TwoGpus.Replace("H100-SXM5-80GB", "A100-SXM4-40GB", StringComparison.Ordinal));
        (_, string output, _) = _cli.Run("plan", "serving", "--profile", two, "--ttft-p99", "650ms", "--tbt-p99", "100 ms", "--load", "1100tok/s");
        output.ShouldContain("At 1100 tok/s: A100-SXM4-40GB 1000 MHz TP4 PP2 B32");
        output.Split('\n').Max(static line => line.Length).ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public void Page_TwoGpusInOneFile_NamesTheGpuOfEachSetting()
    {
        string two = _cli.File("two.csv", TwoGpus), page = Path.Combine(Path.GetDirectoryName(two)!, "two.html");
        _cli.Run("plan", "serving", "--profile", two, "--load", "1100tok/s", "--report", page).Code.ShouldBe(0);
        string html = File.ReadAllText(page);
        html.ShouldContain("A100-SXM4-80GB 1400 MHz TP4 PP2 B32");
        html.ShouldContain("H100-SXM5-80GB 1000 MHz TP4 PP2 B32");
        html.ShouldContain("llama on 2 kinds of GPU");
    }

    [Fact]
    public void Json_Feasible_HasTheAnswer()
    {
        (int code, string output, _) = _cli.Run("plan", "serving", "--profile", _file, "--ttft-p99", "400ms", "--load", "1200tok/s", "--json");
        code.ShouldBe(0);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        root.GetProperty("feasible").GetBoolean().ShouldBeTrue();
        root.GetProperty("best").GetProperty("clockMhz").GetDouble().ShouldBe(1400);
        root.GetProperty("best").GetProperty("powerWatts").GetDouble().ShouldBe(1700);
        root.GetProperty("prices")[0].GetProperty("costWatts").GetDouble().ShouldBe(500);
        root.GetProperty("prices")[0].GetProperty("relaxedToMs").GetDouble().ShouldBe(600, 1e-6);
        root.GetProperty("loads").GetArrayLength().ShouldBe(3);
        root.GetProperty("interpolationError").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public void NothingMeets_SaysSoAndExitsOne()
    {
        (int code, string output, _) = _cli.Run("plan", "serving", "--profile", _file, "--ttft-p99", "100ms", "--load", "1200tok/s");
        code.ShouldBe(1);
        output.ShouldContain("none of 2 settings meets the objectives");
    }

    [Fact]
    public void LoadBeyondTheProfile_IsNotGuessed()
    {
        (int code, string output, _) = _cli.Run("plan", "serving", "--profile", _file, "--load", "9000tok/s");
        code.ShouldBe(1);
        output.ShouldContain("nothing is guessed beyond 600 tok/s to 2400 tok/s");
    }

    [Fact]
    public void BadProfile_IsALineForEachFaultAndExitsTwo()
    {
        string bad = _cli.File("bad.csv", Profile.Replace("1300,900,80", "-1300,0,80", StringComparison.Ordinal));
        _cli.Refused("plan", "serving", "--profile", bad, "--load", "600tok/s").ShouldBe(
            ["bad.csv:4: power is -1300; write watts above 0", "bad.csv:4: ttft is 0; write milliseconds above 0"]);
    }

    [Fact]
    public void BadOptions_AreToldTogether() =>
        _cli.Refused("plan", "serving", "--profile", _file, "--ttft-p99", "400", "--load", "1200", "--margin", "5", "--mix", "SS=50%").Length.ShouldBe(4);

    [Fact]
    public void Mix_ProfileWithoutClasses_IsRefused() =>
        _cli.Refused("plan", "serving", "--profile", _file, "--mix", "SS=100%")[0].ShouldStartWith("--mix: names classes, but p.csv does not tell them apart");

    [Fact]
    public void Mix_ProfileWithClasses_GivesEachItsOwnInstances()
    {
        string file = _cli.File("c.csv", """
            clock,tp,load,power,ttft,tbt,class
            1000,1,600,200,400,50,SM
            1400,1,600,300,300,40,SM
            1000,1,600,220,900,50,LM
            1400,1,600,340,500,40,LM
            """);
        (int code, string output, _) = _cli.Run("plan", "serving", "--profile", file, "--ttft-p99", "600ms", "--mix", "SM=50%,LM=50%", "--capacity", "1200tok/s", "--load", "600tok/s");
        code.ShouldBe(0);
        output.ShouldContain("At 600 tok/s: 1400 MHz"); // the long prompts need it
        output.ShouldContain("of class SM: 1 instances, 200 W");
        output.ShouldContain("of class LM: 1 instances, 340 W");
    }
}
