using PowerActors.Cluster.Sessions;

namespace PowerActors.Cluster.Tests.Sessions;

public class FrameAllowanceTests
{
    [Fact]
    public void Take_ABurstAndThenTheRate_AndNoMore()
    {
        FrameAllowance allowance = new(10, TimeSpan.Zero);
        int burst = 0;
        while (allowance.Take(2, TimeSpan.Zero))
            burst++;
        burst.ShouldBe(10);
        int later = 0;
        while (allowance.Take(2, TimeSpan.FromSeconds(3)))
            later++;
        later.ShouldBe(6);
        allowance.Take(2, TimeSpan.FromSeconds(2)).ShouldBeFalse("time that runs backwards refills nothing");
    }
}
