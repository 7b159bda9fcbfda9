using System.Net;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Journal;

namespace PowerActors.Api.Tests.Security;

/// <summary>Every verb of every route, in every role.</summary>
public sealed class RoleTests(RoleTests.Fixture fixture) : IClassFixture<RoleTests.Fixture>
{
    private const string Ask = """{"Pod":{"metadata":{"name":"p"}},"NodeNames":["n"]}""";

    private static readonly (string Verb, string Path, string? Body, bool Writes)[] Routes =
    [
        ("GET", "/api/v1/status", null, false),
        ("GET", "/api/v1/tree", null, false),
        ("GET", "/api/v1/snapshot", null, false),
        ("GET", "/api/v1/domains/site", null, false),
        ("GET", "/api/v1/servers/site/row/rack-1/server-1", null, false),
        ("GET", "/api/v1/history?domain=site", null, false),
        ("GET", "/api/v1/journal", null, false),
        ("GET", "/api/v1/overrides", null, false),
        ("GET", "/metrics", null, false),
        ("GET", "/openapi/v1.json", null, false),
        ("POST", "/api/v1/topology/check", "good", false),
        ("POST", "/api/v1/overrides", """{"path":"site/row/rack-1/server-1","type":"drain","reason":"x"}""", true),
        ("DELETE", "/api/v1/overrides/none?reason=x", null, true),
        ("GET", "/api/v1/cluster", null, false),
        ("PUT", "/api/v1/mode", """{"path":"site/row","mode":"enforce","reason":"x"}""", true),
    ];

    public static TheoryData<string, string, string> Cases()
    {
        TheoryData<string, string, string> cases = [];
        foreach ((string verb, string path, _, _) in Routes)
        {
            foreach (string role in (string[])["none", "unknown", "viewer", "operator", "agent", "scheduler"])
                cases.Add(verb, path, role);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Route_InARole_DoesWhatTheRoleMayAndNoMore(string verb, string path, string role)
    {
        (_, _, string? body, bool writes) = Routes.Single(route => route.Verb == verb && route.Path == path);
        string? token = role switch { "none" => null, "unknown" => "pa_nobody", _ => TestApi.TokenOf(role) };
        (HttpStatusCode code, _) = await fixture.Api.SendAsync(new HttpMethod(verb), path, body, token);
        if (role is "none" or "unknown")
            code.ShouldBe(HttpStatusCode.Unauthorized);
        else if (role is "agent" or "scheduler" || (role == "viewer" && writes))
            code.ShouldBe(HttpStatusCode.Forbidden);
        else
            ((int)code).ShouldBeOneOf(200, 201, 404);
        if (!writes)
            return;
        string action = $"{verb} {path.Split('?')[0]}";
        (string author, string outcome) = role switch
        {
            "none" or "unknown" => ("unknown", "refused: not known"),
            "viewer" => ("vera", "refused: the role may not"),
            "agent" => ("gpu-1", "refused: the role may not"),
            "scheduler" => ("kube", "refused: the role may not"),
            _ => ("olga", code == HttpStatusCode.NotFound ? "refused: not found" : "done"),
        };
        await fixture.Api.Journaled(
            record => record.Author == author && record.What is JournalEvent.OperatorAction said && said.Action == action && said.Outcome == outcome, $"{author}: {action} {outcome}");
    }

    [Theory]
    [InlineData("POST", "/scheduler/filter", Ask)]
    [InlineData("POST", "/scheduler/prioritize", Ask)]
    [InlineData("POST", "/scheduler/bind", """{"PodName":"p","PodNamespace":"ns","PodUID":"u","Node":"n"}""")]
    [InlineData("PUT", "/api/v1/cluster", """{"nodes":[],"pods":[]}""")]
    [InlineData("POST", "/api/v1/cluster", "[]")]
    public async Task SchedulersRoute_InARole_IsForSchedulersAndOperators(string verb, string path, string body)
    {
        foreach (string? role in (string?[])[null, "viewer", "operator", "agent", "scheduler"])
        {
            (HttpStatusCode code, _) = await fixture.Api.SendAsync(new HttpMethod(verb), path, body, role is null ? null : TestApi.TokenOf(role));
            code.ShouldBe(role switch { null => HttpStatusCode.Unauthorized, "operator" or "scheduler" => HttpStatusCode.OK, _ => HttpStatusCode.Forbidden }, $"{role}: {path}");
        }

        if (path.EndsWith("bind", StringComparison.Ordinal))
            await fixture.Api.Journaled(static record => record.Author == "kube" && record.What is JournalEvent.OperatorAction { Action: "POST /scheduler/bind", Role: "scheduler" } said && said.Outcome.StartsWith("ns/p to n: refused", StringComparison.Ordinal), "the binding");
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Health_WithoutAToken_IsAnswered(string path) => ((int)(await fixture.Api.GetAsync(path)).Code).ShouldBeOneOf(200, 503);

    public sealed class Fixture : IAsyncLifetime
    {
        internal TestApi Api { get; private set; } = null!;

        public async Task InitializeAsync() => Api = await TestApi.StartAsync(static (settings, folder) => settings with { Tokens = TestApi.WriteTokens(folder) });

        public async Task DisposeAsync() => await Api.DisposeAsync();
    }
}
