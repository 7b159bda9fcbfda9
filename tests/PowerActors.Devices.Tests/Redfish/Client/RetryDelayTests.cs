using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Tests.Redfish.Client;

public sealed class RetryDelayTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1, 0, .5)]
    [InlineData(1, .5, .75)]
    [InlineData(2, 0, 1)]
    [InlineData(4, 0, 4)]
    [InlineData(60, 0, 15)]
    [InlineData(int.MaxValue, 0, 15)]
    public void Of_NothingAsked_DoublesUpToTheBound(int attempt, double draw, double seconds) =>
        RetryDelay.Of(attempt, null, First, Longest, draw).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(5, 0, 5)]
    [InlineData(5, .5, 5.5)]
    [InlineData(0, 0, 0)]
    [InlineData(1e6, .9, 30)]
    public void Of_TimeAsked_IsKeptUpToTheBound(double asked, double draw, double seconds) =>
        RetryDelay.Of(1, TimeSpan.FromSeconds(asked), First, Longest, draw).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("120", 120.0)]
    [InlineData("Thu, 01 Jan 1970 00:01:00 GMT", 60.0)]
    [InlineData("Wed, 31 Dec 1969 00:00:00 GMT", 0.0)]
    [InlineData("-5", null)]
    [InlineData("1e9", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Parse_Header_IsReadOrLeft(string? header, double? seconds) =>
        RetryDelay.Parse(header, DateTimeOffset.UnixEpoch)?.TotalSeconds.ShouldBe(seconds!.Value);
}
