using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Input;
using PowerActors.Core.Units;
using PowerActors.Simulation.Energy.Serving;
using PowerActors.Simulation.Tests.Serving;

namespace PowerActors.Simulation.Tests.Energy.Serving;

public class ServingProfileFileTests
{
    private const string Header = "gpu,model,clock,tp,pp,batch,load,power,ttft,tbt";

    private static readonly string[] Good =
    [
        Header,
        "a100,llama,1000,4,2,32,600,1100,400,50",
        "a100,llama,1400,4,2,32,600,1500,300,45",
    ];

    [Fact]
    public void Parse_QuotedFields_AreNamesWithCommas() => ServingProfileFile.Parse(
        [Header, "\"A100, 80 GB\",\"the \"\"big\"\" one\",1000,4,2,32,600,1100,400,50", "\"A100, 80 GB\",\"the \"\"big\"\" one\",\"1400\",4,2,32,600,1500,300,45"], "p.csv")
        .Measurements[1].Setting.ShouldBe(new ServingSetting("A100, 80 GB", "the \"big\" one", new Megahertz(1400), 4, 2, 32));

    [Fact]
    public void Parse_OwnFormat_HasEveryKnob()
    {
        ServingProfile profile = ServingProfileFile.Parse(Good, "p.csv");
        profile.Settings.Count.ShouldBe(2);
        ServingMeasurement first = profile.Measurements[0];
        first.Setting.ShouldBe(new ServingSetting("a100", "llama", new Megahertz(1000), 4, 2, 32));
        first.TokensPerSecond.ShouldBe(600);
        first.Power.ShouldBe(new Watts(1100));
        first[ServingMetric.TtftP99].ShouldBe(.4);
        first[ServingMetric.TbtP99].ShouldBe(.05);
    }

    [Fact]
    public void Parse_Class_IsToldApart()
    {
        ServingProfile profile = ServingProfileFile.Parse(["clock,tp,load,power,ttft,class", "1000,1,600,300,400,SM", "1200,1,600,350,300,SM", "1000,1,600,300,600,LM", "1200,1,600,350,500,LM"], "p.csv");
        profile.Classes.Select(static c => c.ToString()).ShouldBe(["SM", "LM"]);
    }

    [Fact]
    public void Parse_SameRowTwice_IsOne() =>
        ServingProfileFile.Parse([.. Good, Good[1]], "p.csv").Measurements.Count.ShouldBe(2);

    [Theory]
    [InlineData("a100,llama,1200,4,2,32,600,1300,0,50", "p.csv:4: ttft is 0; write milliseconds above 0")]
    [InlineData("a100,llama,1200,4,2,32,600,-1300,350,50", "p.csv:4: power is -1300; write watts above 0")]
    [InlineData("a100,llama,1200,4,2,32,600,,350,50", "p.csv:4: power is missing; write watts above 0")]
    [InlineData("a100,llama,1200,4,2,32,600,1.3 kW,350,50", "p.csv:4: power is '1.3 kW' with a unit of its own; every value of the column is in watts: write the number alone")]
    [InlineData("a100,llama,1200,4,2,32,600,1.3,350,50", "p.csv:4: power is 1.3 where others are about 1100: kilowatts among watts? Write watts throughout")]
    [InlineData("a100,llama,1200,4,2,32,600,1300,0.35,50", "p.csv:4: ttft is 0.35 where others are about 300: seconds among milliseconds? Write milliseconds throughout")]
    [InlineData("a100,llama,1.2,4,2,32,600,1300,350,50", "p.csv:4: clock is 1.2 MHz, below any GPU's; if it is GHz, write 1200")]
    [InlineData("a100,llama,1400,4,2,32,600,1501,300,45", "p.csv:4: 1400 MHz TP4 PP2 B32 at 600 tok/s stands in line 3 already, with another power; keep one of the two")]
    [InlineData("a100,llama,1200,4,2,32,1200,1300,350,50", "p.csv:2: 1000 MHz TP4 PP2 B32 has no row at 1200 tok/s, which other clocks have; add it, or leave that load or clock out of the file")]
    [InlineData("a100,llama,1200,4,0,32,600,1300,350,50", "p.csv:4: pp is '0'; write a whole number from 1 to 1024")]
    [InlineData("a100,llama,1200,4,2,32,600,1300,350", "p.csv:4: 9 columns where the header has 10; write one value for each column, separated by commas")]
    [InlineData("a100,llama,1200,4,2,32,NaN,1300,350,50", "p.csv:4: load is NaN; write tokens per second above 0")]
    public void Parse_OneBadRow_IsToldWithItsLine(string row, string expected) =>
        Should.Throw<InputException>(() => ServingProfileFile.Parse([.. Good, row], "p.csv")).Faults[0].ToString().ShouldBe(expected);

    [Fact]
    public void Parse_SeveralFaults_AreToldTogether() =>
        Should.Throw<InputException>(static () => ServingProfileFile.Parse([Header, "a,m,x,4,2,1,600,1100,400,50", "a,m,1000,4,2,1,600,-1,0,50"], "p.csv")).Faults.Count.ShouldBe(3);

