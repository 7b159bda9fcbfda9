using PowerActors.Cluster.Scheduling;
using PowerActors.Cluster.Scheduling.Watching;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Tests.Placement.Kubernetes;

namespace PowerActors.Cluster.Tests.Scheduling;

/// <summary>Listing and watching, against an API server on a real socket.</summary>
#pragma warning disable CA1001 // They are disposed of by IAsyncLifetime's DisposeAsync.
public sealed class ClusterWatchTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly SchedulingSite _site = new();
    private FakeApiServer _server = null!;
    private KubernetesApi? _api;
    private ClusterWatch? _watch;

    public async Task InitializeAsync() => _server = await FakeApiServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (_watch is not null)
            await _watch.DisposeAsync();
        _api?.Dispose();
        await _server.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Start_WithMoreThanOnePage_KnowsAllNodesAndPods()
    {
        for (int i = 0; i < 7; i++)
            PutNode($"gpu-{i}");
        PutPod("a", node: "gpu-3", gpus: 5);
        PutPod("b", node: "", gpus: 8); // not bound: takes nothing
        await StartAsync(page: 3);
        _site.Scheduler.IsInformed.ShouldBeTrue();
        _site.Scheduler.Report().NodeCount.ShouldBe(7);
        _site.Find("gpu-3")!.FreeGpuMilli.Count(static free => free == 1000).ShouldBe(3);
        _server.Asked.Where(static asked => asked.StartsWith("nodes?limit", StringComparison.Ordinal)).ShouldBe(["nodes?limit=3", "nodes?limit=3&continue=3", "nodes?limit=3&continue=6"]);
        _server.Asked.ShouldContain(static asked => asked.StartsWith("pods?limit=3&fieldSelector=status.phase%21%3DSucceeded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_WhatChanges_IsHeard()
    {
        PutNode("gpu-1");
        await StartAsync();
        PutNode("gpu-2");
        await Until(() => _site.Find("gpu-2") is not null, "the second node");
        PutPod("a", node: "gpu-2", gpus: 4);
        await Until(() => Free("gpu-2") == 4, "the pod");
        PutPod("a", node: "gpu-2", gpus: 4, phase: "Succeeded");
        await Until(() => Free("gpu-2") == 8, "its end");
        PutPod("b", node: "gpu-1", gpus: 2);
        await Until(() => Free("gpu-1") == 6, "another pod");
        _server.Put("pods", "b", write: null);
        await Until(() => Free("gpu-1") == 8, "it is deleted");
        _server.Put("nodes", "gpu-1", write: null);
        await Until(() => _site.Find("gpu-1") is null, "the node is gone");
        _site.Log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_EndedByTheServer_GoesOnFromTheLastVersion()
    {
        PutNode("gpu-1");
        await StartAsync();
        PutNode("gpu-2");
        await Until(() => _site.Find("gpu-2") is not null, "the second node");
        _server.Say("nodes", """{"type":"BOOKMARK","object":{"kind":"Node","apiVersion":"v1","metadata":{"resourceVersion":"1001","creationTimestamp":null},"spec":{},"status":{}}}""");
        _server.EndWatches();
        PutNode("gpu-3");
        await Until(() => _site.Find("gpu-3") is not null, "a node that came while nobody watched");
        _watch!.Lists.ShouldBe((1, 1));
        _server.Asked.Count(static asked => asked.StartsWith("nodes?watch=true&allowWatchBookmarks=true&timeoutSeconds=", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Watch_OfAVersionThatIsGone_ListsAgain()
    {
        PutNode("gpu-1");
        PutNode("gpu-2");
        await StartAsync();
        _server.PutBehindTheirBacks("nodes", "gpu-1", write: null);
        _server.PutBehindTheirBacks("nodes", "gpu-3", version => KubernetesFixtures.Node("gpu-3", version));
        _server.EndWatches();
        await Until(() => _site.Find("gpu-3") is not null && _site.Find("gpu-1") is null, "the list is taken anew");
        _watch!.Lists.Nodes.ShouldBe(2);
        _site.Log.Lines.ShouldContain(static line => line.Contains("no longer knows version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_WhileTheServerFails_WaitsLongerEachTimeAndComesBack()
    {
        PutNode("gpu-1");
        _server.Failures = 8;
        await StartAsync();
        _site.Find("gpu-1").ShouldNotBeNull();
        double[] waits = [.. _site.Log.Warnings.Where(static line => line.Contains("the watch of nodes failed", StringComparison.Ordinal)).Select(static line => double.Parse(line.Split("again in ")[1].Split(' ')[0]))];
        waits.ShouldNotBeEmpty();
        _site.Log.Warnings[0].ShouldContain("the API server answers 500 to GET api/v1/");
        _site.Log.Warnings[0].ShouldContain("etcdserver: leader changed");
    }

    [Fact]
    public async Task Watch_AnObjectThatCannotBeRead_CostsOnlyThatObject()
    {
        PutNode("gpu-1");
        _server.Put("nodes", "odd", static _ => """{"metadata":{"name":"odd"},"status":{"allocatable":{"cpu":"many"}}}""");
        await StartAsync();
        _site.Find("gpu-1").ShouldNotBeNull();
        _site.Find("odd").ShouldBeNull();
        _server.Put("nodes", "odd", static _ => """{"metadata":{"name":7}}""");
        PutNode("gpu-2");
        await Until(() => _site.Find("gpu-2") is not null, "the node after it");
        _site.Log.Warnings.ShouldContain("an object of nodes cannot be read and is left out: status.allocatable.cpu is 'many', which is no quantity; one such as 500m, 1.5 or 64Gi would be right");
    }

    [Fact]
    public async Task Watch_NoJson_IsAFailureThatItComesBackFrom()
    {
        PutNode("gpu-1");
        await StartAsync();
        _server.Say("nodes", "<html>a proxy's page</html>");
        PutNode("gpu-2");
        await Until(() => _site.Find("gpu-2") is not null, "it watches again");
        _site.Log.Warnings.ShouldContain(static line => line.StartsWith("the watch of nodes failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_ShowTheTokenThatIsInTheFileNow()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "old\n");
            _server.Token = "new";
            PutNode("gpu-1");
            _api = new KubernetesApi(Access() with { TokenFile = file });
            _watch = ClusterWatch.Start(_site.Scheduler, _api, Access() with { TokenFile = file }, _site.Log);
            await Until(() => _site.Log.Warnings.Any(static line => line.Contains("answers 401", StringComparison.Ordinal)), "it is refused");
            await File.WriteAllTextAsync(file, "new\n");
            await Until(() => _watch.IsCurrent, "it is let in");
            string.Join('\n', _site.Log.Lines).ShouldNotContain("old");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task BindAsync_TellsTheApiServer()
    {
        using KubernetesApi api = new(Access());
        (await api.BindAsync(new PodBinding("ml", "train-0", "u-1", "gpu-1"), CancellationToken.None)).ShouldBeNull();
        _server.Bound.ShouldBe(["""/api/v1/namespaces/ml/pods/train-0/binding {"apiVersion":"v1","kind":"Binding","metadata":{"name":"train-0","namespace":"ml","uid":"u-1"},"target":{"apiVersion":"v1","kind":"Node","name":"gpu-1"}}"""]);
        _server.BindingConflict = "pod train-0 is already assigned to node gpu-9";
        (await api.BindAsync(new PodBinding("ml", "train-0", "u-1", "gpu-1"), CancellationToken.None))
            .ShouldBe("the API server answers 409 to POST api/v1/namespaces/ml/pods/train-0/binding: pod train-0 is already assigned to node gpu-9");
    }

    private static Task Until(Func<bool> condition, string what) => Wait.Until(condition, what);

    private KubernetesAccess Access(int page = 500) => new()
    {
        Server = _server.Address,
        Page = page,
        FirstDelay = TimeSpan.FromMilliseconds(10),
        LongestDelay = TimeSpan.FromMilliseconds(80),
    };

    private async Task StartAsync(int page = 500)
    {
        _api = new KubernetesApi(Access(page));
        _watch = ClusterWatch.Start(_site.Scheduler, _api, Access(page), _site.Log, jitter: static () => .5);
        await Until(() => _watch.IsCurrent && _server.Watchers == 2, "both are watched");
    }

    private int Free(string node) => _site.Find(node)?.FreeGpuMilli.Count(static free => free == 1000) ?? -1;

    private void PutNode(string name) => _server.Put("nodes", name, version => KubernetesFixtures.Node(name, version));

    private void PutPod(string name, string node, int gpus, string phase = "Running") =>
        _server.Put("pods", name, version => KubernetesFixtures.Pod(name, uid: $"uid-{name}", gpus: gpus, nodeName: node, phase: phase).Replace("4182201", version, StringComparison.Ordinal));
}
