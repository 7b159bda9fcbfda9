using System.Net;
using System.Text.Json;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Journal;
using PowerActors.Core.Tests.Placement.Kubernetes;

namespace PowerActors.Api.Tests.Scheduling;

public sealed class ClusterEndpointsTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Put_WhatKubectlPrints_IsTheCluster()
    {
        string node = WithKind("Node", KubernetesFixtures.Node("gpu-1"));
        string pod = KubernetesFixtures.Pod(gpus: 3, nodeName: "gpu-1", phase: "Running");
        await TakenAsync(HttpMethod.Put, $$"""{"apiVersion":"v1","items":[{{node}},{{pod}},{"kind":"Service","metadata":{"name":"s"} }],"kind":"List","metadata":{"resourceVersion":""} }""", nodes: 1, pods: 1);
        JsonElement cluster = (await _api.GetAsync("/api/v1/cluster")).Body;
        cluster.GetProperty("informed").GetBoolean().ShouldBeTrue();
        cluster.GetProperty("gpus").GetDouble().ShouldBe(8);
        cluster.GetProperty("allocatedGpus").GetDouble().ShouldBe(3);
        cluster.GetProperty("known")[0].GetProperty("name").GetString().ShouldBe("gpu-1");
        await _api.Journaled(static record => record.What is JournalEvent.OperatorAction { Action: "PUT /api/v1/cluster", Outcome: "1 nodes, 1 pods" }, "what was posted");
    }

    [Fact]
    public async Task Put_NodesAndPodsByThemselves_ReplacesOnlyThose()
    {
        await TakenAsync(HttpMethod.Put, $$"""{"nodes":[{{KubernetesFixtures.Node("gpu-1")}},{{KubernetesFixtures.Node("gpu-2")}}],"pods":{"kind":"PodList","items":[{{KubernetesFixtures.Pod(gpus: 3, nodeName: "gpu-1")}}]} }""", nodes: 2, pods: 1);
        await TakenAsync(HttpMethod.Put, $$"""{"nodes":[{{KubernetesFixtures.Node("gpu-1")}}]}""", nodes: 1, pods: 0);
        JsonElement cluster = (await _api.GetAsync("/api/v1/cluster")).Body;
        cluster.GetProperty("nodes").GetInt32().ShouldBe(1);
        cluster.GetProperty("pods").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Post_WatchEvents_ChangesTheCluster()
    {
        string node = WithKind("Node", KubernetesFixtures.Node("gpu-1"));
        string pod = KubernetesFixtures.Pod(gpus: 3, nodeName: "gpu-1").ReplaceLineEndings("");
        await TakenAsync(HttpMethod.Post, $$"""
            {"type":"ADDED","object":{{node}}}
            {"type":"ADDED","object":{{pod}}}
            {"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"12"} } }
            """, nodes: 1, pods: 1);
        (await _api.GetAsync("/api/v1/cluster")).Body.GetProperty("allocatedGpus").GetDouble().ShouldBe(3);
        await TakenAsync(HttpMethod.Post, $$"""[{"type":"DELETED","object":{{pod}}}]""", nodes: 0, pods: 1);
        (await _api.GetAsync("/api/v1/cluster")).Body.GetProperty("allocatedGpus").GetDouble().ShouldBe(0);
    }

    [Theory]
    [InlineData("PUT", "[]", "body", "is a list; an object with nodes and pods")]
    [InlineData("PUT", "{}", "body", "has neither nodes nor pods")]
    [InlineData("PUT", """{"items":[{"metadata":{"name":"x"}}]}""", "items[0].kind", "is missing; Node or Pod would be right")]
    [InlineData("PUT", """{"nodes":[{"metadata":{"name":"x"}},7]}""", "nodes[1]", "is 7; a node or a pod would be right")]
    [InlineData("PUT", """{"nodes":[],"pods":"none"}""", "pods", "is 'none'; a list of pods would be right")]
    [InlineData("PUT", """{"pods":[{"kind":"Pod","metadata":{"name":"p"},"spec":{"nodeName":[]}}]}""", "pods[0].spec.nodeName", "is a list; a text would be right")]
    [InlineData("POST", """{"type":"CHANGED","object":{"kind":"Pod","metadata":{"name":"p"}}}""", "[0].type", "is 'CHANGED'; ADDED, MODIFIED or DELETED would be right")]
    [InlineData("POST", "7", "[0]", "is 7; a watch event would be right")]
    [InlineData("POST", "[", "body", "is no JSON")]
    public async Task Take_Malformed_Answers400AndTakesNothing(string verb, string body, string field, string fault)
    {
        (HttpStatusCode code, JsonElement problem) = await _api.SendAsync(new HttpMethod(verb), "/api/v1/cluster", body);
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").GetProperty(field)[0].GetString()!.ShouldStartWith(fault);
        (await _api.GetAsync("/api/v1/cluster")).Body.GetProperty("nodes").GetInt32().ShouldBe(0);
    }

    private static string WithKind(string kind, string json) => $"{{\"kind\":\"{kind}\",\"apiVersion\":\"v1\",{json.TrimStart()[1..]}".ReplaceLineEndings("");

    private async Task TakenAsync(HttpMethod verb, string body, int nodes, int pods)
    {
        (HttpStatusCode code, JsonElement taken) = await _api.SendAsync(verb, "/api/v1/cluster", body);
        code.ShouldBe(HttpStatusCode.OK, taken.ToString());
        (taken.GetProperty("nodes").GetInt32(), taken.GetProperty("pods").GetInt32()).ShouldBe((nodes, pods));
    }
}
