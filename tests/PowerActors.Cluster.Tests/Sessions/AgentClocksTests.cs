using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PowerActors.Agent;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Hints;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Wire.Mapping;

namespace PowerActors.Cluster.Tests.Sessions;

/// <summary>An agent that chooses clocks itself, at a real node: what it holds is at the GPUs, never above the caps, and told upward.</summary>
public class AgentClocksTests
{
    private static readonly ClockCosts Costs = new([new(new Megahertz(900), 1.2, 1.1, .6), new(new Megahertz(1410), 1, 1, 1)]);

    private static readonly LiveGovernorOptions Governor = new()
    {
        Mode = GovernorMode.Enforce,
        Settings = new GovernorSettings { Period = TimeSpan.FromMilliseconds(50), Hold = TimeSpan.Zero, LoadWindow = TimeSpan.FromMilliseconds(50), Patience = 1 },
        Costs = Costs,
        CostsFrom = "the test",
        Instances = [],
        Watch = TimeSpan.FromMilliseconds(50),
        Timeout = TimeSpan.FromSeconds(30),
        StaleAfter = TimeSpan.FromSeconds(60),
    };

    [Fact]
    public async Task Governor_Enforcing_HoldsTheClockTellsTheNodeAndLetsGoWhenTheAgentStops()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000));
        await using QuickVllm vllm = await QuickVllm.StartAsync();
        TestAgent agent = new(node.Url, TestSite.Server(1, 1), options: options => With(options, Governor with { Instances = [new GovernedInstance(vllm.Address, [])] }));
        await Wait.Until(() => agent.Noted.Last?.Ceiling == new Megahertz(900), "the lower clock is held");
        await Wait.Until(
            () => node.Telemetry(TestSite.Server(1, 1))?.Clocks is { Governor: GovernorStatus.Enforce, Stale: 0 } clocks && clocks.Gpus.All(static gpu => gpu.Governor == new Megahertz(900)), "the node knows");
        await agent.DisposeAsync();
        agent.Noted.Last.ShouldBe(GpuCap.Free, "nobody would raise it again");
        agent.Agent.Servers[0].Violations.ShouldBeEmpty();
        node.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Governor_InShadow_TellsTheNodeAndHoldsNothing()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000));
        await using QuickVllm vllm = await QuickVllm.StartAsync();
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 1), options: options => With(options, Governor with { Mode = GovernorMode.Shadow, Instances = [new GovernedInstance(vllm.Address, [0, 2])] }));
        agent.Server.SetActivity(new ServerActivity(InferencePhase.Decode, 0, 8));
        await Wait.Until(
            () => node.Telemetry(TestSite.Server(1, 1))?.Clocks is { Governor: GovernorStatus.Shadow } clocks
                && clocks.Gpus[0] is { Saved.Value: > 1 } && clocks.Gpus[0].Governor == new Megahertz(900) && clocks.Gpus[1] is { Saved.Value: 0 } && clocks.Gpus[1].Governor == Megahertz.Unlimited,
            "the node knows what it would do");
        agent.Noted.Asked.ShouldAllBe(static asked => asked.Cap == GpuCap.Free);
    }

    [Fact]
    public async Task Hints_OfAProcess_SetTheClockBelowTheCapAndTellTheNode()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000));
        string folder = Directory.CreateTempSubdirectory("hints-").FullName, socket = Path.Combine(folder, "s");
        HintOptions hints = new()
        {
            Socket = socket,
            Plan = new PhasePlan(new Megahertz(1410), [new PhaseChoice("decode", new Megahertz(705), 11, 1, 10, 2)]),
            Settings = new PhaseSettings { SwitchTime = TimeSpan.FromMicroseconds(10), Settle = TimeSpan.Zero },
        };
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 1), options: options => options with { Servers = [options.Servers[0] with { Hints = hints }] });
        await Wait.Until(() => agent.Noted.Last == GpuCap.Free, "the directive (free) is applied");
        using (Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            client.Connect(new UnixDomainSocketEndPoint(socket));
            client.Send(Encoding.ASCII.GetBytes("hints 1 gpus=0,1,2,3\nphase decode\n"));
            await Wait.Until(() => agent.Noted.Last?.Ceiling == new Megahertz(705), "the phase's clock is set");
            await Wait.Until(
                () => node.Telemetry(TestSite.Server(1, 1))?.Clocks is { Governor: GovernorStatus.Off, Phase: "decode", PhaseChanges: 1 } clocks && clocks.Gpus[3].Phase == new Megahertz(705), "the node knows");
        }

        await Wait.Until(() => agent.Noted.Last == GpuCap.Free, "the process is gone, and its hints with it");
        Directory.Delete(folder, recursive: true);
    }

    private static AgentOptions With(AgentOptions options, LiveGovernorOptions governor) => options with { Servers = [options.Servers[0] with { Governor = governor }] };

    /// <summary>A page on which ten more requests have been served each time it is read, all far within their objectives.</summary>
    private sealed class QuickVllm : IAsyncDisposable
    {
        private readonly WebApplication _application;
        private int _served;

        private QuickVllm(WebApplication application) => _application = application;

        public Uri Address { get; private set; } = null!;

        public static async Task<QuickVllm> StartAsync()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            WebApplication application = builder.Build();
            QuickVllm vllm = new(application);
            application.MapGet("/metrics", () => Page(Interlocked.Add(ref vllm._served, 10)));
            await application.StartAsync();
            vllm.Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/metrics");
            return vllm;
        }

        public ValueTask DisposeAsync() => _application.DisposeAsync();

        private static string Page(int served) => string.Create(CultureInfo.InvariantCulture, $$"""
            vllm:num_requests_running{engine="0"} 64
            vllm:num_requests_waiting{engine="0"} 0
            vllm:time_to_first_token_seconds_bucket{le="0.25"} {{served}}
            vllm:time_to_first_token_seconds_bucket{le="+Inf"} {{served}}
            vllm:time_to_first_token_seconds_sum {{served * .2}}
            vllm:time_to_first_token_seconds_count {{served}}
            vllm:request_time_per_output_token_seconds_bucket{le="0.05"} {{served}}
            vllm:request_time_per_output_token_seconds_bucket{le="+Inf"} {{served}}
            vllm:request_time_per_output_token_seconds_sum {{served * .04}}
            vllm:request_time_per_output_token_seconds_count {{served}}

            """);
    }
}
