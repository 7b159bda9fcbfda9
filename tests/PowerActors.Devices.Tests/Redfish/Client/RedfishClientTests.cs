using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Tests.Redfish.Client;

public sealed class RedfishClientTests
{
    private const string Chassis = "/redfish/v1/Chassis";
    private const string Metrics = "/redfish/v1/Chassis/Server/EnvironmentMetrics";
    private static readonly CancellationToken Forever = CancellationToken.None;

    [Fact]
    public async Task GetAsync_ServiceAsksWho_LogsInOnceAndLogsOutAtTheEnd()
    {
        await using MockRedfish mock = await StartAsync();
        mock.AsksWho = true;
        await using (RedfishClient client = mock.Client())
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetAsync(Metrics, Forever)));
            mock.Sessions.Count.ShouldBe(1);
            mock.Seen.Where(static seen => seen.Path == Metrics).ShouldAllBe(static seen => seen.Token == "token-1" && seen.Authorization == null);
        }

        mock.Sessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task GetAsync_SessionEnded_LogsInAgain()
    {
        await using MockRedfish mock = await StartAsync();
        mock.AsksWho = true;
        await using RedfishClient client = mock.Client();
        await client.GetAsync(Metrics, Forever);
        mock.ForgetSessions();
        (await client.GetAsync(Metrics, Forever)).Body.GetProperty("Name").GetString().ShouldBe("server");
        mock.Seen.Last().Token.ShouldBe("token-2");
    }

    [Fact]
    public async Task GetAsync_ServiceWithoutSessions_SaysWhoWithEachRequest()
    {
        await using MockRedfish mock = await StartAsync();
        mock.AsksWho = true;
        mock.HasNoSessions = true;
        await using RedfishClient client = mock.Client();
        await client.GetAsync(Metrics, Forever);
        mock.Seen.Last().Authorization!.ShouldStartWith("Basic ");
    }

    [Fact]
    public async Task GetAsync_WrongPassword_IsRefusedWithoutTellingIt()
    {
        await using MockRedfish mock = await StartAsync();
        mock.AsksWho = true;
        await using RedfishClient client = new(mock.Endpoint with { Credentials = new RedfishCredentials("operator", "hunter2") });
        RedfishException e = await Should.ThrowAsync<RedfishException>(() => client.GetAsync(Metrics, Forever));
        e.Failure.ShouldBe(RedfishFailure.Unauthorized);
        e.ToString().ShouldNotContain("hunter2");
        e.Message.ShouldContain("operator");
    }

    [Fact]
    public async Task PatchAsync_VersionKnown_SendsIt()
    {
        await using MockRedfish mock = await StartAsync();
        await using RedfishClient client = mock.Client();
        RedfishAnswer now = await client.GetAsync(Metrics, Forever);
        await client.PatchAsync(Metrics, """{"AssetTag":"a"}"""u8.ToArray(), now.ETag, Forever);
        mock.Seen.Last().IfMatch.ShouldBe("W/\"1\"");
        ((string?)mock.Resource(Metrics)["AssetTag"]).ShouldBe("a");
    }

    [Fact]
    public async Task PatchAsync_ChangedBySomebodyElse_ReadsAgainAndTriesOnceMore()
    {
        await using MockRedfish mock = await StartAsync();
        await using RedfishClient client = mock.Client();
        RedfishAnswer old = await client.GetAsync(Metrics, Forever);
        mock.Change(Metrics, static now => now["AssetTag"] = "theirs");
        await client.PatchAsync(Metrics, """{"AssetTag":"ours"}"""u8.ToArray(), old.ETag, Forever);
        mock.Seen.Where(static seen => seen.Path == Metrics).Select(static seen => (seen.Method, seen.IfMatch))
            .ShouldBe([("GET", null), ("PATCH", "W/\"1\""), ("GET", null), ("PATCH", "W/\"2\"")]);
        ((string?)mock.Resource(Metrics)["AssetTag"]).ShouldBe("ours");
    }

    [Fact]
    public async Task PatchAsync_ChangedAgainAndAgain_GivesUp()
    {
        await using MockRedfish mock = await StartAsync();
        mock.Misbehave = static (request, context) => Status(request.Method == "PATCH", context, 412);
        await using RedfishClient client = mock.Client();
        (await Should.ThrowAsync<RedfishException>(() => client.PatchAsync(Metrics, "{}"u8.ToArray(), null, Forever))).Failure.ShouldBe(RedfishFailure.Changed);
        mock.Count("PATCH", Metrics).ShouldBe(2);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("3600", 30)] // Bounded: an hour would be a refusal in disguise.
    [InlineData("Thu, 01 Jan 1970 00:00:12 GMT", 12)]
    [InlineData("soon", .5)]
    public async Task GetAsync_ServiceBusy_ComesBackWhenAskedTo(string retryAfter, double seconds)
    {
        ManualTime time = new();
        await using MockRedfish mock = await StartAsync();
        bool isBusy = true;
        mock.Misbehave = (request, context) =>
        {
            context.Response.Headers.RetryAfter = retryAfter;
            return Status(isBusy && request.Path == Metrics, context, 503);
        };
        await using RedfishClient client = mock.Client(RedfishClientOptions.Default with { Timeout = TimeSpan.FromHours(2) }, time);
        Task<RedfishAnswer> answer = client.GetAsync(Metrics, Forever);
        await time.TimerAsync(wait => wait == TimeSpan.FromSeconds(seconds));
        isBusy = false;
        time.Advance(TimeSpan.FromSeconds(seconds));
        (await answer).Body.GetProperty("Name").GetString().ShouldBe("server");
        mock.Count("GET", Metrics).ShouldBe(2);
    }

    [Fact]
    public async Task GetAsync_NoAnswer_EndsAfterTheTimeout()
    {
        ManualTime time = new();
        await using MockRedfish mock = await StartAsync();
        mock.Misbehave = static async (request, context) =>
        {
            if (request.Path != Metrics)
                return false;
            TaskCompletionSource gone = new();
            await using (context.RequestAborted.Register(gone.SetResult))
                await gone.Task; // For ever, as seen from the client.
            return true;
        };
        await using RedfishClient client = mock.Client(RedfishClientOptions.Default with { Retries = 0, Timeout = TimeSpan.FromSeconds(60) }, time);
        Task<RedfishAnswer> answer = client.GetAsync(Metrics, Forever);
        while (mock.Count("GET", Metrics) == 0)
            await Task.Yield();
        time.Advance(TimeSpan.FromSeconds(60));
        (await Should.ThrowAsync<RedfishException>(() => answer)).Failure.ShouldBe(RedfishFailure.Timeout);
    }

    [Fact]
    public async Task GetAsync_Cancelled_EndsWhereverItWaits()
    {
        await using MockRedfish mock = await StartAsync();
        using CancellationTokenSource end = new();
        mock.Misbehave = async (request, _) =>
        {
            await end.CancelAsync();
            return false;
        };
        await using RedfishClient client = mock.Client();
        await Should.ThrowAsync<OperationCanceledException>(() => client.GetAsync(Metrics, end.Token));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("[1, 2]")]
    [InlineData("\"text\"")]
    [InlineData("{\"Reading\": NaN}")]
    [InlineData("{\"Name\": \"cut o")]
    [InlineData("{\"@odata.type\": \"\\ud800\"}")]
    [InlineData("{\"\\uD800\": 1}")]
    [InlineData("")]
    public async Task GetAsync_Nonsense_IsToldAsSuch(string body)
    {
        await using MockRedfish mock = await StartAsync();
        mock.Misbehave = (request, context) => Body(request.Path == Metrics, context, body);
        await using RedfishClient client = mock.Client();
        RedfishException e = await Should.ThrowAsync<RedfishException>(() => client.GetAsync(Metrics, Forever));
        e.Failure.ShouldBe(RedfishFailure.Nonsense);
        e.Message.ShouldNotContain('\n');
    }

    [Fact]
    public async Task GetAsync_TenThousandBrokenBodies_NeverThrowsAnythingElse()
    {
        byte[] good = Encoding.UTF8.GetBytes(MockTrees.Hgx()[Metrics].ToJsonString());
        Random random = new(7);
        int read = 0;
        using HandlerOf handler = new(_ =>
        {
            byte[] bad = [.. good.Take(random.Next(2) == 0 ? good.Length : random.Next(good.Length))];
            for (int i = random.Next(4); i > 0 && bad.Length > 0; i--)
                bad[random.Next(bad.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "0123456789-+eE.\\\"{}[]:,unl"[random.Next(26)]);
            return new HttpResponseMessage { Content = new ByteArrayContent(bad) };
        });
        await using RedfishClient client = new(new RedfishEndpoint { Url = new Uri("http://localhost") }, RedfishClientOptions.Default with { Retries = 0 }, handler: handler);
        for (int i = 0; i < 10_000; i++)
        {
            try
            {
                RedfishAnswer answer = await client.GetAsync(Metrics, Forever);
                PowerActors.Devices.Redfish.Discovery.MeterRules.Find(Metrics, answer.Body).Count().ShouldBeLessThan(100);
                PowerActors.Devices.Redfish.Discovery.ControlRules.Find(Metrics, answer.Body, isPatchable: true).Count().ShouldBeLessThan(100);
                read++;
            }
            catch (RedfishException)
            {
                // What it is for.
            }
        }

        read.ShouldBeGreaterThan(1000); // Many survive with another value, and were read to the end.
    }

    [Fact]
    public async Task GetAsync_AnswerCutOff_IsToldAsSuch()
    {
        await using MockRedfish mock = await StartAsync();
        mock.Misbehave = static async (request, context) =>
        {
            if (request.Path != Metrics)
                return false;
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"Name\":");
            context.Abort();
            return true;
        };
        await using RedfishClient client = mock.Client();
        (await Should.ThrowAsync<RedfishException>(() => client.GetAsync(Metrics, Forever))).IsTransient.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetAsync_HugeAnswer_IsNotRead(bool saysSo)
    {
        await using MockRedfish mock = await StartAsync();
        mock.Misbehave = async (request, context) =>
        {
            if (request.Path != Metrics)
                return false;
            byte[] block = new byte[64 * 1024];
            if (saysSo)
                context.Response.ContentLength = 1L << 40;
            for (int i = 0; i < 1000 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                try
                {
                    await context.Response.Body.WriteAsync(block, context.RequestAborted);
                }
                catch (OperationCanceledException)
                {
                    // Hung up, rightly.
                }
            }

            return true;
        };
        await using RedfishClient client = mock.Client(RedfishClientOptions.Default with { LargestAnswer = 256 * 1024 });
        (await Should.ThrowAsync<RedfishException>(() => client.GetAsync(Metrics, Forever))).Failure.ShouldBe(RedfishFailure.TooLarge);
        mock.Count("GET", Metrics).ShouldBe(1); // Not tried again: it would be as large.
    }

    [Theory]
    [InlineData("https://elsewhere.example/redfish/v1/Chassis")]
    [InlineData("//elsewhere.example/redfish/v1/Chassis")]
    [InlineData("/admin")]
    [InlineData("/redfish/../admin")]
    [InlineData("http://[")]
    [InlineData("")]
    public async Task GetAsync_LinkAway_IsNeverFollowed(string link)
    {
        await using MockRedfish mock = await StartAsync();
        await using RedfishClient client = mock.Client();
        (await Should.ThrowAsync<RedfishException>(() => client.GetAsync(link, Forever))).Failure.ShouldBe(RedfishFailure.NotFound);
        mock.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Metrics, true)]
    [InlineData("https://elsewhere.example/redfish/v1/", false)]
    public async Task GetAsync_Redirect_IsFollowedWithinTheServiceOnly(string to, bool follows)
    {
        await using MockRedfish mock = await StartAsync();
        mock.Misbehave = (request, context) =>
        {
            context.Response.Headers.Location = to;
            return Status(request.Path == "/redfish/v1/Old", context, 308);
        };
        await using RedfishClient client = mock.Client();
        if (follows)
            (await client.GetAsync("/redfish/v1/Old", Forever)).Body.GetProperty("Name").GetString().ShouldBe("server");
        else
            await Should.ThrowAsync<RedfishException>(() => client.GetAsync("/redfish/v1/Old", Forever));
    }

    [Fact]
    public async Task MembersAsync_PagesThatLeadBack_ReadsEachOnce()
    {
        Dictionary<string, JsonObject> tree = MockTrees.Hgx();
        tree[Chassis] = MockTrees.Collection(Chassis, "A");
        tree[Chassis]["Members@odata.nextLink"] = "/redfish/v1/Chassis/Page2";
        tree["/redfish/v1/Chassis/Page2"] = MockTrees.Collection(Chassis, "B");
        tree["/redfish/v1/Chassis/Page2"]["Members@odata.nextLink"] = Chassis;
        await using MockRedfish mock = await MockRedfish.StartAsync(tree);
        await using RedfishClient client = mock.Client();
        List<string> members = [];
        await foreach (string member in client.MembersAsync(Chassis, Forever))
            members.Add(member);
        members.ShouldBe([$"{Chassis}/A", $"{Chassis}/B"]);
        mock.Count("GET", Chassis).ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task GetAsync_ManyAtOnce_KeepsToItsConnections(int connections)
    {
        await using MockRedfish mock = await StartAsync();
        mock.Misbehave = static async (_, _) =>
        {
            for (int i = 0; i < 50; i++)
                await Task.Yield(); // Long enough for others to come in if they may.
            return false;
        };
        await using RedfishClient client = mock.Client(RedfishClientOptions.Default with { Connections = connections });
        await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? client.PatchAsync(Metrics, """{"AssetTag":"a"}"""u8.ToArray(), null, Forever) : client.GetAsync(Metrics, Forever)));
        mock.MostOpen.ShouldBeLessThanOrEqualTo(connections);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task PatchAsync_ReadingsQueued_GoesBeforeThem(int connections)
    {
        await using MockRedfish mock = await StartAsync();
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        mock.Misbehave = async (request, _) =>
        {
            if (request.Method == "GET" && request.Path == Chassis)
            {
                held.TrySetResult();
                await release.Task; // A reading that takes a minute.
            }

            return false;
        };
        await using RedfishClient client = mock.Client(RedfishClientOptions.Default with { Connections = connections });
        await client.GetAsync(Metrics, Forever); // The login is done.
        mock.Seen.Clear();
        Task slow = client.GetAsync(Chassis, Forever);
        await held.Task;
        Task[] readings = [.. Enumerable.Range(0, 5).Select(_ => client.GetAsync(Metrics, Forever))];
        Task command = client.PatchAsync(Metrics, """{"AssetTag":"now"}"""u8.ToArray(), null, Forever);
        if (connections > 1)
            await command; // Has a place of its own, while the reading is still at it.
        release.SetResult();
        await Task.WhenAll([slow, command, .. readings]);
        mock.Seen.ElementAt(1).Method.ShouldBe("PATCH");
    }

    [Fact]
    public async Task GetAsync_ErrorBody_IsToldInOneLine()
    {
        await using MockRedfish mock = await StartAsync();
        mock.Misbehave = static (request, context) =>
        {
            context.Response.StatusCode = 400;
            return Body(request.Path == Metrics, context, """{"error":{"@Message.ExtendedInfo":[{"Message":"The value 9 is\nnot in the list."}]}}""");
        };
        await using RedfishClient client = mock.Client();
        RedfishException e = await Should.ThrowAsync<RedfishException>(() => client.GetAsync(Metrics, Forever));
        (e.Failure, e.IsTransient).ShouldBe((RedfishFailure.Refused, false));
        e.Message.ShouldBe($"{mock.Endpoint}{Metrics}: The value 9 is not in the list (400)");
    }

    [Fact]
    public async Task GetAsync_NobodyThere_IsUnreachable()
    {
        MockRedfish mock = await StartAsync();
        RedfishEndpoint endpoint = mock.Endpoint;
        await mock.DisposeAsync();
        await using RedfishClient client = new(endpoint, RedfishClientOptions.Default with { Retries = 0 });
        (await Should.ThrowAsync<RedfishException>(() => client.GetAsync(Metrics, Forever))).Failure.ShouldBe(RedfishFailure.Unreachable);
    }

    internal static Task<MockRedfish> StartAsync() => MockRedfish.StartAsync(MockTrees.Hgx());

    internal static Task<bool> Status(bool applies, HttpContext context, int status)
    {
        if (applies)
            context.Response.StatusCode = status;
        else
            context.Response.Headers.Clear();
        return Task.FromResult(applies);
    }

    internal static async Task<bool> Body(bool applies, HttpContext context, string body)
    {
        if (applies)
            await context.Response.WriteAsync(body);
        else
            context.Response.StatusCode = 200;
        return applies;
    }

    private sealed class HandlerOf(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
