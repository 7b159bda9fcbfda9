using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Placement.Kubernetes;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Tests.Placement.Kubernetes;

namespace PowerActors.Cluster.Tests.Scheduling;

public sealed class SchedulerServiceTests
{
    private static readonly string[] Names = ["gpu-1", "gpu-2", "gpu-3", "gpu-4"];

    [Fact]
    public async Task Prioritize_ABurst_SeesThePodsBefore()
    {
        await using SchedulingSite site = Given();
        List<string> chosen = [];
        for (int i = 0; i < 4; i++)
            chosen.Add(Best(site, Pod($"p{i}", gpus: 8)));
        chosen.ShouldBe(Names, ignoreOrder: true);
        FilterAnswer full = site.Scheduler.Filter(Pod("p9", gpus: 1), Names);
        full.Passed.ShouldBeEmpty();
        full.Refused.ShouldAllBe(static refusal => refusal.Reason == RefusalReason.Gpu && refusal.IsResolvable);
        full.Refused[0].Why.ShouldBe("0 of its 8 GPUs are free, and the pod asks for 1");
    }

    [Fact]
    public async Task Prioritize_TheSamePodAgain_CountsItOnce()
    {
        await using SchedulingSite site = Given();
        string first = Best(site, Pod("p", gpus: 8));
        Best(site, Pod("p", gpus: 8)).ShouldBe(first);
        site.Scheduler.Report().Assumed.ShouldBe(1);
    }

    [Fact]
    public async Task Prioritize_AFullNode_GetsNothingAndTheOthersAreRanked()
    {
        await using SchedulingSite site = Given();
        site.Scheduler.SetPod(Pod("busy", gpus: 8, node: "gpu-1"));
        int[] levels = site.Scheduler.Prioritize(Pod("p", gpus: 2), ["gpu-1", "gpu-2", "nobody-knows"]);
        levels[0].ShouldBe(0);
        levels[1].ShouldBe(10);
        levels[2].ShouldBe(0);
    }

    [Fact]
    public async Task Assumed_NotSeenForItsTime_IsForgotten()
    {
        await using SchedulingSite site = Given(static settings => settings with { AssumeFor = TimeSpan.FromMilliseconds(300) });
        Best(site, Pod("p", gpus: 8));
        site.Scheduler.Report().Assumed.ShouldBe(1);
        await Wait.Until(() => site.Scheduler.Report() is { Assumed: 0, PodCount: 0 }, "its time is over");
    }

    [Fact]
    public async Task Assumed_SeenElsewhere_IsThere()
    {
        await using SchedulingSite site = Given();
        string assumed = Best(site, Pod("p", gpus: 8));
        string other = Names.First(name => name != assumed);
        site.Scheduler.SetPod(Pod("p", gpus: 8, node: other));
        ClusterReport report = site.Scheduler.Report();
        (report.Assumed, report.PodCount).ShouldBe((0, 1));
        report.Nodes.Single(node => node.Name == assumed).FreeGpuMilli.ShouldAllBe(static free => free == 1000);
        report.Nodes.Single(node => node.Name == other).FreeGpuMilli.ShouldAllBe(static free => free == 0);
    }

    [Fact]
    public async Task Filter_OneNodeLeft_TakesItForChosen()
    {
        await using SchedulingSite site = Given();
        site.Scheduler.Filter(Pod("p", gpus: 8), ["gpu-2"]).Passed.ShouldBe([0]);
        site.Scheduler.Filter(Pod("q", gpus: 8), ["gpu-2"]).Passed.ShouldBeEmpty(); // nobody asks for ranks of one node
    }

