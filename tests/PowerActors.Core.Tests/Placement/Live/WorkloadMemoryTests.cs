using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Live;

namespace PowerActors.Core.Tests.Placement.Live;

public sealed class WorkloadMemoryTests
{
    [Fact]
    public void IfChanged_AtTheFirstTask_LearnsIt()
    {
        WorkloadMemory memory = new();
        memory.IfChanged().ShouldBeNull();
        memory.Note("a", Task(1));
        memory.IfChanged().ShouldHaveSingleItem().GpuCount.ShouldBe(1);
        memory.IfChanged().ShouldBeNull();
    }

    [Fact]
    public void IfChanged_MoreOfTheSame_LearnsNothing()
    {
        WorkloadMemory memory = new();
        for (int i = 0; i < 100; i++)
            memory.Note($"a{i}", Task(1 + (i % 2)));
        memory.IfChanged().ShouldNotBeNull();
        for (int i = 0; i < 100; i++)
            memory.Note($"b{i}", Task(1 + (i % 2)) with { Name = "other", MemoryMib = i });
        memory.IfChanged().ShouldBeNull();
        for (int i = 0; i < 100; i++)
            memory.Note($"c{i}", Task(8));
        memory.IfChanged().ShouldNotBeNull().Count.ShouldBe(300);
    }

    [Fact]
    public void Note_MoreThanItHolds_ForgetsTheOldest()
    {
        WorkloadMemory memory = new(10);
        for (int i = 0; i < 100; i++)
            memory.Note($"a{i}", Task(1));
        memory.Note("a99", Task(1));
        memory.Count.ShouldBe(10);
    }

    private static TaskSpec Task(int gpus) => new() { Name = "t", CpuMilli = 1000, GpuCount = gpus, GpuMilli = 1000 };
}
