using PowerActors.Core.Placement.Live;

namespace PowerActors.Core.Tests.Placement.Live;

public sealed class AssumptionsTests
{
    private readonly Assumptions<string> _assumed = new();

    [Fact]
    public void Expire_AfterItsTime_TakesItOutOnce()
    {
        _assumed.Assume("a", "node-1", At(10));
        _assumed.Assume("b", "node-2", At(20));
        _assumed.Expire(At(9)).ShouldBeEmpty();
        _assumed.Expire(At(10)).ShouldBe(["a"]);
        _assumed.Expire(At(10)).ShouldBeEmpty();
        _assumed.Count.ShouldBe(1);
        _assumed.TryGet("b", out string? kept).ShouldBeTrue();
        kept.ShouldBe("node-2");
    }

    [Fact]
    public void Assume_Anew_LastsFromThenOn()
    {
        _assumed.Assume("a", "node-1", At(10));
        _assumed.Assume("a", "node-2", At(30));
        _assumed.Expire(At(20)).ShouldBeEmpty();
        _assumed.Expire(At(30)).ShouldBe(["a"]);
    }

    [Fact]
    public void Settle_BeforeItsTime_IsNotExpired()
    {
        _assumed.Assume("a", "node-1", At(10));
        _assumed.Settle("a").ShouldBeTrue();
        _assumed.Settle("a").ShouldBeFalse();
        _assumed.Expire(At(10)).ShouldBeEmpty();
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
}
