using FsCheck;
using FsCheck.Fluent;

namespace PowerActors.Hocon.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["limit", "budget", "staleness", "settle-time", "hold", "id"];

    [Theory]
    [InlineData("lmit", "limit")]
    [InlineData("limits", "limit")]
    [InlineData("ilmit", "limit")]
    [InlineData("Limit", "limit")]
    [InlineData("bugdet", "budget")]
    [InlineData("settletime", "settle-time")]
    [InlineData("settle_time", "settle-time")]
    [InlineData("hodl", "hold")]
    [InlineData("iD", "id")]
    [InlineData("watts", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Find_Unknown_GivesTheOneProbablyMeant(string unknown, string? nearest) => NearestName.Find(unknown, Known).ShouldBe(nearest);

    [Fact]
    public void Find_EquallyNear_GivesTheEarliest() => NearestName.Find("row", ["rowa", "rowb"]).ShouldBe("rowa");

    [Fact]
    public void Find_NothingKnown_GivesNull() => NearestName.Find("a", []).ShouldBeNull();

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("abcd", "acbd", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("ABC", "abc", 0)]
    public void Distance_KnownPairs_IsAsPublished(string a, string b, int distance) => NearestName.Distance(a, b).ShouldBe(distance);

    [Fact]
    public void Distance_AnyTexts_IsSymmetricBoundedAndZeroOnlyForEquals() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                ArbMap.Default.ArbFor<NonNull<string>>(),
                (a, b) =>
                {
                    int distance = NearestName.Distance(a.Get, b.Get);
                    return distance == NearestName.Distance(b.Get, a.Get)
                        && distance >= Math.Abs(a.Get.Length - b.Get.Length)
                        && distance <= Math.Max(a.Get.Length, b.Get.Length)
                        && (distance == 0) == string.Equals(a.Get.ToLowerInvariant(), b.Get.ToLowerInvariant(), StringComparison.Ordinal);
                })
            .QuickCheckThrowOnFailure();
}
