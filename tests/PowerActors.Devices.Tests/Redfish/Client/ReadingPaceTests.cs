using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Tests.Redfish.Client;

public sealed class ReadingPaceTests
{
    private static readonly ReadingPace Start = ReadingPace.Start(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));

    [Fact]
    public void After_InTime_StaysAsWished()
    {
        ReadingPace pace = Start;
        for (int i = 0; i < 100; i++)
            pace = pace.After(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        pace.ShouldBe(Start);
    }

    [Fact]
    public void After_MinuteLongAnswers_ReadsAtMostHalfOfTheTime()
    {
        ReadingPace pace = Start.After(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(55));
        pace.Interval.ShouldBe(TimeSpan.FromSeconds(110));
        pace.IsSlowed.ShouldBeTrue();
    }

    [Fact]
    public void After_SlowForEver_IsBounded()
    {
        ReadingPace pace = Start;
        for (int i = 0; i < 1000; i++)
            pace = pace.After(TimeSpan.FromHours(1), TimeSpan.FromHours(2));
        pace.Interval.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void After_FastAgain_ComesBackInSteps()
    {
        ReadingPace pace = Start.After(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(55));
        int rounds = 0;
        for (; pace.IsSlowed; rounds++)
            pace = pace.After(TimeSpan.FromSeconds(.1), TimeSpan.FromSeconds(.2));
        rounds.ShouldBeInRange(8, 15);
        pace.ShouldBe(Start);
    }
}
