using PowerActors.Agent;
using PowerActors.Cluster.Sessions;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Tree;
using PowerActors.Wire.Mapping;

namespace PowerActors.Cluster.Tests.Sessions;

/// <summary>Both ends of the link at work: a real node, real agents, real sockets; hardware is simulated.</summary>
public class AgentLinkTests
{
    private static readonly ServerActivity Prompts = new(InferencePhase.Prompt, 8192, 0);
    private static readonly GpuCap FailSafeCap = TestSite.FailSafe.ForGpu(TestSite.Model.Gpu, Core.Control.Priority.Low);

    [Fact]
    public async Task Agent_ThatConnects_StandsForItsServer()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000)); // Servers that never spoke count as nameplate: those must fit.
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 1));
        TreeNode rack = node.Index.Nodes.First(static n => n.Path == "site/row/rack-1");
        double both = 2 * TestSite.Model.Nameplate.Value;
        await Wait.Until(() => agent.Noted.Last == GpuCap.Free, "the directive (free) is applied");
        await Wait.Until(() => node.Telemetry(TestSite.Server(1, 1)) is not null, "the server's first report has come");
        await Wait.Until(() => node.Board[rack.Index] is { } now && now.Power.Value < both - 500, "the rack counts the server's report instead of its worst case");
        node.Link(TestSite.Server(1, 1)).Connected.ShouldBeTrue();
        node.Link(TestSite.Server(1, 2)).Connected.ShouldBeFalse();
        node.Hub.Sessions.ShouldBe(1);
        ServerTelemetry telemetry = node.Telemetry(TestSite.Server(1, 1))!;
        telemetry.Gpus.Count.ShouldBe(4);
        telemetry.Gpus.ShouldAllBe(static gpu => gpu.Health == GpuHealth.Good && gpu.Power.Value > 30 && gpu.Clock.Value > 0);
        await Wait.Until(() => node.Telemetry(TestSite.Server(1, 1))!.Caps is { } caps && caps.All(static cap => cap.Requested == Megahertz.Unlimited && cap.Enforced == Megahertz.Unlimited), "caps are told");
    }

    [Fact]
    public async Task Row_OverItsLimit_BrakesEveryAgent()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using Fleet fleet = new(node);
        await fleet.WhenAllReport();
        node.Rungs.ShouldBeEmpty();
        foreach (TestAgent agent in fleet.Agents)
            agent.Server.SetActivity(Prompts);
        await Wait.Until(() => fleet.Agents.All(static agent => agent.Server.CapsInForce.All(static cap => cap.Brake)), "every GPU is braked");
        await Wait.Until(() => node.Row!.Power < node.Row.Limit, "the row is back below its limit");
        node.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Node_ThatDies_LeavesAgentsAtTheirFailSafeWithinTheLease_AndBackAgainLoosensNothingBeforeTheyReconnect()
    {
        InProcessDomainMemory memory = new();
        ManualTime time = new();
        TestNode node = await TestNode.StartAsync(memory: memory);
        int port = node.Port;
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 1), options: options => options with { TimeProvider = time });
        await Wait.Until(() => agent.Noted.Last == GpuCap.Free, "the directive (free) is applied", () => time.Advance(TimeSpan.FromMilliseconds(10)));
        await node.DisposeAsync();
        await Wait.Until(() => !agent.IsConnected, "the agent has noticed");
        TimeSpan heardBefore = agent.Noted.Asked[^1].At;
        int asked = agent.Noted.Asked.Count;

        // Its clock is the test's: the lease cannot have been renewed, and what happens next happens at known times.
        DateTimeOffset diedAt = time.GetUtcNow();
        await Wait.Until(() => agent.Noted.Last == FailSafeCap, "the fail-safe is applied", () => time.Advance(TestSite.Timing.Telemetry / 2));
        (time.GetUtcNow() - diedAt).ShouldBeLessThanOrEqualTo(TestSite.Timing.Lease + (TestSite.Timing.Telemetry * 4));
        agent.Noted.Asked.Skip(asked).ShouldAllBe(static each => each.Cap == FailSafeCap);
        heardBefore.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        await Wait.Until(() => agent.Log.Lines.Any(static line => line.Contains("fail-safe ceilings hold", StringComparison.Ordinal)), "it says so");

        // A node is there again: as long as the agent's clock stands still it does not try, and nothing changes.
        await using TestNode second = await TestNode.StartAsync(memory: memory, port: port);
        await Wait.Until(() => second.Row is not null, "the node runs");
        agent.Noted.Last.ShouldBe(FailSafeCap);
        await Wait.Until(() => agent.Noted.Last == GpuCap.Free, "the agent has reconnected and is free again", () => time.Advance(TimeSpan.FromMilliseconds(20)));
        second.Link(TestSite.Server(1, 1)).Connected.ShouldBeTrue();
        await Wait.Until(() => second.Alerts.Any(static alert => alert.Kind == AlertKind.FailSafe), "the node hears that the fail-safe held");
        second.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Agent_ThatDies_CountsAsItsWorstCase()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using Fleet fleet = new(node);
        await fleet.WhenAllReport();
        node.Row!.SilentChildren.ShouldBe(0);
        double before = node.Row.Power.Value;
        double own = node.Board[node.Index.Servers[0].Index]!.Power.Value;
        await fleet.Agents[0].DisposeAsync();
        double worst = TestSite.Model.WorstDraw(TestSite.Model.Gpu.MaxClock).Value;
        await Wait.Until(() => node.Row.Power.Value > before - own + worst - 100, "the row reckons with the most the server could draw");
        node.Alerts.ShouldContain(static alert => alert.Kind == AlertKind.ChildSilent && alert.Node.Path == "site/row/rack-1");
        node.Link(TestSite.Server(1, 1)).Connected.ShouldBeFalse();
        node.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecondAgent_OfTheSameServer_TakesTheFirstOnesPlace()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using TestAgent first = new(node.Url, TestSite.Server(1, 1), options: static options => options with { FirstBackoff = TimeSpan.FromHours(1), LongestBackoff = TimeSpan.FromHours(1) });
        await Wait.Until(() => first.IsConnected, "the first is connected");
        await using TestAgent second = new(node.Url, TestSite.Server(1, 1));
        await Wait.Until(() => second.IsConnected && !first.IsConnected, "the second has taken its place");
        await Wait.Until(() => first.Log.Warnings.Any(static line => line.Contains("newer connection", StringComparison.Ordinal)), "the first says why");
        node.Hub.Sessions.ShouldBe(1);
        await Wait.Until(() => node.Link(TestSite.Server(1, 1)).Reports > 0, "the second reports");
    }

    [Fact]
    public async Task Agent_WhoseDriverWasReloaded_SetsItsCapsAgainAndSaysSo()
    {
        // Capped but not braked: under a brake a lost lock loosens nothing, so that there is nothing to see until the brake goes.
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 8300));
        await using TestAgent hurt = new(node.Url, TestSite.Server(1, 2));
        await Wait.Until(() => hurt.Server.CapsInForce.All(static cap => cap is { Brake: false, Ceiling.Value: < 1400 }), "the server is capped");
        hurt.Server.With(static (server, now) => server.Gpus[2].LoseClockLock(now.Ticks));
        await Wait.Until(() => hurt.Server.CapsInForce[2].Ceiling.Value < 1400, "the clock lock is back");
        await Wait.Until(() => node.Alerts.Any(static alert => alert.Kind == AlertKind.CapDrift && alert.Detail.Contains("gpu-2", StringComparison.Ordinal)), "the node has heard");
    }

    [Fact]
    public async Task Agent_ThatRestartsWithoutANode_TakesUpItsCapsAndFallsToTheFailSafeWhenTheLeaseIsOver()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("poweractors-").FullName, "state.json");
        ManualTime time = new();
        Uri url;
        GpuCap before;
        await using (TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 7300)))
        {
            url = node.Url;
            await using TestAgent first = new(url, TestSite.Server(1, 2), options: options => options with { TimeProvider = time }, stateFile: file);

            // Three servers that never spoke count as nameplate: the row stands on a rung.
            await Wait.Until(() => first.Noted.Last is { } cap && cap != GpuCap.Free, "the agent is capped", () => time.Advance(TimeSpan.FromMilliseconds(1)));
            before = first.Noted.Last!.Value;
        }

        before.IsLooserThan(GpuCap.Free).ShouldBeFalse();
        LiveServer rebooted = new(TestSite.Model, ActuatorProfile.Immediate);
        await using TestAgent second = new(url, TestSite.Server(1, 2), rebooted, options => options with { TimeProvider = time }, file);
        await Wait.Until(() => second.Noted.Last is not null, "the caps are set", () => time.Advance(TimeSpan.FromMilliseconds(1)));
        second.Noted.Asked.ShouldAllBe(each => !each.Cap.IsLooserThan(before));
        second.IsConnected.ShouldBeFalse();
        second.Log.Lines.ShouldContain(static line => line.StartsWith("takes up site/row/rack-1/server-2 as it was", StringComparison.Ordinal));
        await Wait.Until(() => second.Noted.Last == GpuCap.Tightest(before, FailSafeCap), "the fail-safe holds", () => time.Advance(TestSite.Timing.Telemetry / 2));
        second.Noted.Asked.ShouldAllBe(each => !each.Cap.IsLooserThan(before));
    }

    [Fact]
    public async Task Agent_ThatStopsCleanly_FreesItsGpusOnlyIfToldTo()
    {
        foreach (bool restore in (bool[])[true, false])
        {
            await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 7300));
            TestAgent agent = new(node.Url, TestSite.Server(1, 2), options: options => options with { RestoreOnStop = restore });
            await Wait.Until(() => agent.Noted.Last is { } cap && cap != GpuCap.Free, "the agent is capped");
            await agent.DisposeAsync();
            agent.Server.CapsInForce.ShouldAllBe(cap => (cap == GpuCap.Free) == restore);
        }
    }

    [Fact]
    public async Task Agent_ThatOnlyWatches_ReportsAndAppliesNothing()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 7300));
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 2), options: static options => options with { Applies = false });
        await Wait.Until(() => node.Link(TestSite.Server(1, 2)) is { Reports: > 5, Directives: > 1 } && !node.Rungs.IsEmpty, "it reports and is directed");
        agent.Noted.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_OfAnAgentThatOnlyWatches_GivesBackNothing()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 7300));
        TestAgent agent = new(node.Url, TestSite.Server(1, 2), options: static options => options with { Applies = false, RestoreOnStop = true });
        await Wait.Until(() => node.Link(TestSite.Server(1, 2)) is { Reports: > 2, Directives: > 1 } && !node.Rungs.IsEmpty, "it is directed");
        await agent.DisposeAsync();
        agent.Noted.Asked.ShouldBeEmpty("in shadow no device is ever spoken to, at the end neither");
        agent.Log.Lines.ShouldNotContain(static line => line.Contains("freed of their caps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_UnderADomainInShadow_GivesBackNothing()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 7300), steering: static _ => new DomainSteering { Mode = ControlMode.Shadow });
        TestAgent agent = new(node.Url, TestSite.Server(1, 2), options: static options => options with { RestoreOnStop = true });
        await Wait.Until(() => node.Link(TestSite.Server(1, 2)) is { Reports: > 2, Directives: > 1 } && !node.Rungs.IsEmpty, "it is directed");
        await agent.DisposeAsync();
        agent.Noted.Asked.ShouldBeEmpty("nothing was ever asked of a device");
    }

    [Fact]
    public async Task Stop_WhileNothingIsHeld_AsksNothingAgain()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000));
        TestAgent agent = new(node.Url, TestSite.Server(1, 2), options: static options => options with { RestoreOnStop = true });
        await Wait.Until(() => agent.Noted.Last == GpuCap.Free, "the directive (free) is applied");
        int asked = agent.Noted.Asked.Count;
        await agent.DisposeAsync();
        agent.Noted.Asked.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task Agent_ThatIsKilled_CountsAsItsWorstWithinTheStalenessBound()
    {
        ManualTime time = new();
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000), time: time);
        TestAgent agent = new(node.Url, TestSite.Server(1, 1), options: options => options with { TimeProvider = time });
        TreeNode rack = node.Index.Nodes.First(static each => each.Path == "site/row/rack-1");
        double both = 2 * TestSite.Model.Nameplate.Value;
        await Wait.Until(() => node.Board[rack.Index] is { SilentChildren: 1 } now && now.Power.Value < both - 500, "one is heard, and one never was", () => time.Advance(TimeSpan.FromMilliseconds(10)));
        await agent.DisposeAsync();

        // The clock stands still from here on but for this step: what was heard is at least as old as the bound then, and the rack has looked once more.
        time.Advance(TestSite.Timing.Staleness + TestSite.Timing.Telemetry);
        await Wait.Until(() => node.Board[rack.Index] is { SilentChildren: 2 } now && now.Power.Value >= both, "it counts as the most that it could draw");
        node.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Agent_InWhichALawBreaks_SaysSoOnceAMinuteAndTheNodeCountsAll()
    {
        ManualTime time = new();
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000));
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 2), options: options => options with { TimeProvider = time, ReconcileEvery = TimeSpan.FromSeconds(1) });
        await Wait.Until(() => agent.IsConnected, "the agent is connected", () => time.Advance(TimeSpan.FromMilliseconds(10)));
        for (int i = 1; i <= 3; i++)
            agent.Agent.LawsOf(0).Violate(Law.P2, "site/row/rack-1/server-2/gpu-0", TimeSpan.Zero, $"breach {i}");
        await Wait.Until(() => node.Hub.LawViolations(Law.P2) > 0, "the node hears of it");
        Told().ShouldBe(1);
        await Wait.Until(() => node.Hub.LawViolations(Law.P2) == 3, "and of the others, a minute later", () => time.Advance(TimeSpan.FromSeconds(1)));
        Told().ShouldBeInRange(1, 2);
        node.Hub.LawViolations(Law.P3).ShouldBe(0);
        node.Alerts.Where(static alert => alert.Kind == AlertKind.LawBroken).ShouldAllBe(static alert => alert.Node.Path == TestSite.Server(1, 2) && alert.Detail.Contains("law P2 broken at site/row/rack-1/server-2/gpu-0: breach", StringComparison.Ordinal));

        int Told() => agent.Log.Warnings.Count(static line => line.Contains("law P2 broken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lease_OfAnAgentThatAcknowledges_IsYoungAndOfOneThatIsGone_GrowsOld()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000));
        int server = node.Index.Servers.First(static each => each.Path == TestSite.Server(1, 2)).ServerIndex;
        node.Hub.LeaseAge(server).ShouldBeNull("nothing was ever acknowledged");
        TestAgent agent = new(node.Url, TestSite.Server(1, 2));
        await Wait.Until(() => node.Hub.LeaseAge(server) < TestSite.Timing.Lease, "a directive is acknowledged");
        await agent.DisposeAsync();
        await Wait.Until(() => node.Hub.LeaseAge(server) > TestSite.Timing.Lease, "nobody renews it");
    }

    /// <summary>An agent for every server.</summary>
    private sealed class Fleet(TestNode node) : IAsyncDisposable
    {
        public IReadOnlyList<TestAgent> Agents { get; } = [.. node.Index.Servers.Select(server => new TestAgent(node.Url, server.Path))];

        public Task WhenAllReport() => Wait.Until(
            () => node.Row is { SilentChildren: 0 } row && Math.Abs(row.Power.Value - Reported()) < 50 && Agents.All(static agent => agent.Noted.Last == GpuCap.Free),
            "all agents report and are free");

        private double Reported() => node.Index.Servers.Sum(server => node.Board[server.Index]?.Power.Value ?? double.PositiveInfinity);

        public async ValueTask DisposeAsync()
        {
            foreach (TestAgent agent in Agents)
                await agent.DisposeAsync();
        }
    }
}
