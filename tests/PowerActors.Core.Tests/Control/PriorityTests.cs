using PowerActors.Core.Control;

namespace PowerActors.Core.Tests.Control;

public sealed class PriorityTests
{
    [Fact]
    public void Indexer_EachPriority_IsItsOwnValue()
    {
        PerPriority<int> both = new(Low: 1, High: 2);
        both[Priority.Low].ShouldBe(1);
        both[Priority.High].ShouldBe(2);
    }

    [Fact]
    public void Equality_SameValuesTheOtherWayRound_IsNotTheSame()
    {
        new PerPriority<string>("a", "b").ShouldBe(new PerPriority<string>("a", "b"));
        new PerPriority<string>("a", "b").ShouldNotBe(new PerPriority<string>("b", "a"));
    }

    [Fact]
    public void Default_UnnamedPriority_IsTheOneCappedFirst() => default(Priority).ShouldBe(Priority.Low);
}
