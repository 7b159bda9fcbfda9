using PowerActors.Agent.Links;
using PowerActors.Core.Control.Laws;

namespace PowerActors.Agent.Tests.Links;

public sealed class LawBreachesTests
{
    [Fact]
    public void TakeDue_ALawThatKeepsBreaking_IsToldAtOnceAndThenOnceAMinuteWithHowMany()
    {
        LawBreaches breaches = new();
        breaches.TakeDue(TimeSpan.Zero).ShouldBeEmpty();
        LawViolation first = Breach(Law.P2, "first");
        breaches.Note(first);
        breaches.TakeDue(TimeSpan.FromSeconds(1)).ShouldBe([(first, 1L)]);
        LawViolation last = Breach(Law.P2, "last");
        breaches.Note(Breach(Law.P2, "second"));
        breaches.Note(last);
        breaches.TakeDue(TimeSpan.FromSeconds(60)).ShouldBeEmpty("it was told less than a minute ago");
        breaches.TakeDue(TimeSpan.FromSeconds(61)).ShouldBe([(last, 2L)]);
        breaches.TakeDue(TimeSpan.FromSeconds(200)).ShouldBeEmpty("nothing new");
    }

    [Fact]
    public void TakeDue_AnotherLaw_WaitsForNone()
    {
        LawBreaches breaches = new();
        breaches.Note(Breach(Law.P2, "two"));
        breaches.TakeDue(TimeSpan.Zero).Count.ShouldBe(1);
        breaches.Note(Breach(Law.P5, "five"));
        breaches.TakeDue(TimeSpan.FromSeconds(1)).Single().Breach.Law.ShouldBe(Law.P5);
    }

    private static LawViolation Breach(Law law, string detail) => new(law, "gpu-0", TimeSpan.Zero, detail);
}
