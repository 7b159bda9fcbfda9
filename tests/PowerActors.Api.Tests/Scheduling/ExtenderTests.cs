using System.Net;
using System.Text;
using System.Text.Json;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Scheduling;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Tests.Placement.Kubernetes;

namespace PowerActors.Api.Tests.Scheduling;

/// <summary>What kube-scheduler sends and reads, byte by byte where it matters: <c>k8s.io/kube-scheduler/extender/v1</c>, encoded by Go's encoding/json.</summary>
[Collection(MetricsCollection.Name)]
public sealed class ExtenderTests
{
    private static readonly Func<SchedulerSettings, SchedulerSettings> WithoutPower = static settings => settings with { Power = PowerHeed.None };

    [Fact]
    public async Task Filter_ByNames_AnswersAsGoWouldWriteIt()
    {
        await using TestApi api = await TestApi.StartAsync(scheduling: WithoutPower);
        api.Scheduler.SetNodes([KubernetesFixtures.ReadNode(KubernetesFixtures.Node("gpu-1", gpus: 2)), KubernetesFixtures.ReadNode(KubernetesFixtures.Node("gpu-2"))]);
        string answer = await PostAsync(api, "filter", Args(KubernetesFixtures.Pod(gpus: 4), "gpu-1", "gpu-2", "cpu-1"));
        answer.ShouldBe("""{"Nodes":null,"NodeNames":["gpu-2","cpu-1"],"FailedNodes":{},"FailedAndUnresolvableNodes":{"gpu-1":"it has 2 GPUs, and the pod asks for 4"},"Error":""}""");
    }

    [Fact]
    public async Task Filter_WithWholeNodes_SendsThemBackAsTheyCame()
    {
        await using TestApi api = await TestApi.StartAsync(scheduling: WithoutPower);
        string small = KubernetesFixtures.Node("gpu-1", gpus: 2);
        string large = KubernetesFixtures.Node("gpu-2");
        string answer = await PostAsync(api, "filter", $$"""{"Pod":{{KubernetesFixtures.Pod(gpus: 4)}},"Nodes":{"metadata":{},"items":[{{small}},{{large}}]},"NodeNames":null}""");
        answer.ShouldBe($$"""{"Nodes":{"metadata":{},"items":[{{large}}]},"NodeNames":null,"FailedNodes":{},"FailedAndUnresolvableNodes":{"gpu-1":"it has 2 GPUs, and the pod asks for 4"},"Error":""}""");
        api.Scheduler.Report().NodeCount.ShouldBe(2); // and they are remembered
        (await PostAsync(api, "filter", $$"""{"Pod":{{KubernetesFixtures.Pod()}},"Nodes":{"metadata":{},"items":null},"NodeNames":null}"""))
            .ShouldBe("""{"Nodes":{"metadata":{},"items":[]},"NodeNames":null,"FailedNodes":{},"FailedAndUnresolvableNodes":{},"Error":""}""");
    }

    [Fact]
    public async Task Prioritize_ByNames_AnswersAHostPriorityListInTheirOrder()
    {
        await using TestApi api = await TestApi.StartAsync(scheduling: WithoutPower);
        api.Scheduler.SetNodes([KubernetesFixtures.ReadNode(KubernetesFixtures.Node("gpu-1", gpus: 2)), KubernetesFixtures.ReadNode(KubernetesFixtures.Node("gpu-2"))]);
        (await PostAsync(api, "prioritize", Args(KubernetesFixtures.Pod(gpus: 4), "gpu-1", "gpu-2"))).ShouldBe("""[{"Host":"gpu-1","Score":0},{"Host":"gpu-2","Score":10}]""");
        (await PostAsync(api, "prioritize", Args(KubernetesFixtures.Pod(gpus: 4)))).ShouldBe("[]");
    }

    [Fact]
    public async Task Filter_NamesOfFieldsInAnotherCaseAndUnknownOnes_AreReadAsGoReadsThem()
    {
        await using TestApi api = await TestApi.StartAsync(scheduling: WithoutPower);
        string answer = await PostAsync(api, "filter", $$"""{"future":{"a":[1]},"pod":{{KubernetesFixtures.Pod()}},"nodes":null,"NODENAMES":["gpu-\u0031"]}""");
        JsonDocument.Parse(answer).RootElement.GetProperty("NodeNames")[0].GetString().ShouldBe("gpu-1");
    }

