using PowerActors.Cluster.Node;

namespace PowerActors.Cluster.Tests.Node;

public sealed class SteadyClockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Now_WhenTheMachinesClockIsSteppedByAnHour_GoesOnAsBefore(int hours)
    {
        SteppedTime time = new();
        SteadyClock clock = new(time);
        DateTimeOffset start = clock.Now;
        time.Advance(TimeSpan.FromMinutes(5));
        time.Step = TimeSpan.FromHours(hours);
        clock.Now.ShouldBe(start.AddMinutes(5));
        clock.Stepped.ShouldBe(TimeSpan.FromHours(hours));
    }
}