    [Fact]
    public void Parse_OneSettingOnly_IsRefused() =>
        Should.Throw<InputException>(static () => ServingProfileFile.Parse(Good[..2], "p.csv")).Message.ShouldContain("p.csv:1: every row is of one setting");

    [Fact]
    public void Parse_WholeColumnInSeconds_IsSeen() =>
        Should.Throw<InputException>(static () => ServingProfileFile.Parse([Header, "a,m,1000,4,2,1,600,1100,0.4,50", "a,m,1200,4,2,1,600,1100,0.3,50"], "p.csv"))
            .Message.ShouldContain("p.csv:1: ttft is 0.4 in the middle of the file, too little for milliseconds; if the column is in seconds, write milliseconds");

    [Theory]
    [InlineData("clock,tp,pp,load,power", "p.csv:1: the header has no column for latency (ttft, tbt; ms)")]
    [InlineData("tp,pp,load,power,ttft", "p.csv:1: the header has no column for clock (MHz)")]
    [InlineData("clock,tp,load,tps,power,ttft", "p.csv:1: the header names both load and tps")]
    [InlineData("clock,clock,tp,load,power,ttft", "p.csv:1: the header names clock twice")]
    public void Parse_BadHeader_IsTold(string header, string expected) =>
        Should.Throw<InputException>(() => ServingProfileFile.Parse([header, "1,2,3,4,5,6"], "p.csv")).Message.ShouldStartWith(expected);

    [Fact]
    public void Read_FileThatIsNotThere_IsOneLine() =>
        Should.Throw<InputException>(static () => ServingProfileFile.Read("no-such.csv")).Faults.ShouldHaveSingleItem().ToString().ShouldStartWith("no-such.csv: no such file");

    [SharedDataFact("data/beam/serving/dynamo_dvfs_profile_RTX-A6000_Qwen_Qwen2.5-14B.csv")]
    public void Read_EveryBeamFile_HasItsRowsAndNames()
    {
        foreach ((string name, int settings, int rows) in ((string, int, int)[])
            [("A100-80GB-PCIe_Qwen_Qwen2.5-14B", 4, 24), ("A100-SXM4-80GB_Qwen_Qwen2.5-32B", 4, 24), ("A100-SXM4-80GB_meta-llama_Llama-3.3-70B-Instruct", 10, 50), ("RTX-A6000_Qwen_Qwen2.5-14B", 6, 36)])
        {
            ServingProfile profile = Beam(name);
            profile.Settings.Count.ShouldBe(settings, name);
            profile.Measurements.Count.ShouldBe(rows, name);
            profile.Settings[0].Setting.Gpu.ShouldBe(name.Split('_')[0]);
            profile.Has(ServingMetric.TtftP99).ShouldBeTrue();
            profile.Has(ServingMetric.TbtP99).ShouldBeFalse();
        }
    }

    /// <summary>The answers that a person reads off the file: 1200 MHz has 1400 MHz's latency (482.0 and 484.2 ms) at 1432 instead of 1768 W.</summary>
    [SharedDataFact("data/beam/serving/dynamo_dvfs_profile_A100-SXM4-80GB_meta-llama_Llama-3.3-70B-Instruct.csv")]
    public void Plan_A100Llama70B_IsWhatAPersonReadsOffTheFile()
    {
        ServingProfile profile = Beam("A100-SXM4-80GB_meta-llama_Llama-3.3-70B-Instruct");
        (double Load, double TtftMilliseconds, double Clock, int Tensor, double Watts, double Highest)[] answers =
        [
            (600, 400, 1200, 4, 1226.3, 1500.8),
            (1200, 500, 1200, 4, 1431.9, 1767.9),
            (2400, 700, 1200, 4, 1504.9, 1993.1),
        ];
        foreach (var answer in answers)
        {
            ServingPlan plan = ServingPlanner.Plan(profile, new ServingQuery
            {
                TokensPerSecond = answer.Load,
                Objectives =
                [
                    new ServingObjective(ServingMetric.TtftP99, TimeSpan.FromMilliseconds(answer.TtftMilliseconds)),
                    new ServingObjective(ServingMetric.TbtP99, TimeSpan.FromMilliseconds(100), ServingMetric.TbtP90),
                ],
            });
            plan.Best!.Setting.Clock.Value.ShouldBe(answer.Clock);
            plan.Best.Setting.TensorParallel.ShouldBe(answer.Tensor);
            plan.Best.Power.Value.ShouldBe(answer.Watts, .1);
            plan.AtHighestClock!.Power.Value.ShouldBe(answer.Highest, .1);
            (1 - (plan.Best.Power / plan.AtHighestClock.Power)).ShouldBeInRange(.18, .25);
        }
    }

    private static ServingProfile Beam(string name) =>
        ServingProfileFile.Read(SharedData.Path($"data/beam/serving/dynamo_dvfs_profile_{name}.csv"));
}
