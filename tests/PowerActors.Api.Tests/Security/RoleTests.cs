using System.Net;
using System.Net.Http.Headers;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Tests.Placement.Kubernetes;

namespace PowerActors.Api.Tests.Security;

/// <summary>Every verb of every route, in every role.</summary>
public sealed class RoleTests(RoleTests.Fixture fixture) : IClassFixture<RoleTests.Fixture>
{
    private const string Events = "/api/v1/events";
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
        ("GET", Events, null, false),
        ("GET", "/metrics", null, false),
        ("GET", "/openapi/v1.json", null, false),
        ("POST", "/api/v1/topology/check", "good", false),
        ("POST", "/api/v1/overrides", """{"path":"site/row/rack-1/server-1","type":"drain","reason":"x"}""", true),
        ("DELETE", "/api/v1/overrides/none?reason=x", null, true),
        ("GET", "/api/v1/cluster", null, false),
        ("PUT", "/api/v1/mode", """{"path":"site/row","mode":"enforce","reason":"x"}""", true),
    ];

    private static readonly string VolcanoTask = $$"""{"UID":"t","Job":"ml/train","Name":"train-0","Resreq":{"MilliCPU":32000,"Memory":1},"Pod":{{KubernetesFixtures.Pod(gpus: 4)}}}""";
    private static readonly string VolcanoNode = $$"""{"Name":"gpu-2","Node":{{KubernetesFixtures.Node("gpu-2")}},"Tasks":null}""";

    private static readonly (string Verb, string Path, string Body)[] SchedulersRoutes =
    [
        ("POST", "/scheduler/volcano/predicate", $$"""{"task":{{VolcanoTask}},"node":{{VolcanoNode}}}"""),
        ("POST", "/scheduler/volcano/prioritize", $$"""{"task":{{VolcanoTask}},"nodes":[{{VolcanoNode}}]}"""),
        ("POST", "/scheduler/filter", Ask),
        ("POST", "/scheduler/prioritize", Ask),
        ("POST", "/scheduler/bind", """{"PodName":"p","PodNamespace":"ns","PodUID":"u","Node":"n"}"""),
        ("PUT", "/api/v1/cluster", """{"nodes":[],"pods":[]}"""),
        ("POST", "/api/v1/cluster", "[]"),
    ];

    private static readonly string[] AnybodysRoutes = ["/healthz", "/readyz"];

    /// <summary>Routes whose callers have tests of their own: agents (DoorTests, AgentDoorTests).</summary>
    private static readonly (string Verb, string Path)[] OtherRoutes = [("*", Api.Hosting.ApiHost.AgentsPath)];

    public static TheoryData<string, string, string> SchedulersCases()
    {
        TheoryData<string, string, string> cases = [];
        foreach ((string verb, string path, string body) in SchedulersRoutes)
            cases.Add(verb, path, body);
        return cases;
    }

    public static TheoryData<string> AnybodysCases()
    {
        TheoryData<string> cases = [];
        foreach (string path in AnybodysRoutes)
            cases.Add(path);
        return cases;
    }

    [Fact]
    public void Routes_ThatAreServed_AreAllJudgedHere()
    {
        (string Verb, string Path)[] judged =
        [
            .. Routes.Select(static route => (route.Verb, route.Path.Split('?')[0])), .. SchedulersRoutes.Select(static route => (route.Verb, route.Path)),
            .. AnybodysRoutes.Select(static path => ("GET", path)), .. OtherRoutes,
        ];
        (string Verb, string Pattern)[] served = [.. fixture.Api.Host.Routes];
        served.Length.ShouldBeGreaterThan(20);
        served.Where(route => !judged.Any(line => line.Verb == route.Verb && Fits(line.Path, route.Pattern))).ShouldBeEmpty("a new route needs a line here that says who may use it");
        judged.Where(line => !served.Any(route => line.Verb == route.Verb && Fits(line.Path, route.Pattern))).ShouldBeEmpty("a line for a route that is gone");
    }

    private static bool Fits(string path, string pattern)
    {
        string[] parts = pattern.Split('/');
        string[] given = path.Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith("{**", StringComparison.Ordinal))
                return given.Length > i;
            if (i >= given.Length || (!parts[i].Contains('{', StringComparison.Ordinal) && parts[i] != given[i]))
                return false;
        }

        return given.Length == parts.Length;
    }

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
        HttpStatusCode code = path == Events ? await ListenAsync(token) : (await fixture.Api.SendAsync(new HttpMethod(verb), path, body, token)).Code;
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

    /// <summary>Events never end: the answer is looked at as soon as it begins, which is with the first event.</summary>
    private async Task<HttpStatusCode> ListenAsync(string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Events);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Task<HttpResponseMessage> listening = fixture.Api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await Wait.Until(() => listening.IsCompleted, "somebody answers", () => fixture.Api.Node.Events.Publish("test", "site", "for the test"));
        using HttpResponseMessage response = await listening;
        return response.StatusCode;
    }

    [Theory]
    [MemberData(nameof(SchedulersCases))]
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
    [MemberData(nameof(AnybodysCases))]
    public async Task Health_WithoutAToken_IsAnswered(string path) => ((int)(await fixture.Api.GetAsync(path)).Code).ShouldBeOneOf(200, 503);

    public sealed class Fixture : IAsyncLifetime
    {
        internal TestApi Api { get; private set; } = null!;

        public async Task InitializeAsync() => Api = await TestApi.StartAsync(static (settings, folder) => settings with { Tokens = TestApi.WriteTokens(folder) });

        public async Task DisposeAsync() => await Api.DisposeAsync();
    }
}
