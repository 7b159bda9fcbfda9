using PowerActors.Core.Units;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Ports;

namespace PowerActors.Devices.Tests.Redfish.Ports;

public sealed class RedfishMeterTests
{
    private const string Metrics = "/redfish/v1/Chassis/Server/EnvironmentMetrics";
    private static readonly CancellationToken Forever = CancellationToken.None;
    private static readonly TimeSpan Now = TimeSpan.FromDays(1);

    [Fact]
    public async Task TryRead_Fresh_AnswersWithoutAsking()
    {
        await using Setup setup = await Setup.StartAsync();
        RedfishMeter meter = setup.Poller.AddMeter(Metrics);
        meter.TryRead(Now, out _).ShouldBeFalse();
        await setup.Poller.RoundAsync(Forever);
        long requests = setup.Client.Requests;
        meter.TryRead(Now, out Watts power).ShouldBeTrue();
        (power, setup.Client.Requests).ShouldBe((new Watts(3000), requests));
        meter.Info!.Uri.ShouldBe($"{Metrics}#/PowerWatts/Reading");
    }

    [Fact]
    public async Task TryRead_TooOld_AnswersNothing()
    {
        await using Setup setup = await Setup.StartAsync();
        RedfishMeter meter = setup.Poller.AddMeter(Metrics);
        await setup.Poller.RoundAsync(Forever);
        setup.Time.Advance(TimeSpan.FromSeconds(30));
        meter.TryRead(Now, out _).ShouldBeTrue();
        setup.Time.Advance(TimeSpan.FromTicks(1));
        meter.TryRead(Now, out Watts power).ShouldBeFalse();
        power.ShouldBe(Watts.Zero);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("null")]
    [InlineData("\"NaN\"")]
    [InlineData("1e400")]
    [InlineData("1e13")]
    [InlineData("{}")]
    public async Task TryRead_Nonsense_KeepsTheLastGoodReadingUntilItIsTooOld(string reading)
    {
        await using Setup setup = await Setup.StartAsync();
        RedfishMeter meter = setup.Poller.AddMeter($"{Metrics}#/PowerWatts/Reading");
        await setup.Poller.RoundAsync(Forever);
        setup.Mock.Misbehave = (request, context) => Client.RedfishClientTests.Body(
            request.Path == Metrics, context, $$"""{"@odata.type":"#EnvironmentMetrics.v1_3_0.EnvironmentMetrics","PowerWatts":{"Reading":{{reading}} } }""");
        setup.Time.Advance(TimeSpan.FromSeconds(20));
        await setup.Poller.RoundAsync(Forever);
        meter.TryRead(Now, out Watts power).ShouldBeTrue();
        power.ShouldBe(new Watts(3000));
        setup.Time.Advance(TimeSpan.FromSeconds(11));
        await setup.Poller.RoundAsync(Forever);
        meter.TryRead(Now, out _).ShouldBeFalse();
        setup.Notices.Count(static notice => notice.Kind == RedfishNoticeKind.Reading).ShouldBe(1); // Told once.
    }

