using System.Net;
using System.Text.Json;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Journal;

namespace PowerActors.Api.Tests.Endpoints;

public sealed class WriteEndpointsTests
{
    [Theory]
    [InlineData("site/row", "cap", "1200 MHz")]
    [InlineData("site/row/rack-1/server-1", "cap", "80 %")]
    [InlineData("site/row/rack-1/server-1", "exempt", "")]
    [InlineData("site/row/rack-1/server-1", "drain", "")]
    [InlineData("site/row", "limit", "4 kW")]
    [InlineData("site/row", "schedule", "17:00-21:00 mon-fri 3 kW")]
    [InlineData("site/row", "mode", "shadow")]
    public async Task Post_AnOverrideOfEachType_HoldsUntilItIsTakenBack(string path, string type, string value)
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement said) = await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", JsonSerializer.Serialize(new { path, type, value, reason = "test", @for = "2 h" }));
        code.ShouldBe(HttpStatusCode.Created, said.ToString());
        string id = said.GetProperty("id").GetString()!;
        (said.GetProperty("path").GetString(), said.GetProperty("type").GetString(), said.GetProperty("author").GetString()).ShouldBe((path, type, "local"));
        (said.GetProperty("until").GetDateTimeOffset() - said.GetProperty("from").GetDateTimeOffset()).ShouldBe(TimeSpan.FromHours(2));

        (_, JsonElement all) = await api.GetAsync("/api/v1/overrides");
        all.EnumerateArray().Single().GetProperty("id").GetString().ShouldBe(id);
        (await api.SendAsync(HttpMethod.Delete, $"/api/v1/overrides/{id}")).Code.ShouldBe(HttpStatusCode.BadRequest, "no reason");
        (await api.SendAsync(HttpMethod.Delete, $"/api/v1/overrides/{id}?reason=over")).Code.ShouldBe(HttpStatusCode.OK);
        (await api.SendAsync(HttpMethod.Delete, $"/api/v1/overrides/{id}?reason=over")).Code.ShouldBe(HttpStatusCode.NotFound);
        (_, JsonElement none) = await api.GetAsync("/api/v1/overrides");
        none.GetArrayLength().ShouldBe(0);
        await api.Journaled(record => record is { What: JournalEvent.OverrideEnded ended, Reason: "over" } && ended.Id == id, "its end is in the journal");
        await api.Journaled(static record => record.What is JournalEvent.OperatorAction { Action: "POST /api/v1/overrides", Outcome: "done" }, "the write is in the audit trail");
    }

    [Fact]
    public async Task Post_ABodyWithManyFaults_NamesThemAll()
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement problem) = await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", """{"path":"site/nowhere","type":"limit","value":"many","for":"soon"}""");
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().Select(static error => error.Name).Order().ShouldBe(["for", "path", "reason", "value"]);
        (_, JsonElement empty) = await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", "{}");
        empty.GetProperty("errors").EnumerateObject().Select(static error => error.Name).Order().ShouldBe(["path", "reason", "type"]);
        (_, JsonElement high) = await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", """{"path":"site/row","type":"limit","value":"9 MW","reason":"x"}""");
        high.GetProperty("errors").EnumerateObject().Single().Name.ShouldBe("value");
        await api.Journaled(static record => record.What is JournalEvent.OperatorAction action && action.Outcome.StartsWith("refused: ", StringComparison.Ordinal), "the refusal is in the audit trail");
    }

    [Theory]
    [InlineData("""{"path":7,"tpye":"limit","value":true,"reason":["x"],"until":"tomorrow","for":2}""", "path,tpye,value,reason,until,for,type")]
    [InlineData("""{"path":"site/row","type":"drain","reason":"x","until":5}""", "until,path")]
    [InlineData("""{"path":"site/row","Path":"site","type":"limit","value":"4 kW","reason":"x"}""", "path")]
    [InlineData("""{"path":"site/row","type":"limit","value":"many","reason":"x","while":"2 h"}""", "while,value")]
    [InlineData("null", "body")]
    [InlineData("[1]", "body")]
    [InlineData("{\"path\":", "body")]
    [InlineData("{} {}", "body")]
    [InlineData("", "body")]
    public async Task Post_ABodyOfTheWrongShape_NamesEveryFault(string body, string fields)
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement problem) = await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", body);
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.TryGetProperty("errors", out JsonElement errors).ShouldBeTrue(problem.ToString());
        errors.EnumerateObject().Select(static error => error.Name).Order().ShouldBe(fields.Split(',').Order(), problem.ToString());
        errors.EnumerateObject().ShouldAllBe(static error => error.Value[0].GetString()!.Length > 10);
        api.Node.Desk.InForce.ShouldBeEmpty();
        await api.Journaled(static record => record.What is JournalEvent.OperatorAction { Action: "POST /api/v1/overrides" } said && said.Outcome.StartsWith("refused: ", StringComparison.Ordinal), "the refusal is in the audit trail");
    }

    [Fact]
    public async Task Post_ABodyOfTheWrongShape_SaysWhatWouldBeRight()
    {
        await using TestApi api = await TestApi.StartAsync();
        (_, JsonElement problem) = await api.SendAsync(HttpMethod.Put, "/api/v1/mode", """{"path":"site/row","mode":1,"reasn":"x","until":"soon"}""");
        JsonElement errors = problem.GetProperty("errors");
        errors.GetProperty("mode")[0].GetString().ShouldBe("is the number 1; a text such as \"shadow\" would be right");
        errors.GetProperty("reasn")[0].GetString().ShouldBe("is no field of this request; those are path, mode, reason, until");
        errors.GetProperty("until")[0].GetString().ShouldBe("is 'soon'; a time such as \"2026-01-31T14:05:00Z\" would be right");
        errors.GetProperty("reason")[0].GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_ThousandsOfFaults_NamesTheFirstAndCountsTheRest()
    {
        await using TestApi api = await TestApi.StartAsync();
        string body = "{" + string.Join(',', Enumerable.Range(0, 5000).Select(static i => $"\"x{i}\":1")) + "}";
        (_, JsonElement problem) = await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", body);
        problem.GetProperty("errors").GetProperty("body")[0].GetString().ShouldBe("has 4980 more faults");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"path":"site/row","unknown":1}""")]
    [InlineData("""{"path":7}""")]
    public async Task Post_WhatIsNoRequest_IsAProblem400(string body)
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement problem) = await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", body);
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("status").GetInt32().ShouldBe(400);
    }

    [Fact]
    public async Task PutMode_TwiceForADomain_ReplacesTheFirst()
    {
        await using TestApi api = await TestApi.StartAsync();
        (await api.SendAsync(HttpMethod.Put, "/api/v1/mode", """{"path":"site/row","mode":"shadow","reason":"look first"}""")).Code.ShouldBe(HttpStatusCode.OK);
        api.Node.Desk.Of("site/row").Mode.ShouldBe(Core.Control.Steering.ControlMode.Shadow);
        (_, JsonElement second) = await api.SendAsync(HttpMethod.Put, "/api/v1/mode", """{"path":"site/row","mode":"enforce","reason":"looked right"}""");
        api.Node.Desk.Of("site/row").Mode.ShouldBe(Core.Control.Steering.ControlMode.Enforce);
        api.Node.Desk.InForce.Count.ShouldBe(1);
        (await api.SendAsync(HttpMethod.Delete, $"/api/v1/overrides/{Uri.EscapeDataString(second.GetProperty("id").GetString()!)}?reason=over")).Code.ShouldBe(HttpStatusCode.OK);
        (HttpStatusCode code, JsonElement problem) = await api.SendAsync(HttpMethod.Put, "/api/v1/mode", """{"mode":"maybe"}""");
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().Select(static error => error.Name).Order().ShouldBe(["mode", "path", "reason"]);
    }

    [Fact]
    public async Task TopologyCheck_OfText_AnswersWhatTheCheckSays()
    {
        await using TestApi api = await TestApi.StartAsync();
        (await api.SendAsync(HttpMethod.Post, "/api/v1/topology/check", "good")).Code.ShouldBe(HttpStatusCode.OK);
        (HttpStatusCode code, JsonElement body) = await api.SendAsync(HttpMethod.Post, "/api/v1/topology/check", "bad");
        (code, body.GetProperty("valid").GetBoolean(), body.GetProperty("status").GetInt32()).ShouldBe((HttpStatusCode.UnprocessableEntity, false, 422));
        body.GetProperty("title").GetString().ShouldBe("The topology has faults.");
        using StringContent bad = new("bad");
        using HttpResponseMessage refused = await api.Client.PostAsync(new Uri("/api/v1/topology/check", UriKind.Relative), bad);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using ByteArrayContent noText = new([0xff, 0xfe, 0xff, 0xd8, 0x00]);
        using HttpResponseMessage response = await api.Client.PostAsync(new Uri("/api/v1/topology/check", UriKind.Relative), noText);
        ((int)response.StatusCode).ShouldBeInRange(400, 422);
    }
}
