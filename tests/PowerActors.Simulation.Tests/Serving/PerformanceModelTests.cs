using PowerActors.Core.Input;
using PowerActors.Simulation.Serving;

namespace PowerActors.Simulation.Tests.Serving;

public class PerformanceModelTests
{
    private static readonly PerformanceModel Lines = new(new PerformanceProfile("m", "h", 8, [new(100, 10, 1), new(200, 30, 2), new(400, 40, 6)]));

    [Theory]
    [InlineData(100, 10)]
    [InlineData(150, 20)]
    [InlineData(200, 30)]
    [InlineData(300, 35)]
    [InlineData(400, 40)]
    [InlineData(800, 60)] // the last line prolonged
    [InlineData(90, 8)] // and the first
    public void PromptTicks_BetweenAndBeyondPoints_LiesOnStraightLines(int tokens, double milliseconds) =>
        Lines.PromptTicks(tokens).ShouldBe(milliseconds * TimeSpan.TicksPerMillisecond, 1e-6);

    [Fact]
    public void PromptTicks_LinesThatFallBelowZero_StayAbove()
    {
        PerformanceModel falling = new(new PerformanceProfile("m", "h", 8, [new(100, 10, 2), new(200, 100, 1)]));
        falling.PromptTicks(1).ShouldBeGreaterThan(0);
        falling.DecodeTicks(100_000).ShouldBe(1 * TimeSpan.TicksPerMillisecond, 1e-6);
    }

    [Theory]
    [InlineData("bloom-176b", "a100", 2048, 536.05546)]
    [InlineData("bloom-176b", "a100-80gb", 512, 174.38230)]
    [InlineData("llama2-70b", "h100", 4096, 376.21564)]
    public void Shipped_KnownPoint_IsTheMedianMeasured(string model, string hardware, int tokens, double milliseconds) =>
        PerformanceModel.Shipped(model, hardware).PromptTicks(tokens).ShouldBe(milliseconds * TimeSpan.TicksPerMillisecond, 2);

    [Fact]
    public void Shipped_UnknownModel_NamesThoseThatExist()
    {
        string message = Should.Throw<InputException>(() => PerformanceModel.Shipped("gpt-5")).Message;
        message.ShouldStartWith("--model: no times for gpt-5 on a100-80gb, 8 GPUs; there are: ");
        message.ShouldContain("bloom-176b on a100-80gb, 8 GPUs");
        message.ShouldContain("llama2-70b on h100-80gb, 2 GPUs");
    }

    [Fact]
    public void KvCapacityTokens_EightGpusOf80GiB_IsWhatTheWeightsLeave()
    {
        PerformanceModel.Shipped("bloom-176b").KvCapacityTokens.ShouldBe(((8L * 85_899_345_920) - 329_000_000_000) / (2 * 14_336 * 70 * 2));
        PerformanceModel.Shipped("llama2-70b").KvCapacityTokens.ShouldBe(210_645);
        Lines.KvCapacityTokens.ShouldBeNull();
    }

    [Fact]
    public void AloneSeconds_PromptAndTokens_AddUp() =>
        Lines.AloneSeconds(150, 4).ShouldBe(0.020 + (3 * Lines.DecodeTicks(1) * 1e-7), 1e-9);

    [Fact]
    public void Constructor_UnusableProfile_IsRefused()
    {
        Should.Throw<ArgumentException>(() => new PerformanceModel(new PerformanceProfile("m", "h", 8, [new(1, 1, 1)]))).Message.ShouldContain("two make a line");
        Should.Throw<ArgumentException>(() => new PerformanceModel(new PerformanceProfile("m", "h", 8, [new(2, 1, 1), new(2, 1, 1)]))).Message.ShouldContain("must rise");
        Should.Throw<ArgumentException>(() => new PerformanceModel(new PerformanceProfile("m", "h", 8, [new(2, 1, 1), new(3, 0, 1)]))).Message.ShouldContain("above zero");
    }
}
