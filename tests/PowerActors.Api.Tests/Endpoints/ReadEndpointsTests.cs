using System.Net;
using System.Text.Json;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Units;

namespace PowerActors.Api.Tests.Endpoints;

public sealed class ReadEndpointsTests
{
    [Fact]
    public async Task Reads_OfALiveSite_TellWhatStands()
    {
        await using TestApi api = await TestApi.StartAsync();
        await using TestAgent agent = new(api.Host.AgentsAddress, TestSite.Server(1, 1));
        await Wait.Until(() => api.Node.IsReady && api.Node.Agents.Telemetry(0) is not null, "the agent has reported");

        (HttpStatusCode code, JsonElement tree) = await api.GetAsync("/api/v1/tree");
        code.ShouldBe(HttpStatusCode.OK);
        tree.GetProperty("path").GetString().ShouldBe("site");
        JsonElement row = tree.GetProperty("domains")[0];
        (row.GetProperty("kind").GetString(), row.GetProperty("limitWatts").GetDouble(), row.GetProperty("ladder").GetString()).ShouldBe(("row", 5200, "polca"));
        row.GetProperty("domains").GetArrayLength().ShouldBe(2);

        (_, JsonElement snapshot) = await api.GetAsync("/api/v1/snapshot");
        snapshot.EnumerateArray().Select(static domain => domain.GetProperty("path").GetString()).ShouldBe(["site", "site/row", "site/row/rack-1", "site/row/rack-2"]);

        (_, JsonElement domain) = await api.GetAsync("/api/v1/domains/site/row/rack-1");
        domain.GetProperty("servers").GetArrayLength().ShouldBe(2);

        (_, JsonElement server) = await api.GetAsync("/api/v1/servers/" + TestSite.Server(1, 1));
        (server.GetProperty("connected").GetBoolean(), server.GetProperty("gpus").GetArrayLength()).ShouldBe((true, 4));

        (_, JsonElement status) = await api.GetAsync("/api/v1/status");
        (status.GetProperty("servers").GetInt32(), status.GetProperty("connectedServers").GetInt32(), status.GetProperty("gpus").GetInt32()).ShouldBe((4, 1, 16));
        status.GetProperty("laws").GetProperty("violationCount").GetInt64().ShouldBe(0);
    }

    [Theory]
    [InlineData("/api/v1/domains/site/nowhere")]
    [InlineData("/api/v1/domains/site/row/rack-1/server-1")]
    [InlineData("/api/v1/servers/site/row")]
    [InlineData("/api/v1/nothing")]
    public async Task Get_OfWhatIsNotThere_IsAProblem404(string path)
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement problem) = await api.GetAsync(path);
        code.ShouldBe(HttpStatusCode.NotFound);
        problem.GetProperty("status").GetInt32().ShouldBe(404);
    }

    [Fact]
    public async Task History_OfADomain_HasItsMinutes()
    {
        await using TestApi api = await TestApi.StartAsync();
        DateTimeOffset minute = DateTimeOffset.UtcNow.AddMinutes(-5);
        api.Node.Journal.Journal.SaveRollups([new PowerRollup("site/row", minute, 60, new Watts(1000), new Watts(1500), new Watts(2000), .3, new Dictionary<string, double> { ["free"] = 60 })]);
        (HttpStatusCode code, JsonElement minutes) = await api.GetAsync("/api/v1/history?domain=site/row&from=1%20h");
        code.ShouldBe(HttpStatusCode.OK);
        minutes.EnumerateArray().Single(static at => at.GetProperty("watts").GetProperty("max").GetDouble() == 2000).GetProperty("watts").GetProperty("mean").GetDouble().ShouldBe(1500);
    }

    [Theory]
    [InlineData("/api/v1/history", "domain")]
    [InlineData("/api/v1/history?domain=site/nowhere", "domain")]
    [InlineData("/api/v1/history?domain=site/row&from=yesterday", "from")]
    [InlineData("/api/v1/journal?limit=0", "limit")]
    [InlineData("/api/v1/journal?kind=rungs", "kind")]
    [InlineData("/api/v1/journal?order=up", "order")]
    [InlineData("/api/v1/journal?cursor=x", "cursor")]
    public async Task Get_WithABadQuery_NamesTheField(string path, string field)
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement problem) = await api.GetAsync(path);
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().ShouldContain(error => error.Name.Contains(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_WithABadDomainAndBadTimes_NamesAllThree()
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement problem) = await api.GetAsync("/api/v1/history?domain=site/nowhere&from=yesterday&to=soon");
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().Select(static error => error.Name).Order().ShouldBe(["domain", "from", "to"]);
    }

    [Fact]
    public async Task Journal_WithFilters_ReturnsWhatTheyLetThrough()
    {
        await using TestApi api = await TestApi.StartAsync();
        await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", """{"path":"site/row","type":"limit","value":"4 kW","reason":"first"}""");
        await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", """{"path":"site/row/rack-1/server-1","type":"drain","reason":"second"}""");
        await api.Journaled(static record => record.Reason == "second", "both are in the journal");

        (_, JsonElement all) = await api.GetAsync("/api/v1/journal?kind=override");
        all.GetProperty("entries").EnumerateArray().Select(static entry => entry.GetProperty("reason").GetString()).ShouldBe(["second", "first"]);
        (_, JsonElement below) = await api.GetAsync("/api/v1/journal?kind=override&domain=site/row/rack-1");
        below.GetProperty("entries").EnumerateArray().Single().GetProperty("details").GetProperty("type").GetString().ShouldBe("drain");
        (_, JsonElement page) = await api.GetAsync("/api/v1/journal?kind=override&order=oldest&limit=1");
        page.GetProperty("entries").EnumerateArray().Single().GetProperty("reason").GetString().ShouldBe("first");
        (_, JsonElement next) = await api.GetAsync($"/api/v1/journal?kind=override&order=oldest&limit=1&cursor={page.GetProperty("next").GetInt64()}");
        next.GetProperty("entries").EnumerateArray().Single().GetProperty("reason").GetString().ShouldBe("second");
        (_, JsonElement future) = await api.GetAsync("/api/v1/journal?kind=override&to=1%20h");
        future.GetProperty("entries").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Health_OfAStartedNode_IsGood()
    {
        await using TestApi api = await TestApi.StartAsync();
        (await api.GetAsync("/healthz")).Code.ShouldBe(HttpStatusCode.OK);
        await Wait.Until(() => api.Node.IsReady, "the tree has published");
        (await api.GetAsync("/readyz")).Code.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OpenApi_Document_NamesEveryRoute()
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement document) = await api.GetAsync("/openapi/v1.json");
        code.ShouldBe(HttpStatusCode.OK);
        string[] paths = [.. document.GetProperty("paths").EnumerateObject().Select(static path => path.Name)];
        foreach (string path in (string[])["status", "tree", "snapshot", "domains/{path}", "servers/{path}", "history", "journal", "overrides", "overrides/{id}", "mode", "events", "topology/check"])
            paths.ShouldContain("/api/v1/" + path);
    }
}
