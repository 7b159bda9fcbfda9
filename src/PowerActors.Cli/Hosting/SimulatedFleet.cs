using Microsoft.Extensions.Logging;
using PowerActors.Agent;
using PowerActors.Agent.Governor;
using PowerActors.Api.Hosting;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Settings;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Live;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;
using PowerActors.Tree;

namespace PowerActors.Cli.Hosting;

/// <summary>Servers that are not there, under the load that <c>simulation</c> describes, in real time, with agents that connect as any others do.</summary>
internal static class SimulatedFleet
{
    private static readonly TimeSpan Ever = TimeSpan.FromDays(364);

    public static LiveFleet Create(SimulationSettings simulation, TopologyPlan plan)
    {
        PerformanceModels models = new(simulation.Model.Name, simulation.Profile);
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new LiveFleet(new LiveFleetOptions
        {
            Plan = plan,
            Performance = models.For,
            Serving = new ServingOptions { Batching = simulation.Batching, RequestsPerWokenServer = simulation.Consolidate },
            Hardware = SimulateCommand.Hardware(simulation, plan),
            Load = new SyntheticLoad(SimulateCommand.Synthetic(simulation, plan, models, Ever) with
            {
                Start = TimeSpan.FromDays(((int)now.DayOfWeek + 6) % 7) + now.TimeOfDay,
            }),
        });
    }

    /// <summary>One server, for an agent of its own, under its part of the same load.</summary>
    public static IServerHardware Server(SimulationSettings simulation, TopologyPlan plan, TopologyServer server, string path)
    {
        TopologyPlan alone = plan with { Root = new TopologyDomain { Kind = DomainKind.Rack, Name = "rack", HasMeter = false, Servers = [server] } };

        // Servers of one site must not all be busy at the same moments.
        ulong seed = path.Aggregate((ulong)simulation.Seed, static (hash, letter) => (hash ^ letter) * 1_099_511_628_211);
        LiveFleet fleet = Create(simulation with { Seed = seed }, alone);
        return fleet.Hardware(fleet.Index.Servers[0]);
    }

    /// <summary>One agent for all of them, on a connection of its own to the node.</summary>
    public static PowerAgent StartAgent(LiveFleet fleet, ApiHost host, ILoggerFactory loggers)
    {
        PowerAgent agent = new(
            new AgentOptions
            {
                Control = [host.AgentsAddress],
                Token = () => host.OwnAgentsToken,
                Configure = host.ConfigureOwnAgents,
                Servers = [.. fleet.Index.Servers.Select(node => new AgentServerOptions { Path = node.Path, Hardware = fleet.Hardware(node), InsideGovernor = Governor(fleet, node), Work = fleet.Work(node) })],
            },
            loggers.CreateLogger<PowerAgent>());
        agent.Start();
        return agent;
    }

    private static InsideGovernor? Governor(LiveFleet fleet, TreeNode server) =>
        fleet.Governor(server) is { } governor ? new InsideGovernor(governor, fleet.ClockCosts(server)) : null;
}