    [Fact]
    public async Task Filter_ADrainedServer_GetsNoWorkButItsDaemons()
    {
        await using SchedulingSite site = Given();
        site.Node.Desk.Say(new Override.DrainServer { Id = "d", Path = TestSite.Server(1, 2), Author = "olga", Reason = "fan tray", From = site.Node.Clock.Now }).Outcome.ShouldBe(DeskOutcome.Done);
        FilterAnswer answer = site.Scheduler.Filter(Pod("p", gpus: 1), Names);
        answer.Passed.ShouldBe([0, 2, 3]);
        answer.Refused.Single().ShouldBe(new Refusal(1, RefusalReason.Drained, "site/row/rack-1/server-2 is drained by olga: fan tray"));
        answer.Refused.Single().IsResolvable.ShouldBeFalse();
        site.Scheduler.Filter(Pod("p", gpus: 0), Names).Passed.ShouldBe([0, 2, 3]);
        site.Scheduler.Filter(Pod("p", gpus: 0) with { IsDaemon = true }, Names).Passed.ShouldBe([0, 1, 2, 3]);
        site.Node.Desk.TakeBack("d", "olga", "done");
        site.Scheduler.Filter(Pod("p", gpus: 1), Names).Passed.ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task Filter_DomainsNeverHeardOf_TakeNoGpuWork()
    {
        await using SchedulingSite site = Given(static settings => settings with { Power = PowerHeed.Refuse });
        FilterAnswer answer = site.Scheduler.Filter(Pod("p", gpus: 1), Names);
        answer.Passed.ShouldBeEmpty();
        answer.Refused.ShouldAllBe(static refusal => refusal.Reason == RefusalReason.NotHeard && !refusal.IsResolvable);
        answer.Refused[0].Why.ShouldContain("site/row has not been heard of lately");
        site.Scheduler.Filter(Pod("cpu", gpus: 0), Names).Passed.Count.ShouldBe(4); // it adds no draw that anybody knows of
    }

    [Fact]
    public async Task Filter_SharesAndModels_AreWhatKubeSchedulerCannotSee()
    {
        await using SchedulingSite site = Given();
        for (int i = 0; i < 8; i++)
            site.Scheduler.SetPod(Share($"s{i}", 600, node: "gpu-1"));
        FilterAnswer shares = site.Scheduler.Filter(Share("p", 500), ["gpu-1", "gpu-2"]);
        shares.Passed.ShouldBe([1]);
        shares.Refused.Single().Why.ShouldBe("none of its 8 GPUs has 500 thousandths free; the most is 400");
        FilterAnswer model = site.Scheduler.Filter(Pod("m", gpus: 1, annotations: "\"poweractors.io/gpu-models\":\"H100|H200\""), ["gpu-1"]);
        model.Refused.Single().ShouldBe(new Refusal(0, RefusalReason.Model, "its GPUs are NVIDIA-A100-SXM4-80GB, and the pod may run on H100 or H200"));
        FilterAnswer size = site.Scheduler.Filter(Pod("l", gpus: 16), ["gpu-1"]);
        size.Refused.Single().ShouldBe(new Refusal(0, RefusalReason.Size, "it has 8 GPUs, and the pod asks for 16"));
        FilterAnswer pod = site.Scheduler.Filter(Share("odd", 0), ["gpu-1"]);
        pod.Refused.Single().ShouldBe(new Refusal(0, RefusalReason.Pod, "its annotation poweractors.io/gpu-milli is '0'; a whole number from 1 to 1000 would be right"));
    }

    [Fact]
    public async Task Filter_NodesThatNobodyGuards_AreRefusedWhereTheSettingsSaySo()
    {
        await using SchedulingSite site = Given(static settings => settings with { AllowUnguarded = false });
        site.Scheduler.SetNodes([KubernetesFixtures.ReadNode(KubernetesFixtures.Node("cloud-1"))]);
        FilterAnswer answer = site.Scheduler.Filter(Pod("p", gpus: 1), ["gpu-1", "cloud-1", "nobody-knows"]);
        answer.Passed.ShouldBe([0]);
        answer.Refused.Select(static refusal => refusal.Reason).ShouldBe([RefusalReason.Unguarded, RefusalReason.Unguarded]);
    }

    [Fact]
    public async Task Filter_BestOnly_LeavesTheOneThatIsRankedFirst()
    {
        await using SchedulingSite site = Given(static settings => settings with { BestOnly = true });
        site.Scheduler.SetPod(Pod("busy", gpus: 4, node: "gpu-3"));
        FilterAnswer answer = site.Scheduler.Filter(Pod("p", gpus: 4), Names);
        answer.Passed.Count.ShouldBe(1);
        answer.Refused.Count.ShouldBe(3);
        answer.Refused[0].Why.ShouldEndWith("suits the pod better");
    }

    [Fact]
    public async Task Prioritize_ByPriority_PrefersServersOfThePodsOwn()
    {
        await using SchedulingSite site = Given(); // servers 1 of each rack are of high priority
        int[] high = site.Scheduler.Prioritize(Pod("h", gpus: 1) with { Priority = 100 }, Names);
        Math.Min(high[0], high[2]).ShouldBeGreaterThan(Math.Max(high[1], high[3]));
        int[] low = site.Scheduler.Prioritize(Pod("l", gpus: 1), Names);
        Math.Min(low[1], low[3]).ShouldBeGreaterThan(Math.Max(low[0], low[2]));
    }

    [Theory]
    [InlineData("a-name-of-its-own", "site/row/rack-2/server-1", null, "site/row/rack-2/server-1")]
    [InlineData("a-name-of-its-own", "site.row.rack-2.server-1", null, "site/row/rack-2/server-1")]
    [InlineData("site.row.rack-1.server-1", null, null, "site/row/rack-1/server-1")]
    [InlineData("a-name-of-its-own", "site/row/rack-2/server-1", "site/row/rack-1/server-2", "site/row/rack-1/server-2")] // the setting goes before
    [InlineData("server-1", null, null, null)] // two bear it
    [InlineData("stranger", null, null, null)]
    public async Task SetNodes_ByAnnotationSettingOrName_FindsTheServer(string name, string? annotation, string? setting, string? path)
    {
        await using SchedulingSite site = new(settings => settings with { Servers = setting is null ? settings.Servers : new Dictionary<string, string> { [name] = setting } });
        site.Scheduler.SetNodes([KubernetesFixtures.ReadNode(KubernetesFixtures.Node(name, server: annotation))]);
        site.Find(name)!.Server.ShouldBe(path);
    }

    [Fact]
    public async Task ReplacePods_WithoutOneThatWasThere_FreesItsGpusAndKeepsWhatIsOnItsWay()
    {
        await using SchedulingSite site = Given();
        site.Scheduler.ReplacePods([Pod("a", gpus: 8, node: "gpu-1"), Pod("b", gpus: 8, node: "gpu-2")]);
        string assumed = Best(site, Pod("c", gpus: 8));
        site.Scheduler.ReplacePods([Pod("b", gpus: 8, node: "gpu-2")]);
        site.Find("gpu-1")!.Pods.ShouldBe(0);
        site.Find("gpu-2")!.Pods.ShouldBe(1);
        site.Find(assumed)!.Pods.ShouldBe(1);
    }

    [Fact]
    public async Task BindAsync_WithoutAnApiServer_SaysWhatWouldBeRight()
    {
        await using SchedulingSite site = Given();
        string? problem = await site.Scheduler.BindAsync(new PodBinding("ml", "p", "", "gpu-1"), CancellationToken.None);
        problem.ShouldNotBeNull().ShouldContain("scheduler.kubernetes.server");
    }

    [Fact]
    public async Task BindAsync_ThatFails_TakesTheAssumptionBack()
    {
        RefusingBinder binder = new();
        await using SchedulingSite site = Given(binder: binder);
        KubernetesPod pod = Pod("p", gpus: 8);
        string node = Best(site, pod);
        (await site.Scheduler.BindAsync(new PodBinding("ml", "p", pod.Uid, node), CancellationToken.None)).ShouldBe("no");
        site.Scheduler.Report().PodCount.ShouldBe(0);
        binder.Says = null;
        Best(site, pod);
        (await site.Scheduler.BindAsync(new PodBinding("ml", "p", pod.Uid, "gpu-4"), CancellationToken.None)).ShouldBeNull();
        site.Find("gpu-4")!.Pods.ShouldBe(1); // where it was bound, not where it was ranked first
        site.Scheduler.Report().PodCount.ShouldBe(1);
    }

    [Fact]
    public async Task BindAsync_ToAServerThatWasDrainedMeanwhile_IsRefused()
    {
        RefusingBinder binder = new() { Says = null };
        await using SchedulingSite site = Given(binder: binder);
        KubernetesPod pod = Pod("p", gpus: 8);
        site.Scheduler.Filter(pod, ["gpu-1"]);
        site.Node.Desk.Say(new Override.DrainServer { Id = "d", Path = TestSite.Server(1, 1), Author = "olga", Reason = "smoke", From = site.Node.Clock.Now });
        (await site.Scheduler.BindAsync(new PodBinding("ml", "p", pod.Uid, "gpu-1"), CancellationToken.None)).ShouldBe("site/row/rack-1/server-1 is drained by olga: smoke");
        binder.Asked.ShouldBe(0);
    }

    private static SchedulingSite Given(Func<SchedulerSettings, SchedulerSettings>? settings = null, IPodBinder? binder = null)
    {
        SchedulingSite site = new(settings, binder);
        site.Scheduler.ReplaceNodes([.. Names.Select(static (name, i) => KubernetesFixtures.ReadNode(KubernetesFixtures.Node(name, $"{i + 1}", server: TestSite.Server(1 + (i / 2), 1 + (i % 2)))))]);
        return site;
    }

    private static string Best(SchedulingSite site, KubernetesPod pod)
    {
        int[] passed = [.. site.Scheduler.Filter(pod, Names).Passed];
        string[] names = [.. passed.Select(static i => Names[i])];
        int[] levels = site.Scheduler.Prioritize(pod, names);
        levels.Count(static level => level == 10).ShouldBe(1);
        return names[Array.IndexOf(levels, 10)];
    }

    private static KubernetesPod Pod(string name, int gpus, string node = "", string annotations = "") =>
        KubernetesFixtures.ReadPod(KubernetesFixtures.Pod(name, uid: $"uid-{name}", gpus: gpus, annotations: annotations, nodeName: node, phase: node.Length > 0 ? "Running" : "Pending"));

    private static KubernetesPod Share(string name, int milli, string node = "") => Pod(name, 0, node, $"\"poweractors.io/gpu-milli\":\"{milli}\"");

    private sealed class RefusingBinder : IPodBinder
    {
        public string? Says { get; set; } = "no";

        public int Asked { get; private set; }

        public Task<string?> BindAsync(PodBinding binding, CancellationToken cancellation)
        {
            Asked++;
            return Task.FromResult(Says);
        }
    }
}
