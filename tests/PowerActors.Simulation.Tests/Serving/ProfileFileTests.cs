using PowerActors.Core.Input;
using PowerActors.Simulation.Serving;

namespace PowerActors.Simulation.Tests.Serving;

public class ProfileFileTests
{
    private const string Header = "model,hardware,prompt_size,batch_size,token_size,prompt_time,token_time,tensor_parallel";

    [Fact]
    public void Parse_RowsOfEqualTokens_BecomeTheirMedian()
    {
        IReadOnlyList<PerformanceProfile> profiles = ProfileFile.Parse(
            [Header, "m,h,512,2,128,30,3,8", "m,h,1024,1,128,10,1,8", "m,h,256,4,128,20,9,8", "m,h,128,1,128,5,1,8", "m,h,128,1,64,7,2,8", "n,h,1,1,1,1,1,4", "n,h,2,1,1,2,1,4"], "p.csv");

        profiles.Count.ShouldBe(2);
        profiles[0].Points.ShouldBe([new ProfilePoint(128, 6, 1.5), new ProfilePoint(1024, 20, 3)]);
        (profiles[1].Model, profiles[1].TensorParallel).ShouldBe(("n", 4));
    }

    [Fact]
    public void Parse_SeveralFaults_ToldTogetherWithTheirLines()
    {
        InputException e = Should.Throw<InputException>(() => ProfileFile.Parse(
            [Header, "m,h,512,1,128,abc,3,8", "m,h,512,1", string.Empty, "m,h,0,1,128,-1,nan,8", ",h,1,1,1,1,1,8"], "p.csv"));

        e.Faults.Select(f => f.ToString()).ShouldBe(
        [
            "p.csv:2: prompt_time 'abc' is not a time; write milliseconds above 0",
            "p.csv:3: 4 columns where the header has 8; write one value for each column, separated by commas",
            "p.csv:5: prompt_size '0' is not a whole number from 1 to 1000000; write one",
            "p.csv:5: prompt_time '-1' is not a time; write milliseconds above 0",
            "p.csv:5: token_time 'nan' is not a time; write milliseconds above 0",
            "p.csv:6: model is empty; write a name",
        ]);
    }

    [Theory]
    [InlineData("model,hardware", "p.csv:1: columns tensor_parallel, prompt_size, batch_size, prompt_time, token_time are missing in the header; it must name model,hardware,tensor_parallel,prompt_size,batch_size,prompt_time,token_time")]
    [InlineData("", "p.csv: is empty; expected a header with the columns model,hardware,tensor_parallel,prompt_size,batch_size,prompt_time,token_time")]
    [InlineData(Header, "p.csv:1: there is a header but no row; expected rows of measured times")]
    [InlineData(Header + "\nm,h,1,1,1,1,1,8", "p.csv: m on h, 8 GPUs has times for one number of tokens only; two or more make a line")]
    public void Parse_UnusableFile_SaysWhy(string text, string message) =>
        Should.Throw<InputException>(() => ProfileFile.Parse(text.Split('\n'), "p.csv")).Message.ShouldBe(message);

    [Fact]
    public void Read_MissingFile_SaysSo() =>
        Should.Throw<InputException>(() => ProfileFile.Read("no/such.csv")).Message.ShouldStartWith("no/such.csv: no such file; give a CSV file with the columns model,");

    [SharedDataFact(SharedData.SplitwiseProfile)]
    public void FromFile_TheFileTheShippedTimesComeFrom_GivesTheSameTimes()
    {
        string path = SharedData.Path(SharedData.SplitwiseProfile);
        foreach ((string model, string hardware, int gpus) in (ReadOnlySpan<(string, string, int)>)[
            ("bloom-176b", "a100-80gb", 8), ("bloom-176b", "h100-80gb", 8), ("llama2-70b", "a100-80gb", 8), ("llama2-70b", "h100-80gb", 8),
            ("llama2-70b", "a100-80gb", 4), ("llama2-70b", "h100-80gb", 4), ("llama2-70b", "a100-80gb", 2), ("llama2-70b", "h100-80gb", 2)])
        {
            PerformanceModel file = PerformanceModel.FromFile(path, model, hardware, gpus);
            PerformanceModel shipped = PerformanceModel.Shipped(model, hardware, gpus);
            for (int tokens = 1; tokens <= 16_384; tokens += 97)
            {
                file.PromptTicks(tokens).ShouldBe(shipped.PromptTicks(tokens), 2);
                file.DecodeTicks(tokens).ShouldBe(shipped.DecodeTicks(tokens), 2);
            }
        }

        PerformanceModel.FromFile(path, "bloom-176b", "h100-80gb-pcap").PromptTicks(2048).ShouldBe(327.5532 * 10_000, 2);
        Should.Throw<InputException>(() => PerformanceModel.FromFile(path, "bloom-176b", "a100", 2)).Message.ShouldStartWith($"{path}: no times for bloom-176b on a100, 2 GPUs; there are: ");
    }
}
