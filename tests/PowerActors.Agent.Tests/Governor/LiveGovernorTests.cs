using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Tests.Governor.Support;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Units;
using Xunit.Abstractions;

namespace PowerActors.Agent.Tests.Governor;

/// <summary>The loop closed: a governor, real HTTP, a pretended vLLM whose speed follows the clock, simulated GPUs that follow the governor.</summary>
public class LiveGovernorTests(ITestOutputHelper output)
{
    private static readonly GovernorSettings Settings = new() { Ttft = TimeSpan.FromSeconds(2), Tbt = TimeSpan.FromMilliseconds(60) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Look_RoomInBothObjectives_LowersTheClockAndKeepsThem(bool isOldVersion)
    {
        await using PretendedVllm vllm = await PretendedVllm.StartAsync();
        vllm.IsOldVersion = isOldVersion;
        using GovernedHost host = new(vllm, settings: Settings);
        await host.RunAsync(900);
        output.WriteLine($"mean clock {host.MeanClock:0} MHz, late {Missed(vllm):P2}, {host.Wishes.Zip(host.Wishes.Skip(1)).Count(static pair => pair.First != pair.Second)} changes");
        host.MeanClock.ShouldBeLessThan(1250);
        Missed(vllm).ShouldBeLessThan(.015);
        host.Wishes.Zip(host.Wishes.Skip(1)).Count(static pair => pair.First != pair.Second).ShouldBeLessThan(90, "it does not flap");
        await host.RunUntilLowAsync();
        host.Standing!.Saved[0].Value.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Look_ObjectiveThatOnlyTheHighestClockHolds_StaysThere()
    {
        await using PretendedVllm vllm = await PretendedVllm.StartAsync();
        using GovernedHost host = new(vllm, settings: Settings with { Tbt = TimeSpan.FromMilliseconds(32) });
        await host.RunAsync(120);
        host.MeanClock.ShouldBeGreaterThan(1380);
    }

    [Fact]
    public async Task Look_QueueThatGrows_RaisesAtOnce()
    {
        await using PretendedVllm vllm = await PretendedVllm.StartAsync();
        using GovernedHost host = new(vllm, settings: Settings);
        await host.RunUntilLowAsync();
        vllm.Rate = 40; // far more than it can serve
        await host.RunAsync(4);
        host.Wishes[^1].ShouldBe(Megahertz.Unlimited);
    }

    [Fact]
    public async Task Look_MetricsThatStop_LetsGoSaysSoOnceAndComesBack()
    {
        await using PretendedVllm vllm = await PretendedVllm.StartAsync();
        using GovernedHost host = new(vllm, settings: Settings);
        await host.RunUntilLowAsync();
        Megahertz before = host.Wishes[^1];
        vllm.Answer = static context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await host.RunAsync(2);
        host.Wishes[^1].ShouldBe(before, "one missed answer is no reason");
        await host.RunAsync(60);
        host.Wishes[^1].ShouldBe(Megahertz.Unlimited);
        host.Standing!.Stale.ShouldBe(1);
        host.Log.Count(static line => line.StartsWith("governor lets go of GPUs 0,1,2,3,4,5,6,7:", StringComparison.Ordinal) && line.EndsWith("answers 503", StringComparison.Ordinal)).ShouldBe(1);
        vllm.Answer = null;
        await host.RunUntilLowAsync();
        host.Log.Count(static line => line.Contains("sees", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Look_ServerThatStartsAnew_GoesOn()
    {
        await using PretendedVllm vllm = await PretendedVllm.StartAsync();
        using GovernedHost host = new(vllm, settings: Settings);
        await host.RunAsync(200);
        vllm.Restart();
        await host.RunAsync(1);
        await host.RunUntilLowAsync();
        host.Log.Count(static line => line.Contains("has started anew", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("huge", "answers more than 1048576 bytes")]
    [InlineData("declared", "answers 2097152 bytes; at most 1048576 are read")]
    [InlineData("elsewhere", "answers 302")]
    [InlineData("nonsense", "line 1: is no sample of Prometheus' text format")]
    public async Task Look_AnswerThatIsNone_IsMissed(string kind, string expected)
    {
        await using PretendedVllm vllm = await PretendedVllm.StartAsync();
        vllm.Answer = async context =>
        {
            if (kind == "elsewhere")
            {
                context.Response.Redirect("http://127.0.0.1:1/");
                return;
            }

            if (kind == "declared")
                context.Response.ContentLength = 2 << 20;
            byte[] line = System.Text.Encoding.ASCII.GetBytes(kind == "nonsense" ? "{}\n" : $"x{{a=\"{new string('y', 1000)}\"}} 1\n");
            try
            {
                for (int i = 0; i < (kind == "nonsense" ? 1 : 3000); i++)
                    await context.Response.Body.WriteAsync(line, context.RequestAborted);
            }
            catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or IOException)
            {
                // The reader has had enough.
            }
        };
        using GovernedHost host = new(vllm, settings: Settings);
        await host.RunAsync(5);
        host.Log.Where(static line => line.Contains("lets go", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldEndWith(expected);
    }

    [Fact]
    public async Task Look_Shadow_SaysWhatItWouldSaveAndTheClockStays()
    {
        await using PretendedVllm vllm = await PretendedVllm.StartAsync();
        using GovernedHost host = new(vllm, GovernorMode.Shadow, Settings);
        await host.RunUntilLowAsync();
        host.MeanClock.ShouldBe(1410);
        host.Standing!.Mode.ShouldBe(GovernorMode.Shadow);
        host.Standing.Saved.Sum(static watts => watts.Value).ShouldBeInRange(8, 8 * 400);
    }

    [Fact]
    public async Task Look_CapBelowTheWish_SavesNothingByItself()
    {
        await using PretendedVllm vllm = await PretendedVllm.StartAsync();
        using GovernedHost host = new(vllm, settings: Settings) { Cap = new Megahertz(510) };
        await host.RunAsync(120);
        host.Clock.ShouldBe(new Megahertz(510));
        host.Standing!.Saved.ShouldAllBe(static watts => watts == Watts.Zero);
    }

    [Fact]
    [SuppressMessage("Usage", "xUnit1030", Justification = "None is used.")]
    public void Problem_GpusThatAreNotThereOrTwice_IsSaid()
    {
        LiveGovernorOptions options = new() { Costs = GovernedHost.Costs, CostsFrom = "", Instances = [] };
        Uri a = new("http://127.0.0.1:1/metrics"), b = new("http://127.0.0.1:2/metrics");
        options.Problem(8).ShouldNotBeNull();
        (options with { Instances = [new GovernedInstance(a, [8])] }).Problem(8).ShouldBe($"{a} has GPU 8; this server has 0 to 7");
        (options with { Instances = [new GovernedInstance(a, [0, 1]), new GovernedInstance(b, [1])] }).Problem(8).ShouldBe($"{b} has GPU 1, which another model server has too; name each once");
        (options with { Instances = [new GovernedInstance(a, [0, 1]), new GovernedInstance(b, [2])] }).Problem(8).ShouldBeNull();
    }

    private static double Missed(PretendedVllm vllm)
    {
        int requests = vllm.Served.Count(static one => !double.IsNaN(one.Ttft));
        return vllm.Served.Count(static one => one.Ttft > Settings.Ttft.TotalSeconds || one.Tbt > Settings.Tbt.TotalSeconds) / (double)requests;
    }
}