    [Fact]
    public async Task TryRead_SameReadingTimeAgain_GrowsNoYounger()
    {
        await using Setup setup = await Setup.StartAsync();
        setup.Mock.Misbehave = static (request, context) => Client.RedfishClientTests.Body(
            request.Path == "/redfish/v1/S", context, """{"@odata.type":"#Sensor.v1_1_0.Sensor","ReadingType":"Power","Reading":100,"ReadingTime":"2022-04-14T16:11:35Z"}""");
        RedfishMeter meter = setup.Poller.AddMeter("/redfish/v1/S");
        await setup.Poller.RoundAsync(Forever);
        setup.Time.Advance(TimeSpan.FromSeconds(31));
        await setup.Poller.RoundAsync(Forever);
        meter.TryRead(Now, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task TryRead_SlowAnswer_IsAsOldAsItsRequest()
    {
        await using Setup setup = await Setup.StartAsync();
        setup.Mock.Misbehave = (_, _) =>
        {
            setup.Time.Advance(TimeSpan.FromSeconds(25)); // The controller takes its time.
            return Task.FromResult(false);
        };
        RedfishMeter meter = setup.Poller.AddMeter(Metrics);
        await setup.Poller.RoundAsync(Forever);
        setup.Mock.Misbehave = null;
        meter.Age!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(25));
        setup.Time.Advance(TimeSpan.FromSeconds(6));
        meter.TryRead(Now, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task TryRead_Sum_NeedsAllParts()
    {
        await using Setup setup = await Setup.StartAsync();
        RedfishMeter a = setup.Poller.AddMeter(Metrics);
        RedfishMeter b = setup.Poller.AddMeter("/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_1/EnvironmentMetrics");
        SumMeter sum = new([a, b]);
        await setup.Poller.RoundAsync(Forever);
        sum.TryRead(Now, out Watts power).ShouldBeTrue();
        power.ShouldBe(new Watts(3401));
        setup.Mock.Misbehave = static (request, context) => Client.RedfishClientTests.Status(request.Path == Metrics, context, 500);
        setup.Time.Advance(TimeSpan.FromSeconds(31));
        await setup.Poller.RoundAsync(Forever);
        b.TryRead(Now, out _).ShouldBeTrue();
        sum.TryRead(Now, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task RoundAsync_SlowService_IsReadLessOftenAndThenAsBefore()
    {
        await using Setup setup = await Setup.StartAsync();
        setup.Poller.AddMeter(Metrics);
        setup.Mock.Misbehave = (request, _) =>
        {
            if (request.Path == Metrics)
                setup.Time.Advance(TimeSpan.FromSeconds(50));
            return Task.FromResult(false);
        };
        TimeSpan wait = await setup.Poller.RoundAsync(Forever);
        wait.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(50)); // Half of the time at least it is left alone.
        setup.Mock.Misbehave = null;
        for (int i = 0; i < 20; i++)
            wait = await setup.Poller.RoundAsync(Forever);
        wait.ShouldBe(RedfishPollOptions.Default.Interval);
        setup.Notices.Count(static notice => notice.Kind == RedfishNoticeKind.Service).ShouldBe(2); // Slow, and well again.
    }

    [Fact]
    public async Task RoundAsync_ServiceAsksToWait_Waits()
    {
        await using Setup setup = await Setup.StartAsync();
        setup.Poller.AddMeter(Metrics);
        setup.Mock.Misbehave = static (request, context) =>
        {
            context.Response.Headers.RetryAfter = "17";
            return Client.RedfishClientTests.Status(request.Path == Metrics, context, 503);
        };
        (await setup.Poller.RoundAsync(Forever)).ShouldBe(TimeSpan.FromSeconds(17));
        setup.Mock.Count("GET", Metrics).ShouldBe(1); // The next round is the retry.
    }

    [Fact]
    public async Task RoundAsync_ManyMetersOfOneResource_ReadsItOnce()
    {
        await using Setup setup = await Setup.StartAsync();
        setup.Poller.AddMeter(Metrics);
        setup.Poller.AddMeter($"{Metrics}#/PowerWatts/Reading");
        await setup.Poller.RoundAsync(Forever);
        setup.Mock.Count("GET", Metrics).ShouldBe(1);
    }

    private sealed class Setup(MockRedfish mock) : IAsyncDisposable
    {
        public MockRedfish Mock { get; } = mock;

        public ManualTime Time { get; } = new();

        public List<RedfishNotice> Notices { get; } = [];

        public RedfishClient Client { get; private set; } = null!;

        public RedfishPoller Poller { get; private set; } = null!;

        public static async Task<Setup> StartAsync()
        {
            Setup setup = new(await MockRedfish.StartAsync(MockTrees.Hgx()));
            setup.Client = setup.Mock.Client(RedfishClientOptions.Default with { Retries = 0, Timeout = TimeSpan.FromDays(1) }, setup.Time);
            setup.Poller = new RedfishPoller(setup.Client, null, setup.Notices.Add);
            await setup.Client.GetAsync(RedfishUri.Root, Forever);
            return setup;
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Mock.DisposeAsync();
        }
    }
}