    [Theory]
    [InlineData("", "body", "is empty; a JSON object would be right")]
    [InlineData("{", "body", "is no JSON")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}},"NodeNames":[]} trailing""", "body", "is no JSON")]
    [InlineData("null", "body", "is null; an object with Pod and NodeNames or Nodes would be right")]
    [InlineData("[]", "body", "is a list; an object with Pod and NodeNames or Nodes would be right")]
    [InlineData("""{"NodeNames":["a"]}""", "Pod", "is missing; the pod to be placed would be right")]
    [InlineData("""{"Pod":null,"NodeNames":["a"]}""", "Pod", "is null; a pod would be right")]
    [InlineData("""{"Pod":"p","NodeNames":["a"]}""", "Pod", "is 'p'; a pod would be right")]
    [InlineData("""{"Pod":{"metadata":{}},"NodeNames":["a"]}""", "Pod.metadata.name", "is missing; the pod's name would be right")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}}}""", "NodeNames", "and Nodes are both missing; one of them would be right: names with nodeCacheCapable, nodes without")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}},"NodeNames":null,"Nodes":null}""", "NodeNames", "and Nodes are both missing; one of them would be right: names with nodeCacheCapable, nodes without")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}},"NodeNames":"a"}""", "NodeNames", "is 'a'; a list of names would be right")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}},"NodeNames":["a",7]}""", "NodeNames", "is 7; a text would be right")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}},"NodeNames":["a",""]}""", "NodeNames[1]", "is empty; the name of a node would be right")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}},"Nodes":[]}""", "Nodes", "is a list; a NodeList would be right")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}},"Nodes":{"items":{}}}""", "Nodes", "is an object; a list of nodes would be right")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"}},"Nodes":{"items":[{"metadata":{"name":"n"}},{"metadata":{}}]}}""", "Nodes.items[1].metadata.name", "is missing; the node's name would be right")]
    [InlineData("""{"Pod":{"metadata":{"name":"p"},"spec":{"containers":[{"resources":{"requests":{"nvidia.com/gpu":"-4"}}}]}},"NodeNames":["a"]}""", "Pod.spec.containers[0].resources.requests.nvidia.com/gpu", "is -4; 0 or more would be right")]
    public async Task Filter_Malformed_Answers400AndNamesTheField(string body, string field, string fault)
    {
        await using TestApi api = await TestApi.StartAsync();
        foreach (string verb in (string[])["filter", "prioritize"])
        {
            (HttpStatusCode code, JsonElement problem) = await api.SendAsync(HttpMethod.Post, $"/scheduler/{verb}", body);
            code.ShouldBe(HttpStatusCode.BadRequest);
            problem.GetProperty("errors").GetProperty(field)[0].GetString()!.ShouldStartWith(fault);
        }
    }

    [Fact]
    public async Task Filter_WithATextThatIsNoUtf8_Answers400()
    {
        await using TestApi api = await TestApi.StartAsync();
        using ByteArrayContent content = new([.. "{\"Pod\":{\"metadata\":{\"name\":\""u8, 0xff, 0xfe, .. "\"}},\"NodeNames\":[]}"u8]);
        using HttpResponseMessage response = await api.Client.PostAsync(new Uri("/scheduler/filter", UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Filter_NestedWithoutEnd_Answers400()
    {
        await using TestApi api = await TestApi.StartAsync();
        string body = "{\"Pod\":" + string.Concat(Enumerable.Repeat("{\"a\":", 10_000));
        (await api.SendAsync(HttpMethod.Post, "/scheduler/filter", body)).Code.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Filter_LargerThanAllowed_Answers413AndSmallerThanThatIsTaken()
    {
        await using TestApi api = await TestApi.StartAsync(scheduling: static settings => settings with { LargestRequest = 3 << 20, Power = PowerHeed.None });
        string[] names = [.. Enumerable.Range(0, 100_000).Select(static i => $"node-with-a-name-{i}")];
        (await api.SendAsync(HttpMethod.Post, "/scheduler/filter", Args(KubernetesFixtures.Pod(), [.. names, .. names]))).Code.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await api.SendAsync(HttpMethod.Post, "/scheduler/filter", Args(KubernetesFixtures.Pod(), names))).Code.ShouldBe(HttpStatusCode.OK); // more than other routes take
    }

    [Theory]
    [InlineData("null", "body", "is null")]
    [InlineData("{}", "PodName", "is missing; the pod's name would be right")]
    [InlineData("""{"PodName":"p"}""", "PodNamespace", "is missing; its namespace would be right")]
    [InlineData("""{"PodName":"p","PodNamespace":"ns","Node":null}""", "Node", "is missing; the name of the node it goes to would be right")]
    [InlineData("""{"PodName":"p","PodNamespace":"ns","Node":{}}""", "Node", "is an object; a text would be right")]
    public async Task Bind_Malformed_Answers400AndNamesTheField(string body, string field, string fault)
    {
        await using TestApi api = await TestApi.StartAsync();
        (HttpStatusCode code, JsonElement problem) = await api.SendAsync(HttpMethod.Post, "/scheduler/bind", body);
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").GetProperty(field)[0].GetString()!.ShouldStartWith(fault);
    }

    [Fact]
    public async Task Bind_ThroughTheApiServer_AnswersAnEmptyError()
    {
        NotingBinder binder = new();
        await using TestApi api = await TestApi.StartAsync(scheduling: WithoutPower, binder: binder);
        (await PostAsync(api, "bind", """{"PodName":"train-0","PodNamespace":"ml","PodUID":"u-1","Node":"gpu-1"}""")).ShouldBe("""{"Error":""}""");
        binder.Bound.ShouldBe([new PodBinding("ml", "train-0", "u-1", "gpu-1")]);
        binder.Says = "pod is gone";
        (await PostAsync(api, "bind", """{"PodName":"train-0","PodNamespace":"ml","PodUID":"u-1","Node":"gpu-1"}""")).ShouldBe("""{"Error":"pod is gone"}""");
    }

    [Fact]
    public async Task Filter_WhereARowWouldPassItsThreshold_SaysSoInWords()
    {
        await using TestApi api = await TestApi.StartAsync(scheduling: static settings => settings with { ExpectedShare = 1 });
        List<TestAgent> agents = [.. Servers.Select(path => new TestAgent(api.Host.AgentsAddress, path))];
        try
        {
            api.Scheduler.ReplaceNodes([.. Servers.Select(static (path, i) => KubernetesFixtures.ReadNode(KubernetesFixtures.Node($"gpu-{i}", $"{i + 1}", gpus: 4, server: path)))]);
            await Wait.Until(() => api.Node.IsReady && agents.TrueForAll(static agent => agent.IsConnected) && Passed(api, 1) > 0, "the row has been heard");

            // The row may be filled to 80 % of 5.2 kW by low priority; four idle servers draw some 2.6 kW, and each GPU adds up to 337 W.
            string answer = await PostAsync(api, "filter", Args(KubernetesFixtures.Pod(uid: "u", gpus: 4), "gpu-0", "gpu-1"));
            JsonElement passed = JsonDocument.Parse(answer).RootElement;
            passed.GetProperty("NodeNames").GetArrayLength().ShouldBe(2);
            await PostAsync(api, "prioritize", Args(KubernetesFixtures.Pod(uid: "u", gpus: 4), "gpu-0", "gpu-1"));
            JsonElement refused = JsonDocument.Parse(await PostAsync(api, "filter", Args(KubernetesFixtures.Pod(uid: "v", gpus: 4), "gpu-2", "gpu-3"))).RootElement;
            refused.GetProperty("NodeNames").GetArrayLength().ShouldBe(0);
            string why = refused.GetProperty("FailedAndUnresolvableNodes").GetProperty("gpu-2").GetString()!;
            why.ShouldStartWith("site/row lacks ");
            why.ShouldContain("low-priority work may fill it to 4.16 kW (80 % of 5.2 kW)");
            why.ShouldContain("1.35 kW are on their way"); // the pod before it draws nothing yet
            (await api.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).ShouldContain("poweractors_scheduler_refusals_total{reason=\"power\"} 2");
        }
        finally
        {
            foreach (TestAgent agent in agents)
                await agent.DisposeAsync();
        }
    }

    [Fact]
    public async Task Metrics_OfTheScheduler_AreThere()
    {
        await using TestApi api = await TestApi.StartAsync(scheduling: WithoutPower);
        api.Scheduler.ReplaceNodes([KubernetesFixtures.ReadNode(KubernetesFixtures.Node("gpu-1"))]);
        await PostAsync(api, "filter", Args(KubernetesFixtures.Pod(), "gpu-1"));
        await api.SendAsync(HttpMethod.Post, "/scheduler/filter", "{");
        string text = await api.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        text.ShouldContain("poweractors_scheduler_requests_total{verb=\"filter\",outcome=\"malformed\"}");
        text.ShouldContain("poweractors_scheduler_duration_seconds_count{verb=\"filter\"}");
        text.ShouldContain("poweractors_scheduler_nodes 1\n");
        text.ShouldContain("poweractors_scheduler_assumed 1\n");
        text.ShouldContain("poweractors_scheduler_informed 1\n");
    }

    [Fact]
    public async Task Volcano_PredicateAndPrioritize_AnswerItsJson()
    {
        await using TestApi api = await TestApi.StartAsync(scheduling: WithoutPower);
        string task = $$"""{"UID":"t","Job":"ml/train","Name":"train-0","Resreq":{"MilliCPU":32000,"Memory":1},"Pod":{{KubernetesFixtures.Pod(gpus: 4)}}}""";
        string small = $$"""{"Name":"gpu-1","Node":{{KubernetesFixtures.Node("gpu-1", gpus: 2)}},"Tasks":{"x":{ } } }""";
        string large = $$"""{"Name":"gpu-2","Node":{{KubernetesFixtures.Node("gpu-2")}},"Tasks":null}""";
        (await PostAsync(api, "volcano/predicate", $$"""{"task":{{task}},"node":{{large}}}""")).ShouldBe("""{"status":"","code":0,"errorMessage":""}""");
        (await PostAsync(api, "volcano/predicate", $$"""{"task":{{task}},"node":{{small}}}""")).ShouldBe("""{"status":"it has 2 GPUs, and the pod asks for 4","code":3,"errorMessage":"it has 2 GPUs, and the pod asks for 4"}""");
        (await PostAsync(api, "volcano/prioritize", $$"""{"task":{{task}},"nodes":[{{small}},{{large}}]}""")).ShouldBe("""{"nodeScore":{"gpu-1":0,"gpu-2":100},"errorMessage":""}""");
        (HttpStatusCode code, JsonElement problem) = await api.SendAsync(HttpMethod.Post, "/scheduler/volcano/predicate", $$"""{"task":{{task}},"node":{"Name":"gpu-1"} }""");
        code.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").GetProperty("node.Node")[0].GetString().ShouldBe("is missing; the v1 Node would be right");
    }

    private static readonly string[] Servers = [TestSite.Server(1, 1), TestSite.Server(1, 2), TestSite.Server(2, 1), TestSite.Server(2, 2)];

    private static int Passed(TestApi api, int gpus) => api.Scheduler.Examine(KubernetesFixtures.ReadPod(KubernetesFixtures.Pod(uid: "probe", gpus: gpus)), ["gpu-0"]).Passed.Count;

    private static string Args(string pod, params string[] names) => $$"""{"Pod":{{pod}},"Nodes":null,"NodeNames":{{JsonSerializer.Serialize(names)}}}""";

    private static async Task<string> PostAsync(TestApi api, string verb, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await api.Client.PostAsync(new Uri($"/scheduler/{verb}", UriKind.Relative), content);
        string answer = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, answer);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return answer;
    }

    private sealed class NotingBinder : IPodBinder
    {
        public List<PodBinding> Bound { get; } = [];

        public string? Says { get; set; }

        public Task<string?> BindAsync(PodBinding binding, CancellationToken cancellation)
        {
            Bound.Add(binding);
            return Task.FromResult(Says);
        }
    }
}
