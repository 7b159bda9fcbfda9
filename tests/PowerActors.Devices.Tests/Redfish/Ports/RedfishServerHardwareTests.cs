using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Units;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Ports;

namespace PowerActors.Devices.Tests.Redfish.Ports;

public sealed class RedfishServerHardwareTests
{
    private const string Clock0 = "/redfish/v1/Chassis/HGX_GPU_0/Controls/ClockLimit_0";
    private const string Limit0 = "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_0/EnvironmentMetrics";
    private static readonly TimeSpan Now = TimeSpan.FromDays(1);
    private static readonly ServerModel TwoH100 = ServerCatalog.DgxH100 with { Name = "two H100", GpuCount = 2, Nameplate = new Watts(4000), NonGpuIdle = new Watts(500) };

    [Fact]
    public async Task ConnectAsync_Hgx_ReadsEachGpuAndTheServer()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        await setup.ReadAsync();
        GpuReading[] readings = new GpuReading[2];
        ((IServerHardware)setup.Server).ReadGpus(Now, readings);
        readings.Select(static r => (r.Power, r.Health)).ShouldBe([(new Watts(400), DeviceHealth.Good), (new Watts(401), DeviceHealth.Good)]);
        setup.Server.Meter!.TryRead(Now, out Watts power).ShouldBeTrue();
        power.ShouldBe(new Watts(3000));
        setup.Mock.Seen.ShouldAllBe(static seen => seen.Method == "GET" || seen.Path.EndsWith("Sessions", StringComparison.Ordinal)); // Connecting changes nothing.
    }

    [Fact]
    public async Task TryApply_Ceiling_LowersTheClockLimitAndLeavesThePowerLimit()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        setup.Gpu.TryApply(new GpuCap(new Megahertz(1284), Brake: false), Now).ShouldBeTrue();
        await setup.HoldsAsync(1275, Clock0, "SettingMax"); // Rounded down to a step of the model.
        setup.Mock.Count("PATCH", Limit0).ShouldBe(0);
        setup.Readback.RequestedCeiling.ShouldBe(new Megahertz(1275));
    }

    [Fact]
    public async Task TryApply_Brake_TakesTheLowestThatIsAllowed()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        setup.Mock.Change(Clock0, static control => control["AllowableMin"] = 600);
        await setup.ReconciledAsync(Clock0);
        setup.Gpu.TryApply(new GpuCap(new Megahertz(345), Brake: true), Now).ShouldBeTrue();
        await setup.HoldsAsync(600, Clock0, "SettingMax");
    }

    [Fact]
    public async Task TryApply_BelowTheRange_IsRefusedAndNothingSent()
    {
        Dictionary<string, JsonObject> tree = MockTrees.Hgx(hasPowerLimit: false);
        tree[Clock0]["AllowableMin"] = 600;
        await using Setup setup = await Setup.StartAsync(tree);
        setup.Gpu.TryApply(new GpuCap(new Megahertz(500), Brake: false), Now).ShouldBeFalse();
        setup.Gpu.TryApply(new GpuCap(new Megahertz(double.NaN), Brake: false), Now).ShouldBeFalse();
        setup.Mock.Count("PATCH", Clock0).ShouldBe(0);
    }

    [Fact]
    public async Task TryApply_Free_ResetsToDefaults()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        setup.Gpu.TryApply(new GpuCap(new Megahertz(1275), Brake: false), Now).ShouldBeTrue();
        await setup.SeenAsync("PATCH", Clock0);
        setup.Gpu.TryApply(GpuCap.Free, Now).ShouldBeTrue();
        await setup.SeenAsync("POST", $"{Clock0}/Actions/Control.ResetToDefaults");
        await setup.HoldsAsync(1980, Clock0, "SettingMax");
    }

    [Fact]
    public async Task TryApply_NoClockLimit_SetsThePowerThatTheClockCouldDraw()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx(hasClockLimit: false));
        setup.Gpu.TryApply(new GpuCap(new Megahertz(1410), Brake: false), Now).ShouldBeTrue();
        GpuModel model = TwoH100.Gpu;
        await setup.HoldsAsync(Math.Floor(model.WorstDraw(model.RoundDown(new Megahertz(1410))).Value), Limit0, "PowerLimitWatts", "SetPoint");
    }

    [Fact]
    public async Task TryApply_ServiceRefusesTheClock_TurnsToThePowerLimit()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        setup.Mock.Misbehave = static (request, context) => Client.RedfishClientTests.Status(request is { Method: "PATCH", Path: Clock0 }, context, 400);
        GpuCap cap = new(new Megahertz(1275), Brake: false);
        setup.Gpu.TryApply(cap, Now).ShouldBeTrue(); // Only queued so far.
        await setup.NoticeAsync(static notice => notice.Message.StartsWith("refused 1275 MHz", StringComparison.Ordinal));
        setup.Gpu.TryApply(cap, Now).ShouldBeTrue();
        await setup.SeenAsync("PATCH", Limit0);
    }

    [Fact]
    public async Task TryApply_ServiceSaysNo_IsToldToTheNextCaller()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx(hasPowerLimit: false));
        setup.Mock.Misbehave = static (request, context) => Client.RedfishClientTests.Status(request is { Method: "PATCH", Path: Clock0 }, context, 403);
        GpuCap cap = new(new Megahertz(1275), Brake: false);
        setup.Gpu.TryApply(cap, Now).ShouldBeTrue();
        await setup.NoticeAsync(static notice => notice.Message.StartsWith("refused", StringComparison.Ordinal));
        setup.Gpu.TryApply(cap, Now).ShouldBeFalse();
        setup.Mock.Misbehave = null;
        await setup.SeenAsync("PATCH", Clock0, times: 2); // Asked again, it was sent again.
    }

    [Fact]
    public async Task TryApply_NewerWhileOneIsOnItsWay_ReplacesAllBetween()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        setup.Mock.Misbehave = async (request, _) =>
        {
            if (request is { Method: "PATCH", Path: Clock0 })
                await release.Task;
            return false;
        };
        setup.Gpu.TryApply(new GpuCap(new Megahertz(1800), Brake: false), Now).ShouldBeTrue();
        await setup.SeenAsync("PATCH", Clock0);
        foreach (double clock in new double[] { 1700, 1600, 1500, 1395 })
            setup.Gpu.TryApply(new GpuCap(new Megahertz(clock), Brake: false), Now).ShouldBeTrue();
        release.SetResult();
        await setup.SeenAsync("PATCH", Clock0, times: 2);
        setup.Mock.Seen.Where(static seen => seen.Method == "PATCH").Select(static seen => seen.Body).ShouldBe(["""{"SettingMax":1800}""", """{"SettingMax":1395}"""]);
    }

    [Fact]
    public async Task TryApply_ServiceBusy_TriesAgainWithTheNewest()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        bool isBusy = true;
        setup.Mock.Misbehave = (request, context) => Client.RedfishClientTests.Status(isBusy && request.Method == "PATCH", context, 503);
        GpuCap cap = new(new Megahertz(1275), Brake: false);
        setup.Gpu.TryApply(cap, Now).ShouldBeTrue();
        await setup.NoticeAsync(static notice => notice.Message.Contains("could not be delivered", StringComparison.Ordinal));
        setup.Gpu.TryApply(cap, Now).ShouldBeFalse(); // Cannot be reached.
        isBusy = false;
        await setup.NoticeAsync(static notice => notice.Message == "commands are taken again");
        setup.Gpu.TryApply(cap, Now).ShouldBeTrue();
        await setup.HoldsAsync(1275, Clock0, "SettingMax");
    }

    [Fact]
    public async Task Reconcile_LimitLost_IsSetAgainAndTold()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        setup.Gpu.TryApply(new GpuCap(new Megahertz(1275), Brake: false), Now).ShouldBeTrue();
        await setup.HoldsAsync(1275, Clock0, "SettingMax");
        await setup.ReconciledAsync(Clock0);
        setup.Mock.Change(Clock0, static control => control["SettingMax"] = 1980); // A driver reload, or somebody else.
        await setup.SeenAsync("PATCH", Clock0, times: 2);
        await setup.NoticeAsync(static notice => notice is { Kind: RedfishNoticeKind.Drift } && notice.Message.Contains("1980 MHz", StringComparison.Ordinal));
        await setup.HoldsAsync(1275, Clock0, "SettingMax");
    }

    [Fact]
    public async Task Reconcile_TighterLimitOfSomebodyElse_IsShownAndLeft()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx());
        setup.Gpu.TryApply(new GpuCap(new Megahertz(1275), Brake: false), Now).ShouldBeTrue();
        await setup.HoldsAsync(1275, Clock0, "SettingMax");
        setup.Mock.Change(Clock0, static control =>
        {
            control["SettingMax"] = 900;
            control["SetPoint"] = 900;
        });
        await setup.ReconciledAsync(Clock0);
        await setup.ReconciledAsync(Clock0);
        (setup.Readback.RequestedCeiling, setup.Readback.EnforcedCeiling).ShouldBe((new Megahertz(1275), new Megahertz(900)));
        setup.Mock.Count("PATCH", Clock0).ShouldBe(1);
    }

    [Fact]
    public async Task Read_ServerTotalOnly_DividesItSoThatTheSumHolds()
    {
        await using Setup setup = await Setup.StartAsync(MockTrees.Hgx(hasGpuPower: false));
        await setup.ReadAsync();
        setup.Server.Gpus.Select(static gpu => gpu.Read(Now).Power).ShouldBe([new Watts(1250), new Watts(1250)]); // (3000 - 500 W that the rest draws at least) / 2
    }

    [Fact]
    public async Task Read_NothingKnown_IsUnavailable()
    {
        Dictionary<string, JsonObject> tree = MockTrees.Hgx(hasGpuPower: false);
        tree["/redfish/v1/Chassis/Server/EnvironmentMetrics"].Remove("PowerWatts");
        await using Setup setup = await Setup.StartAsync(tree);
        await setup.NoticeAsync(static notice => notice.Message.Contains("worst case", StringComparison.Ordinal));
        setup.Gpu.Read(Now).Health.ShouldBe(DeviceHealth.Unavailable);
    }

    [Fact]
    public async Task ConnectAsync_AnotherNumberOfGpus_SaysWhichThereAre()
    {
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx());
        await using RedfishClient client = mock.Client();
        InputException e = await Should.ThrowAsync<InputException>(() =>
            RedfishServerHardware.ConnectAsync(client, new RedfishServerOptions { Model = ServerCatalog.DgxH100 }, CancellationToken.None));
        e.Message.ShouldContain("has 2 GPUs");
        e.Message.ShouldContain("DGX-H100 has 8");
    }

    /// <summary>A server on a clock that this test moves: whoever waits for a timer is moved on as soon as it is set.</summary>
    private sealed class Setup : IAsyncDisposable
    {
        private readonly ConcurrentQueue<RedfishNotice> _notices = new();

        public MockRedfish Mock { get; private set; } = null!;

        public ManualTime Time { get; } = new();

        public RedfishClient Client { get; private set; } = null!;

        public RedfishServerHardware Server { get; private set; } = null!;

        public IGpuDevice Gpu => Server.Gpus[0];

        public GpuEnforced Readback => ((IGpuReadback)Gpu).ReadEnforced(Now);

        public static async Task<Setup> StartAsync(Dictionary<string, JsonObject> tree)
        {
            Setup setup = new() { Mock = await MockRedfish.StartAsync(tree) };
            setup.Client = setup.Mock.Client(RedfishClientOptions.Default with { Retries = 0, Timeout = TimeSpan.FromDays(1) }, setup.Time);
            setup.Server = await RedfishServerHardware.ConnectAsync(setup.Client, new RedfishServerOptions { Model = TwoH100 }, CancellationToken.None, setup._notices.Enqueue);
            return setup;
        }

        /// <summary>Until every meter has been read at least once.</summary>
        public Task ReadAsync() => UntilAsync(() => Server.Gpus.All(static gpu => gpu.Read(Now).Health == DeviceHealth.Good));

        public Task SeenAsync(string method, string path, int times = 1) => UntilAsync(() => Mock.Count(method, path) >= times);

        public Task HoldsAsync(double value, string path, params string[] steps) => UntilAsync(() => Mock.Number(path, steps) == value);

        public Task NoticeAsync(Func<RedfishNotice, bool> matches) => UntilAsync(() => _notices.Any(matches));

        /// <summary>Until a control has been read back once more, with what it holds now.</summary>
        public async Task ReconciledAsync(string path)
        {
            int before = Mock.Count("GET", path);
            await UntilAsync(() => Mock.Count("GET", path) >= before + 2); // The second began after the first was taken in.
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Client.DisposeAsync();
            await Mock.DisposeAsync();
        }

        /// <summary>Lets time pass, a second at a step, until something has happened.</summary>
        private async Task UntilAsync(Func<bool> happened)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60)); // Of the test's own, in case it never does.
            while (!happened())
            {
                patience.Token.ThrowIfCancellationRequested();
                Time.Advance(TimeSpan.FromSeconds(1));
                await Client.GetAsync(RedfishUri.Root, patience.Token, RequestUrgency.Command); // One real round trip, so that others get on.
            }
        }
    }
}
