namespace PowerActors.Wire.Tests;

public class TransitDelayTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Note_SteadyStream_IsNotLate()
    {
        TransitDelay delay = default;
        for (int i = 0; i < 100; i++)
            delay.Note(Second * i, (Second * i) + TimeSpan.FromHours(5)).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Note_MessageThatWaitedInABuffer_IsLateByAsMuch()
    {
        TransitDelay delay = default;
        delay.Note(Second, Second * 2);
        delay.Note(Second * 2, Second * 33).ShouldBe(Second * 30, TimeSpan.FromMilliseconds(10));
        delay.Note(Second * 33, Second * 34).ShouldBe(TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void Note_ClocksThatDriftApart_AreFollowed()
    {
        TransitDelay delay = default;
        for (int i = 0; i < 100_000; i += 10)
            delay.Note(Second * i, Second * i * 1.0001).ShouldBeLessThan(TimeSpan.FromMilliseconds(2));
    }
}
